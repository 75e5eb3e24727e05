"""What a random walk through enforcement does: three matters, who tries what, and sound input at the walk's moment."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from enforcement.models import Penalty
from enforcement.states import PenaltyState
from portal.clock import china_date
from portal.deadlines import sweep
from portal.workflow import catalogue, engine
from portal.workflow.availability import offers
from portal.workflow.errors import Refused
from tests import make
from tests.enforcement import inspecting, penalty_building, performing_building
from tests.enforcement.penalty_building import BEGAN, MILD, SEVERE, PenaltyStory
from tests.enforcement.people import EnforcementCast, edited, fresh, opened

NAMES = ("bo", "bei", "hu", "cao", "fa", "ren", "ai", "dai", "gu")
#: What ends a walk early, or takes somebody out of it: tried less often.
RARE = {
    *("withdraw", "cancel", "withdraw_case", "transfer", "decide_no_penalty", "decline_opening"),
    *("declare_recusal", "order_recusal", "step_aside", "reopen_investigation", "correct_record"),
    *("return_review", "grant_recusal", "request_recusal", "record_reconsideration"),
    *("record_lawsuit", "name_officers", "change_team"),
}
#: The second is above both, the third below; the others are inside the draft's band.
FINES = (20_000, 30_001, 4_999, 5_000, 15_000)


class Errands:
    """One walk with an inspection, an order to correct, and a penalty case about the same company."""

    def __init__(self, people: EnforcementCast, number: int) -> None:
        self.chance, self.people, self.now = Random(number), people, BEGAN
        self.penalty = SEVERE if number % 3 or number % 4 == 3 else MILD
        others = (self._inspection(number % 2 == 0), self._order())
        self.cases = (*others, self._penalty(number % 4))

    def _inspection(self, announced: bool) -> Any:
        return self._begun(
            "inspection",
            {"lead": None, "origin": None},
            inspecting.PLAN
            | {"announced": announced, "items": ["opt_out", "logs"]}
            | {"planned_on": date(2026, 8, 14) if announced else None},
        )

    def _order(self) -> Any:
        return self._begun("rectification", {"lead": None, "origin": None}, inspecting.ORDER)

    def _penalty(self, stage: int) -> Any:
        """Just charged, reviewed, told, or decided: no walk gets through the whole of it by chance."""
        story = PenaltyStory(self.people, began=BEGAN, penalty=self.penalty)
        starts = (story.charged, story.to_reviewed, story.to_notified, story.to_decided)
        starts[stage]()
        self.now = max(self.now, story.now)
        return story.case

    def _begun(self, kind: str, told: dict[str, Any], content: dict[str, Any]) -> Any:
        people = self.people
        case = opened(kind, people.bo, people.company_a, now=self.now, **told)
        case = edited(case, people.bo, now=self.now, **content)
        if kind == "inspection":
            team = inspecting.team(people)
            make.act(case, "change_team", people.bo, now=self.now, officers=team)
        return fresh(case)

    def wait(self) -> None:
        """Time goes by; now and then the portal sweeps."""
        self.now += timedelta(hours=self.chance.choice([0, 1, 5, 30, 80]), minutes=1)
        if self.chance.random() < 0.1:
            sweep.sweep(self.now)

    def step(self) -> Any:
        """Somebody does something; answers the case, or None where it was refused."""
        case = fresh(self.chance.choices(self.cases, [2, 2, 4])[0])
        undo = transaction.savepoint()
        try:
            self._act(case, anybody=self.chance.random() < 0.1)
        except Refused as refused:
            transaction.savepoint_rollback(undo)
            assert str(refused)
            return None
        transaction.savepoint_commit(undo)
        return case

    def _act(self, case: Any, *, anybody: bool) -> None:
        """An act that the state declares by somebody who may; or anything by anybody."""
        if case.state == PenaltyState.OPENED and not case.measures:
            told = {**self.penalty, **penalty_building.REASONS}
            case = edited(case, self.people.bo, now=self.now, **told)
        step, who = self._anything(case) if anybody else self._something(case)
        told = self.told(case, step.name)
        version = make.version_of(case)
        engine.perform(
            case.pk,
            step.name,
            actor=self.people.people[who],
            data=told,
            version=version,
            now=self.now,
        )

    def _anything(self, case: Any) -> tuple[Any, str]:
        """Whatever act of the kind, by whomever."""
        steps = list(catalogue.kind(case.kind).actions.values())
        return self.chance.choice(steps), self.chance.choice(NAMES)

    def _something(self, case: Any) -> tuple[Any, str]:
        """What the page offers to somebody now: rather what moves the case on than what stays."""
        steps = [
            one for one in catalogue.kind(case.kind).actions.values() if case.state in one.source
        ]
        users = self.people.people
        able = [n for n in NAMES if any(case.roles_of(users[n]) & one.roles for one in steps)]
        who = self.chance.choice(able or NAMES)
        offered = [one.step for one in offers(case, users[who], self.now) if one.allowed]
        usual = [one for one in offered if one.name not in RARE or self.chance.random() < 0.1]
        if not usual:
            return self._anything(case)
        weights = [4 if one.target else 1 for one in usual]
        return self.chance.choices(usual, weights)[0], who

    def told(self, case: Any, name: str) -> dict[str, Any]:
        """Sound input of an act at this moment."""
        by_kind = {
            "inspection": self._told_in_inspection,
            "rectification": self._told_in_order,
            "penalty": self._told_in_penalty,
        }
        return by_kind[case.kind](case, name)

    def _told_in_inspection(self, case: Any, name: str) -> dict[str, Any]:
        people = self.people
        about = {"officer": people.bei, "reason": "其配偶在竞争企业任职。"}
        told: dict[str, dict[str, Any]] = {
            "notify": {"officers": inspecting.team(people)},
            "change_team": {"officers": inspecting.team(people, "bo", "hu")},
            "step_aside": {"reason": "曾在该企业任职。"},
            "cancel": {"reason": "企业已经停止服务。"},
            "arrive": {"arrived_at": self.now, "receiver": "王五", "credentials_shown": True},
            "answer_checklist": {"answers": inspecting.answers(case, **inspecting.VIOLATED)},
            "record_obstruction": {"facts": "拒绝打开日志系统。"},
            "record": inspecting.RECORD | {"left_at": self.now},
            "correct_record": {"reason": "地点写错。"},
            "sign_record": {"signatory": "王五", "position": "合规总监", "remarks": ""},
            "record_refusal": {"reason": "称需要请示总部。", "witnesses": "园区物业赵六"},
            "conclude": {"conclusion": "发现两项不符合。"},
            "request_recusal": about,
            "grant_recusal": about,
            "refuse_recusal": about,
        }
        return told.get(name, {})

    def _told_in_order(self, case: Any, name: str) -> dict[str, Any]:
        found = [self.chance.choice(("complied", "complied", "failed")) for _ in case.items.all()]
        told: dict[str, dict[str, Any]] = {
            "record_service": inspecting.handed_over(self.now),
            "ask_for_time": {"reason": "需要采购存储。"},
            "extend": {"until": self._day(40), "reason": "确有困难。"},
            "decline_time": {"reason": "时间足够。"},
            "report_rectification": inspecting.reported(case),
            "reinspect": {
                "officers": inspecting.team(self.people),
                "results": inspecting.results(*found),
            },
            "verify": {"conclusion": "各项均已改正。"},
            "return_for_more": {"days": 20, "conclusion": "第一项没有改正。"},
            "note_silence": {"officers": inspecting.team(self.people)},
            "find_unrectified": {"conclusion": "期满没有改正。"},
            "withdraw": {"reason": "事实有误。"},
        }
        return told.get(name, {})

    def _told_in_penalty(self, case: Penalty, name: str) -> dict[str, Any]:
        told = self._now_in_penalty(case).get(name)
        if told is None:
            told = performing_building.TOLD.get(name)
        if told is None:
            told = penalty_building.told(self.people, name, self.penalty)
        if name in ("decide", "deliberate") and told["fine"]:
            kept = case.deliberation.get("fine") if name == "decide" else None
            return {**told, "fine": kept or self.chance.choice(FINES)}
        return told

    def _now_in_penalty(self, case: Penalty) -> dict[str, dict[str, Any]]:
        """Input that names days and sums."""
        today = china_date(self.now)
        began = {"began_on": today, "authority": "演示省人民政府"}
        hearing = penalty_building.told(self.people, "schedule_hearing")
        served = {"served_at": self.now, **performing_building.PROOF}
        soon = {**hearing, "hearing_at": self.now + timedelta(days=25)}
        whole = Decimal(case.standing_fine or 0)
        sums = (whole, case.owed(today).outstanding if case.served_at else whole, Decimal(5000))
        pieces = list(case.evidence.filter(held_at=None)[:1])
        return {
            "record_notice_service": {"served_at": self.now, **penalty_building.PROOF},
            **{
                name: {**penalty_building.told(self.people, name), "received_at": self.now}
                for name in penalty_building.RECORDED
            },
            "schedule_hearing": soon,
            "reschedule_hearing": soon,
            "hold_evidence": {"pieces": pieces, "reason": "日志即将覆盖。"},
            "extend_decision": {"until": self._day(130), "reason": "案情复杂。"},
            "record_service": served,
            "record_demand_service": served,
            "record_payment": {
                "paid_on": today,
                "amount": self.chance.choice(sums) or Decimal(1),
                "reference": f"财-{self.now:%m%d%H%M}",
            },
            "grant_postponement": {"until": self._day(60), "reason": "属实。"},
            "grant_instalments": {
                "rows": [{"due_on": self._day(60), "amount": whole}],
                "reason": "属实。",
            },
            "record_public_notice": performing_building.TOLD["record_public_notice"]
            | {"notice_on": today},
            "record_reconsideration": began,
            "record_lawsuit": began,
            "record_remedy_end": {"ended_on": today, "result": "upheld", "note": "维持。"},
            "record_court_end": {"ended_on": today, "result": "执行完毕。"},
        }

    def _day(self, after: int) -> date:
        return china_date(self.now) + timedelta(days=after)
