"""Penalty cases in every state: investigated, reviewed, heard, decided, served, paid, closed, and the other ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from enforcement.rules import charging
from portal.cases.models import Case
from portal.law.terms import Aggravation
from portal.web.demo.enforcement_script import Dossier, Stage, law_in_use
from portal.web.demo.script import SYSTEM

FINE = 20_000
MILD: dict[str, Any] = {
    "measures": ["warning", "order_correction"],
    "fine": None,
    "suspend_until": None,
}
REASONS = "违反算法模型定期审核和干预管理的要求，后果较重，拟依法处罚。"
_DISCUSSED = ("head", "reviewer", "enforcer3")


@dataclass
class Prosecution(Dossier):
    """One penalty case of two officers. ``penalty`` is what they intend."""

    penalty: Any = None

    def severe(self, until: Any) -> Self:
        """Suspension and fine."""
        measures = ["warning", "suspend_updates", "fine"]
        self.penalty = {"measures": measures, "fine": FINE, "suspend_until": until}
        return self

    def begun(self, title: str, ago: int, **told: Any) -> Self:
        """Charged, two officers named."""
        self.opened(
            "penalty", "enforcer", ago, title=title, found_on=self.day(ago + 1), **_source(told)
        )
        refs = told.pop("refs", ["model_review"])
        charge = {
            "party_address": self.organization.address,
            "act_on": self.day(ago + 25),
            "continues": True,
            "facts": f"{title[:-1]}：首页推荐以停留时长为唯一目标，模型上线以后没有审核记录，持续一个月以上。",
            "refs": refs,
            "sanction": _sanction(refs),
        }
        grave = {"serious": True, "serious_reasons": "涉及用户众多，持续时间较长。"}
        serious = grave if self.penalty["fine"] and not told.get("refused") else {}
        self.typed("enforcer", ago, **{**charge, **serious, **told})
        return self.act("name_officers", "enforcer", ago, officers=self.team())

    def approved(self, title: str, ago: int, **told: Any) -> Self:
        """Opened by the head the day after."""
        self.begun(title, ago, **told).act("propose_opening", "enforcer", ago, 11)
        return self.act("approve_opening", "head", ago - 1)

    def investigated(self, title: str, ago: int, **told: Any) -> Self:
        """Evidence and an inquiry, two days after the opening was proposed."""
        self.approved(title, ago, **told)
        officers = [row["user"] for row in self.team()]
        self.act(
            "add_evidence",
            "enforcer",
            ago - 2,
            sort="electronic",
            name="推荐模型配置截图",
            proves="推荐以停留时长为唯一目标",
            source="现场提取",
            taken_at=self.at(ago - 2, 9),
            officers=officers,
        )
        return self.act(
            "record_inquiry",
            "enforcer2",
            ago - 2,
            15,
            officers=officers,
            person="演示丁",
            position="算法负责人",
            asked_at=self.at(ago - 2, 14),
            place="当事人会议室",
            record="问：推荐模型的目标是什么？答：停留时长。问：是否审核过？答：上线以后没有。",
            signed=True,
            refusal="",
        )

    def to_review(self, title: str, ago: int, sent: int, **told: Any) -> Self:
        """Investigated, with the reviewer since ``sent``."""
        self.investigated(title, ago, **told)
        self.typed("enforcer", sent, **self.penalty, reasons=REASONS)
        return self.act("submit_for_review", "enforcer", sent, 11)

    def reviewed(self, title: str, ago: int, on: int, **told: Any) -> Self:
        """Passed by the reviewer on the day ``on``."""
        self.to_review(title, ago, on + 2, **told)
        return self.act(
            "pass_review", "reviewer", on, opinion="事实清楚，证据充分，程序合法，幅度适当。"
        )

    def notified(self, title: str, ago: int, told_ago: int, **told: Any) -> Self:
        """The party has been told."""
        self.reviewed(title, ago, told_ago + 2, **told)
        return self.act(
            "notify",
            "enforcer",
            told_ago,
            15,
            served_at=self.at(told_ago, 14),
            notice_method="in_person",
        )

    def stated(self, ago: int) -> Self:
        """The party speaks."""
        said = "我司已经下线该模型并补做审核，请求从轻处理。"
        return self.act("make_statement", self.speaker, ago, statement=said)

    def hearing_at(self, moment: datetime, ago: int) -> Self:
        """The hearing is set."""
        return self.act(
            "schedule_hearing",
            "enforcer",
            ago,
            hearing_at=moment,
            place="演示甲省网信办第一会议室",
            chair=self.people["enforcer3"],
            public=True,
        )

    def discussed(self, ago: int) -> Self:
        """Those in charge discuss; the officers of the case are not among them."""
        opinions = [{"user": self.people[name], "opinion": "同意。"} for name in _DISCUSSED]
        return self.act(
            "deliberate",
            "head",
            ago,
            presider=self.people["head"],
            opinions=opinions,
            conclusion="同意按告知的内容处罚。",
            **self.penalty,
        )

    def decided(self, ago: int) -> Self:
        """The head decides."""
        return self.act(
            "decide",
            "head",
            ago,
            15,
            **self.penalty,
            reasons="违法事实成立，当事人的行为违反了所列条款。",
            considered="当事人提出已经下线模型；情况属实，已在裁量时考虑。",
            performance="罚款自收到决定书之日起十五日内缴至决定书所列账户；其他措施按决定书所列日期执行。",
        )

    def served(self, ago: int) -> Self:
        """Handed over at the party's address."""
        return self.act(
            "record_service",
            "enforcer",
            ago,
            16,
            service_method="in_person",
            served_at=self.at(ago, 15),
            place=self.organization.address,
            receiver="演示戊，行政主管",
            refusal="",
            witnesses="",
            proof="",
        )

    def paid(self, ago: int, yuan: int, reference: str) -> Self:
        """A receipt."""
        return self.act(
            "record_payment",
            "enforcer",
            ago,
            paid_on=self.day(ago),
            amount=Decimal(yuan),
            reference=reference,
        )


