"""Penalty cases in every state: investigated, reviewed, heard, decided, served, paid, closed, and the other ends."""

from collections.abc import Callable
from typing import Any

from portal.cases.models import Case
from portal.web.demo.enforcement_prosecution import FINE, Grounds, Prosecution
from portal.web.demo.enforcement_script import Stage
from portal.web.demo.script import SYSTEM
from portal.web.demo.service import confirmed, returned

Start = Callable[[str], Prosecution]
MILD: dict[str, Any] = {
    "measures": ["warning", "order_correction"],
    "fine": None,
    "suspend_until": None,
}


def tell(stage: Stage, recorded: Case) -> None:
    """Every case but the one that follows from an order; ``recorded`` is the filing that is suspended."""

    def on(company: str) -> Prosecution:
        place = stage.places[company]
        one = Prosecution(stage.people, company, stage.now, place=place)
        return one.severe(one.from_today(60))

    confirmed(on("company2"))
    _beginning(on)
    _defence(on)
    _decisions(on, recorded)
    _other_ends(on)


def _beginning(on: Start) -> None:
    on("company2").begun("星河推送模型未审核案", 2)
    on("company3").begun("白鹿视频榜单模型未审核案", 3).act("propose_opening", "enforcer", 2, 11)
    held = on("company4").investigated("云帆直播打赏榜模型未审核案", 10)
    pieces = list(held.case.evidence.all())
    held.act("hold_evidence", "head", 3, pieces=pieces, reason="日志每十日覆盖一次。")
    on("company2").to_review("星河榜单模型未审核案", 12, 3)
    on("company3").reviewed("白鹿视频诱导停留案", 14, 2)


def _defence(on: Start) -> None:
    asked = on("company2").notified("星河弹窗诱导点击案", 20, 5)
    asked.act("request_hearing", "company2", 2, hearing_reasons="对违法事实的认定有异议。")
    due = on("company").notified("青云热搜诱导停留案", 25, 14)
    due.act("request_hearing", "company", 12, hearing_reasons="对模型目标的认定有异议。")
    due.hearing_at(due.morning(-8), 5)
    heard = on("company3").notified("白鹿视频热榜诱导停留案", 30, 20)
    heard.act("request_hearing", "company3", 18, hearing_reasons="对处罚幅度有异议。")
    heard.hearing_at(heard.morning(4), 16)
    heard.act(
        "record_hearing",
        "enforcer3",
        4,
        15,
        record="调查人员说明事实和证据，当事人陈述意见并质证。",
        signatures="当事人代表、调查人员核对后签名。",
        abandoned=False,
    )
    on("company4").notified("云帆直播推荐诱导停留案", 30, 14).stated(11).discussed(3)


def _decisions(on: Start, recorded: Case) -> None:
    returned(
        on("company3").notified("白鹿视频首页诱导停留案", 35, 20).stated(17).discussed(8).decided(3)
    )
    partly = on("company").notified("青云资讯诱导沉迷案", 50, 34, target=recorded)
    partly.stated(31).discussed(25).decided(22).served(18).paid(12, 12_000, "演缴-0001")
    partly.act(
        "publish", "enforcer", 9, summary="推荐模型以停留时长为唯一目标，警告、罚款并暂停更新。"
    )
    partly.act("state_extra_fine", "enforcer", 1)
    warned = on("company2")
    warned.penalty = MILD
    warned.notified("星河短视频诱导停留案", 40, 30).stated(28).decided(24).served(22)
    warned.corrected(18)
    warned.act("decline_publication", "head", 15, reason="情节较轻，没有较大社会影响。")
    _closed(on("company2"))


def _closed(case: Prosecution) -> None:
    """Everything is over: paid, the suspension lifted, published, nobody can challenge it any more."""
    case.severe(case.day(116))
    case.notified("星河论坛诱导停留案", 175, 160).stated(158).discussed(150).decided(148).served(
        140
    )
    case.paid(136, FINE, "演缴-0000")
    case.act(
        "publish",
        "enforcer",
        130,
        summary="推荐以停留时长为唯一目标，模型没有审核，警告、罚款并暂停更新。",
    )
    case.act("lift_suspension", SYSTEM, 114, reason="期限届满。")
    case.act("close_case", "head", 2, report="罚款缴清，暂停更新期满解除，决定已经公开。")


def _other_ends(on: Start) -> None:
    on("company4").begun("云帆直播弹幕诱导停留案", 12).act(
        "propose_opening", "enforcer", 12, 11
    ).act("decline_opening", "head", 9, reason="现有材料不能证明违法事实，继续监测。")
    spared = on("company3")
    spared.penalty = MILD
    spared.grounds = Grounds("公示页面截图", "缺少一项说明", "问：为什么缺少？答：改版时遗漏。")
    facts = "公示页面改版以后，缺少推荐规则的一项说明。"
    spared.investigated("白鹿视频公示不全案", 25, refs=["disclosure"], facts=facts).act(
        "decide_no_penalty",
        "head",
        12,
        ground="minor_corrected",
        reasons="公示内容缺一项，发现次日即补全，没有造成后果。",
    )
    facts = "直播间疑似开设赌局，推荐模型向用户集中推送。"
    on("company4").approved("云帆直播涉赌案", 22, facts=facts).act(
        "transfer", "head", 15, to="演示市公安局", reason="涉嫌开设赌场，依法移送。"
    )
    on("company2").approved("星河同名产品案", 18).act(
        "withdraw_case", "head", 12, reason="查明产品由另一家企业运营，不应当立案。"
    )
