"""Oversight of recorded filings: grades, yearly confirmations, intended and decided revocations."""

from typing import Any

from portal.web.demo.script import Play, Script

FACTS: dict[str, Any] = {
    "ground": "false_material",
    "facts": "所附算法安全自评估报告载明的评测机构出具书面说明，未对该算法开展过评测。",
    "evidence": "一、评测机构书面说明一份；二、自评估报告原件；三、对企业安全责任人的询问笔录。",
}


def plays() -> list[tuple[str, Play]]:
    """Company → what it plays."""
    return [
        ("company", _high_risk),
        ("company", _regraded),
        ("company", _notified),
        ("company", _stated),
        ("company", _dropped),
        ("company2", _revoked),
        ("company2", _low),
    ]


def _grade(script: Script, ago: int, scores: str, level: str, **said: Any) -> Script:
    """``scores`` are the five digits in the order of the article."""
    names = ("mobilisation", "content_category", "user_scale", "data", "intervention")
    given = {name: int(score) for name, score in zip(names, scores, strict=True)}
    return script.act("grade", "officer", ago, 14, **given, level=level, **said)


def _high_risk(script: Script) -> Script:
    script.recorded("青云要闻推送算法", 58, kind="push")
    _grade(
        script,
        30,
        "55434",
        "high",
        high_risk=True,
        reason="面向全体用户主动推送时政要闻，月活跃用户过百万，直接影响议程设置。",
    )
    return script.act("confirm_current", "company", 5)


def _regraded(script: Script) -> Script:
    """Graded twice: both gradings stay."""
    script.recorded("青云视频生成算法", 62, kind="generation")
    _grade(script, 50, "22232", "middle", high_risk=False, reason="上线初期，用户较少。")
    return _grade(
        script,
        9,
        "34443",
        "high",
        high_risk=True,
        reason="用户增长较快，可以生成逼真的人物视频，存在被用于冒充的风险。",
    )


def _notify(script: Script, name: str, ago: int) -> Script:
    return script.recorded(name, ago + 20).act("notify_revocation", "officer", ago, **FACTS)


def _state(script: Script, ago: int) -> Script:
    said = "评测由我司供应商委托，机构说明与事实不符，已附委托合同，请求核实。"
    return script.act("state_against_revocation", script.company, ago, 16, statement=said)


def _notified(script: Script) -> Script:
    """Two working days are left to answer."""
    ago = script.amount("algorithm.revocation_statement") - 2
    return _notify(script, "青云弹窗推荐算法", ago)


def _stated(script: Script) -> Script:
    _notify(script, "青云锁屏推荐算法", 7)
    return _state(script, 4)


def _dropped(script: Script) -> Script:
    _state(_notify(script, "青云天气排序算法", 16), 13)
    return script.act(
        "drop_revocation", "officer", 9, reason="经核实，评测合同与付款凭证真实，事实不成立。"
    )


def _revoked(script: Script) -> Script:
    """Another person decides than the one who gave notice."""
    _notify(script, "星河短讯推荐算法", 19)
    _state(script, 16)
    return script.act(
        "revoke",
        "supervisor",
        10,
        reason="陈述申辩未提供可以核实的材料，不予采纳；提供虚假材料取得备案，事实清楚。",
    )


def _low(script: Script) -> Script:
    script.recorded("星河仓储调度算法", 46, kind="dispatch")
    return _grade(
        script, 20, "11221", "low", high_risk=False, reason="仅用于企业内部仓储，不面向公众。"
    )
