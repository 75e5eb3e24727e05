"""Penalty cases in every state, the ones after the decision among them, and what each action of theirs asks for."""

from datetime import date
from decimal import Decimal
from typing import Any

from enforcement.states import PenaltyState as S
from tests import make
from tests.enforcement import penalty_building
from tests.enforcement.penalty_building import PenaltyStory
from tests.enforcement.people import EnforcementCast

SERVED = make.at("2026-09-02 10:00")
#: After the last day for a lawsuit, 2027-03-02.
CLOSED = make.at("2027-03-03 09:00")
PROOF = {"service_method": "in_person", "place": "演示区一号", "receiver": "王五，行政主管"}
TOLD: dict[str, dict[str, Any]] = {
    "confirm_electronic_service": {"address": "fawu@qingyun.example", "signatory": "王五"},
    "record_public_notice": {
        "notice_on": date(2026, 9, 3),
        "place": "门户公告栏",
        "reason": "查无此处。",
        "unknown_whereabouts": True,
    },
    "record_service": {"served_at": SERVED, **PROOF},
    "record_payment": {
        "paid_on": date(2026, 9, 10),
        "amount": Decimal("20000.00"),
        "reference": "A-1",
    },
    "ask_for_postponement": {"reason": "请求延期。"},
    "grant_postponement": {"until": date(2026, 12, 1), "reason": "属实。"},
    "grant_instalments": {
        "rows": [{"due_on": date(2026, 12, 1), "amount": Decimal("20000.00")}],
        "reason": "属实。",
    },
    "lift_suspension": {"reason": "已经整改。"},
    "confirm_correction": {"found": "现场核实，已经改正。"},
    "record_demand_service": {"served_at": make.NOW, **PROOF},
    "answer_demand": {"statement": "正在筹款。"},
    "apply_to_court": {"court": "演示区人民法院", "note": ""},
    "record_court_end": {"ended_on": date(2026, 9, 20), "result": "执行完毕。"},
    "record_reconsideration": {"began_on": date(2026, 9, 15), "authority": "演示省人民政府"},
    "record_lawsuit": {"began_on": date(2026, 9, 15), "authority": "演示区人民法院"},
    "record_remedy_end": {"ended_on": date(2026, 9, 20), "result": "upheld", "note": "维持。"},
    "publish": {"summary": "推荐模型诱导用户沉迷。"},
    "decline_publication": {"reason": "没有社会影响。"},
    "withdraw_publication": {"reason": "决定被撤销。"},
    "close_case": {"report": "执行完毕。"},
}
#: What a case fresh from its service does not bring along, by the guard that says so.
NOT_YET: dict[Any, str | None] = {
    **penalty_building.NOT_YET,
    "ask_for_postponement": "not_overdue",
    "grant_postponement": "asked_in_time",
    "grant_instalments": "asked_in_time",
    "settle_fine": "paid_in_full",
    "note_performed": "nothing_is_left",
    "confirm_correction": "correction_waits",
    "record_demand_service": "demanded",
    "answer_demand": "demanded",
    "apply_to_court": "demand_has_run",
    "record_court_end": "before_court",
    "record_remedy_end": "remedy_runs",
    "withdraw_publication": "is_public",
    ("served", "close_case"): "carried_out",
    ("performed", "close_case"): "remedy_open",
}
_SERVE = ("record_service", "bo")
_PERFORM = (_SERVE, ("record_payment", "bo"), ("lift_suspension", "bo"))
_PATHS: dict[Any, tuple[tuple[str, str], ...]] = {
    S.SERVED: (_SERVE,),
    S.PERFORMED: _PERFORM,
    S.CLOSED: (*_PERFORM, ("decline_publication", "cao"), ("close_case", "cao")),
}


def penalty(cast: EnforcementCast, state: Any = S.DRAFT) -> Any:
    """A case in the state, reached by the engine alone."""
    if state not in _PATHS:
        return penalty_building.penalty(cast, state)
    story = PenaltyStory(cast).to_decided()
    story.now = make.at("2026-09-14 10:00")
    for name, who in _PATHS[state]:
        if name == "close_case":
            story.now = CLOSED
        story.act(name, who, **TOLD[name])
    return story.case


def told(cast: EnforcementCast, case: Any, name: str) -> dict[str, Any]:
    """Sound input of an action, before the decision and after it."""
    if name == "record_payment":  # a part: the whole settles the case in the same act
        return {**TOLD[name], "amount": Decimal("10000.00")}
    return TOLD[name] if name in TOLD else penalty_building.told_now(cast, name)
