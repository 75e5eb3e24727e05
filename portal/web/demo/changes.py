"""Changes of recorded filings: declared, overdue, under review, returned, accepted with remarks, withdrawn."""

from typing import Any

from portal.web.demo.content import letter, renewed_licence
from portal.web.demo.script import Play, Script, formerly

CHANGE = "algorithm.change"
FORMER_NAME = "星河大数据有限公司（演示）"
RETURNS = [
    {
        "item": "产品及功能信息",
        "code": "products",
        "reason": "新增产品未写明访问路径中的全部步骤，请补全。",
    },
    {
        "item": "算法安全自评估报告",
        "code": "self_assessment",
        "reason": "报告仍描述原模型，请按现用模型重新评估。",
    },
]


def plays() -> list[tuple[str, Play]]:
    """Company → what it plays."""
    own = (_declared, _overdue, _under_review, _returned, _accepted_twice, _withdrawn)
    return [
        *(("company", play) for play in own),
        ("company2", _renamed),
        ("company2", _renaming),
    ]


def _declare(script: Script, ago: int, reason: str) -> Script:
    """Declared on the day it happened."""
    return script.act(
        "declare_change", script.company, ago, 9, changed_on=script.day(ago), reason=reason
    )


def _declared(script: Script) -> Script:
    """Two working days are left, nothing is typed yet."""
    ago = script.amount(CHANGE) - 2
    return _declare(script.recorded("青云短视频排序算法", 32), ago, "更换算法安全责任人。")


def _overdue(script: Script) -> Script:
    """Declared in time, typed, and then forgotten."""
    ago = script.amount(CHANGE) + 3
    script.recorded("青云直播排序算法", 34)
    _declare(script, ago, "模型更换为深度排序模型。")
    return script.edit(ago, model_name="演示深度排序模型", model_type="深度神经网络")


def _under_review(script: Script) -> Script:
    """Several differences: a product, an officer, the purpose, a text for the public, a paper."""
    name = "青云资讯聚合排序算法"
    script.recorded(name, 40)
    _declare(script, 6, "新增小程序；更换算法安全责任人；调整主要用途。")
    script.edit(4, **_grown(script))
    text = f"落实算法安全主体责任基本情况（演示）\n{name}的算法安全责任人变更为演示丙。"
    script.paper("responsibility", letter(text, "落实算法安全主体责任基本情况（修订）.docx"), 4)
    return script.act("submit_change", "company", 4)


def _grown(script: Script) -> dict[str, Any]:
    return {
        "products": [*script.case.products, mini_program("青云资讯")],
        "safety_officer_name": "演示丙",
        "safety_officer_number": "E00000003",
        "usage_scenario": "应用于资讯客户端首页与小程序首页，按质量与时效对候选内容排序后展示。",
        "scenario": "资讯客户端与小程序的首页信息流。",
    }


def _returned(script: Script) -> Script:
    script.recorded("青云图文排序算法", 38)
    _declare(script, 9, "模型换代。")
    script.edit(8, model_name="演示排序模型（二代）", model_update="每月更新一次，更新前离线评测。")
    script.act("submit_change", "company", 8, 11)
    return script.act("return_change", "officer", 2, items=RETURNS)


def _accepted_twice(script: Script) -> Script:
    """The public entry has three versions under one number."""
    script.recorded("青云热榜排序算法", 60)
    _declare(script, 44, "新增小程序。")
    script.edit(43, products=[*script.case.products, mini_program("青云热榜")])
    script.act("submit_change", "company", 43, 11).act("accept_change", "officer", 36, opinion="")
    _declare(script, 20, "调整主要用途。")
    script.edit(19, usage_scenario="应用于热榜频道，按热度、质量与时效对话题排序后展示给用户。")
    script.act("submit_change", "company", 19, 11)
    return script.act("accept_change", "officer", 12, opinion="变更前后一致，予以同意。")


def _withdrawn(script: Script) -> Script:
    script.recorded("青云话题排序算法", 42)
    _declare(script, 10, "拟更换模型。")
    script.edit(9, model_name="演示话题模型")
    return script.act("withdraw_change", "company", 7, reason="模型最终没有更换。")


def _renamed(script: Script) -> Script:
    """The company bears another name, has moved within its district, and calls its product otherwise."""
    with formerly(script.organization, FORMER_NAME):
        script.recorded("星河出行调度算法", 50, kind="dispatch")
    _declare(script, 30, "企业更名，住所变更，产品更名。")
    [product] = script.case.products
    script.edit(
        29, **_moved(script), products=[{**product, "name": "星河行程", "url": product["url"]}]
    )
    script.paper("licence", renewed_licence(), 29)
    script.act("submit_change", "company2", 29, 11)
    return script.act("accept_change", "officer", 22, opinion="已核对营业执照，予以同意。")


def _renaming(script: Script) -> Script:
    """The same rename for another filing, still under review."""
    with formerly(script.organization, FORMER_NAME):
        script.recorded("星河知识问答算法", 45, kind="generation")
    _declare(script, 5, "企业更名，住所变更，新增网站。")
    site = {**mini_program("星河知识"), "service_form": "website", "url": "https://example.org/ask"}
    script.edit(3, **_moved(script), products=[*script.case.products, site])
    script.paper("licence", renewed_licence(), 3)
    return script.act("submit_change", "company2", 3, 11)


def _moved(script: Script) -> dict[str, Any]:
    return {
        "subject_name": script.organization.name,
        "subject_place": "演示甲省滨海市",
        "subject_address": "滨海市示范路 8 号",
        "licence_address": "滨海市示范路 8 号",
    }


def mini_program(name: str) -> dict[str, Any]:
    """One more product."""
    return {
        "name": name,
        "service_form": "mini_program",
        "url": f"微信搜索“{name}”小程序",
        "status": "online",
        "audience": "public",
        "daily_users": 20_000,
        "monthly_users": 300_000,
        "real_name": True,
        "permit_type": "",
        "permit_number": "",
        "permit_holder": "",
        "function_name": "首页信息流",
        "function_introduction": "与客户端相同的资讯列表。",
        "navigation": [f"打开{name}小程序", "进入“首页”", "查看推荐列表"],
    }
