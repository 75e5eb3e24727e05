"""Leads, observations and evaluations in each state, reached by the engine alone."""

from datetime import date
from typing import Any

from enforcement.states import EvaluationState, LeadState, ObservationState
from tests import make
from tests.enforcement.people import EnforcementCast, act, edited, fresh, opened

FOUND = make.at("2026-09-21 09:00")
SEEN = {"observed_on": date(2026, 9, 21), "level": "high", "facts": "推送内容集中，疑似诱导沉迷。"}
POINTS = (
    "design.mechanism",
    "design.goals",
    "deployment.scenario",
    "deployment.data",
    "use.effect",
    "use.misuse",
)
FINDINGS = [{"point": point, "finding": "未见异常。", "risk": None} for point in POINTS]


def team(cast: EnforcementCast, *names: str) -> list[dict[str, Any]]:
    """Rows that name officers; Bo and Bei where nobody is said."""
    return [
        {"user": cast.people[name], "department": "省网信办", "credential": f"99-{name}"}
        for name in names or ("bo", "bei")
    ]


#: action → who, with what; each path leads from a fresh case to the state.
LEAD_TOLD: dict[str, dict[str, Any]] = {
    "take_up": {"triage_reason": "已办理JC2026000001"},
    "transfer": {"department": "演示省市场监督管理局", "reason": "属于不正当竞争。"},
    "set_aside": {"reason": "查无实据。"},
    "reopen": {"reason": "收到新的材料。"},
}
_LEAD_PATHS: dict[str, tuple[str, ...]] = {
    LeadState.OPEN: (),
    LeadState.TRANSFERRED: ("transfer",),
    LeadState.SET_ASIDE: ("set_aside",),
}


def lead(cast: EnforcementCast, state: Any = LeadState.OPEN) -> Any:
    """A lead that Bo registered about company A."""
    if state == LeadState.TAKEN_UP:
        found = lead(cast)
        observation(cast, ObservationState.OBSERVED, lead=found)
        return fresh(found)
    case = opened(
        "lead",
        cast.bo,
        cast.company_a,
        source="monitoring",
        facts="首页推荐反复出现同类内容。",
        found_at=FOUND,
    )
    for name in _LEAD_PATHS[state]:
        act(case, name, cast.bo, **LEAD_TOLD[name])
    return fresh(case)


OBSERVATION_TOLD: dict[str, dict[str, Any]] = {
    "warn": {"warning": "请核查推荐机制，防止诱导沉迷。"},
    "answer_warning": {"answer": "已调整推荐频次。"},
    "extend_answer": {"until": date(2026, 10, 30), "reason": "核查范围较大。"},
    "close": {"conclusion": "风险已经消除。"},
}
_OBSERVATION_PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    ObservationState.DRAFT: (),
    ObservationState.OBSERVED: (("register", "bo"),),
    ObservationState.WARNED: (("register", "bo"), ("warn", "bo")),
    ObservationState.ANSWERED: (("register", "bo"), ("warn", "bo"), ("answer_warning", "ai")),
    ObservationState.CLOSED: (("register", "bo"), ("close", "bo")),
}


def observation(
    cast: EnforcementCast, state: Any = ObservationState.DRAFT, *, lead: Any = None
) -> Any:
    """What Bo saw at company A, driven into a state."""
    case = opened("observation", cast.bo, cast.company_a, lead=lead, origin=None)
    edited(case, cast.bo, **SEEN)
    for name, who in _OBSERVATION_PATHS[state]:
        act(case, name, cast.people[who], **OBSERVATION_TOLD.get(name, {}))
    return fresh(case)


def evaluation_told(cast: EnforcementCast, name: str) -> dict[str, Any]:
    """Sound input of an evaluation's action."""
    told: dict[str, dict[str, Any]] = {
        "begin": {"officers": team(cast)},
        "change_team": {"officers": team(cast, "bo", "hu")},
        "step_aside": {"reason": "曾在该企业任职。"},
        "record_findings": {"findings": FINDINGS, "counter_measures": []},
        "extend": {"until": date(2027, 3, 31), "reason": "涉及多个产品。"},
        "complete": {"conclusion": "总体可控。"},
    }
    return told[name]


_EVALUATION_PATHS: dict[str, tuple[str, ...]] = {
    EvaluationState.DRAFT: (),
    EvaluationState.IN_PROGRESS: ("begin",),
    EvaluationState.COMPLETED: ("begin", "record_findings", "complete"),
}


def evaluation(cast: EnforcementCast, state: Any = EvaluationState.DRAFT) -> Any:
    """An assessment of company A by Bo and Bei, driven into a state."""
    case = opened("evaluation", cast.bo, cast.company_a, lead=None, origin=None)
    edited(case, cast.bo, scope="首页推荐算法；查阅文档并测试。")
    for name in _EVALUATION_PATHS[state]:
        act(case, name, cast.bo, **evaluation_told(cast, name))
    return fresh(case)