Start = Callable[[str], Prosecution]


def _sanction(refs: list[str]) -> str:
    """The sanction of the text in use that refusal makes severe."""
    rows = charging.fitting(law_in_use(), refs)
    return next(row.code for row in rows if Aggravation.REFUSAL in row.opens_by)


def _source(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told.pop(name, None) for name in ("lead", "origin")}


def tell(stage: Stage, recorded: Case) -> None:
    """Every case but the one that follows from an order; ``recorded`` is the filing that is suspended."""

    def on(company: str) -> Prosecution:
        place = stage.places[company]
        one = Prosecution(stage.people, company, stage.now, place=place)
        return one.severe(one.from_today(60))

    _beginning(on)
    _defence(on)
    _decisions(on, recorded)
    _other_ends(on)


def _beginning(on: Start) -> None:
    on("company2").begun("星河推送模型未审核案", 2)
    on("company3").begun("白鹿视频标签管理案", 3).act("propose_opening", "enforcer", 2, 11)
    held = on("company4").investigated("云帆直播日志缺失案", 10)
    pieces = list(held.case.evidence.all())
    held.act("hold_evidence", "head", 3, pieces=pieces, reason="日志每十日覆盖一次。")
    on("company2").to_review("星河榜单干预案", 12, 3)
    on("company3").reviewed("白鹿视频诱导停留案", 14, 2)


def _defence(on: Start) -> None:
    asked = on("company2").notified("星河弹窗推送案", 20, 5)
    asked.act("request_hearing", "company2", 2, hearing_reasons="对违法事实的认定有异议。")
    due = on("company").notified("青云热搜排序案", 25, 14)
    due.act("request_hearing", "company", 12, hearing_reasons="对模型目标的认定有异议。")
    due.hearing_at(due.morning(-8), 5)
    heard = on("company3").notified("白鹿视频榜单案", 30, 20)
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
    on("company4").notified("云帆直播推荐案", 30, 14).stated(11).discussed(3)


def _decisions(on: Start, recorded: Case) -> None:
    on("company3").notified("白鹿视频推荐目标案", 35, 20).stated(17).discussed(8).decided(3)
    partly = on("company").notified("青云资讯诱导沉迷案", 50, 34, target=recorded)
    partly.stated(31).discussed(25).decided(22).served(18).paid(12, 12_000, "演缴-0001")
    partly.act(
        "publish", "enforcer", 9, summary="推荐模型以停留时长为唯一目标，警告、罚款并暂停更新。"
    )
    partly.act("state_extra_fine", "enforcer", 1)
    warned = on("company2")
    warned.penalty = MILD
    warned.notified("星河短视频标识案", 40, 30).stated(28).decided(24).served(22)
    warned.act("decline_publication", "head", 15, reason="情节较轻，没有较大社会影响。")
    _closed(on("company2"))


def _closed(case: Prosecution) -> None:
    """Everything is over: paid, the suspension lifted, published, nobody can challenge it any more."""
    case.severe(case.day(116))
    case.notified("星河论坛热榜案", 175, 160).stated(158).discussed(150).decided(148).served(140)
    case.paid(136, FINE, "演缴-0000")
    case.act("publish", "enforcer", 130, summary="热榜人工干预没有记录，警告、罚款并暂停更新。")
    case.act("lift_suspension", SYSTEM, 114, reason="期限届满。")
    case.act("close_case", "head", 2, report="罚款缴清，暂停更新期满解除，决定已经公开。")


def _other_ends(on: Start) -> None:
    on("company4").begun("云帆直播弹幕案", 12).act("propose_opening", "enforcer", 12, 11).act(
        "decline_opening", "head", 9, reason="现有材料不能证明违法事实，继续监测。"
    )
    spared = on("company3")
    spared.penalty = MILD
    spared.investigated("白鹿视频公示不全案", 25).act(
        "decide_no_penalty",
        "head",
        12,
        ground="minor_corrected",
        reasons="公示内容缺一项，发现次日即补全，没有造成后果。",
    )
    on("company4").approved("云帆直播涉赌线索案", 22).act(
        "transfer", "head", 15, to="演示市公安局", reason="涉嫌开设赌场，依法移送。"
    )
    on("company2").approved("星河同名产品案", 18).act(
        "withdraw_case", "head", 12, reason="查明产品由另一家企业运营，不应当立案。"
    )
