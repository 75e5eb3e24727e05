"""One penalty case in the making, act by act, as two officers, the reviewer, the head and the party do them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from enforcement.rules import charging
from portal.law.terms import Aggravation
from portal.web.demo.enforcement_script import Dossier, law_in_use

FINE = 20_000
_QUESTIONS = "问：推荐模型的目标是什么？答：停留时长。问：是否审核过？答：上线以后没有。"
_ANOTHER_ACT = "本案查处的是另一产品的推荐模型，与已经提请立案的案件不是同一个违法行为。"
_ACCOUNT = "演示银行演示支行，账号 0000 0000 0001"
_DISCUSSED = ("head", "head2", "head3")


@dataclass(frozen=True)
class Grounds:
    """What a case rests on."""

    evidence: str = "推荐模型配置截图"
    proves: str = "推荐以停留时长为唯一目标"
    questions: str = _QUESTIONS
    reasons: str = "违反算法机制机理定期审核的要求，后果较重，拟依法处罚。"


@dataclass
class Prosecution(Dossier):
    """One penalty case of two officers. ``penalty`` is what they intend."""

    penalty: Any = None
    grounds: Grounds = Grounds()

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
            "facts": "推荐以停留时长为唯一目标，模型上线以后没有审核记录，持续一个月以上。",
            "refs": refs,
            "sanction": _sanction(refs),
            "no_filing": "target" not in told,
        }
        grave = {"serious": True, "serious_reasons": "涉及用户众多，持续时间较长。"}
        serious = grave if self.penalty["fine"] and not told.get("refused") else {}
        self.typed("enforcer", ago, **{**charge, **serious, **told})
        if self.again().case.cases_of_the_act():
            self.typed("enforcer", ago, other_act_reasons=_ANOTHER_ACT)
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
            name=self.grounds.evidence,
            proves=self.grounds.proves,
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
            record=self.grounds.questions,
            signed=True,
            refusal="",
        )

    def to_review(self, title: str, ago: int, sent: int, **told: Any) -> Self:
        """Investigated, with the reviewer since ``sent``."""
        self.investigated(title, ago, **told)
        self.typed("enforcer", sent, **self.penalty, reasons=self.grounds.reasons)
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
        self.act("notify", "enforcer", told_ago, 14)
        return self.act(
            "record_notice_service",
            "enforcer",
            told_ago,
            16,
            service_method="in_person",
            served_at=self.at(told_ago, 15),
            notice_on=None,
            place=self.organization.address,
            receiver="演示戊，行政主管",
            refusal="",
            witnesses="",
            proof="",
        )

    def stated(self, ago: int) -> Self:
        """The party speaks."""
        said = "我司已经下线该模型并补做审核，请求从轻处理。"
        return self.act("make_statement", self.speaker, ago, statement=said, done=True)

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
            collecting_account=_ACCOUNT if self.penalty["fine"] else "",
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

    def corrected(self, ago: int) -> Self:
        """Two officers looked whether it was done."""
        found = "执法人员核实，推荐模型已经下线，审核记录已经补齐。"
        return self.act("confirm_correction", "enforcer2", ago, found=found)

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


def _sanction(refs: list[str]) -> str:
    """The sanction of the text in use that refusal makes severe."""
    rows = charging.fitting(law_in_use(), refs)
    return next(row.code for row in rows if Aggravation.REFUSAL in row.opens_by)


def _source(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told.pop(name, None) for name in ("lead", "origin")}
