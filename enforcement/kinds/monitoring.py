"""Risk observations and assessments by a team, as kinds of case."""

from typing import Any

from django.conf import settings

from enforcement.forms import monitoring as forms
from enforcement.forms.staffing import OfficersForm
from enforcement.letters.monitoring import phases
from enforcement.models import Evaluation, Observation
from enforcement.selectors.following import followed_by
from enforcement.selectors.handlers import teams
from enforcement.states import EvaluationState, ObservationState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.forms import ReasonForm

OFFICERS = frozenset({Role.ENFORCEMENT_OFFICER})
_PAPERS = Slot("evidence", "佐证材料", ("pdf", "docx", "jpeg", "png"), required=False, several=True)


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def _sources(case: Any, user: User) -> dict[str, Any]:
    """The lead and the case it came from, and what followed, as far as the reader may see them."""
    known = visible_to(user).filter(pk__in=[pk for pk in (case.lead_id, case.origin_id) if pk])
    return {"sources": list(known.order_by("pk")), "followed": followed_by(case, user)}


def _observation_detail(observation: Observation, user: User) -> dict[str, Any]:
    office = bool(observation.roles_of(user) & observation.own_roles)
    items = rulebook(observation.law_profile).items("conduct")
    return {
        "observation": observation,
        "office": office,
        "articles": [item for item in items if item.code in observation.articles],
        **_sources(observation, user),
    }


def _observation_json(observation: Observation, user: User) -> dict[str, Any]:
    told = {
        "observed_on": observation.observed_on,
        "level": observation.level,
        "warning": observation.warning,
        "answer": observation.answer,
    }
    if observation.roles_of(user) & observation.own_roles:
        told |= {"facts": observation.facts, "articles": observation.articles}
    return told


def _observation_hint(observation: Observation, user: User) -> str:
    roles = observation.roles_of(user)
    if Role.PROVIDER in roles and observation.state == ObservationState.WARNED:
        return "请核查预警书写明的风险，在期限内答复。"
    if roles & OFFICERS and observation.state == ObservationState.ANSWERED:
        return "企业已经答复，请核实后办结；需要检查、责令改正的，另行办理。"
    return ""


OBSERVATION = CaseKind(
    code="observation",
    label="风险监测",
    prefix="FX",
    model=Observation,
    states=ObservationState,
    profile=_profile,
    creators=OFFICERS,
    concerns_others=True,
    create_form=forms.NewObservationForm,
    editable={ObservationState.DRAFT: OFFICERS},
    tones={
        ObservationState.OBSERVED: "info",
        ObservationState.WARNED: "warn",
        ObservationState.ANSWERED: "info",
        ObservationState.CLOSED: "ok",
    },
    sections=(
        Section("risk", "监测情况", forms.ObservationSection),
        Section("papers", "佐证材料", None, "截图、数据等，企业看不到。"),
    ),
    slots=(_PAPERS,),
    action_forms={
        "warn": forms.WarnForm,
        "answer_warning": forms.AnswerForm,
        "extend_answer": forms.ExtendForm,
        "close": forms.CloseForm,
    },
    template="enforcement/_observation.html",
    detail=_observation_detail,
    problems=lambda observation, now: observation.problems(now),
    section_of=lambda field: "risk",
    hint=_observation_hint,
    to_json=_observation_json,
)


def _evaluation_detail(evaluation: Evaluation, user: User) -> dict[str, Any]:
    return {
        "evaluation": evaluation,
        "team": list(evaluation.team()),
        "phases": phases(evaluation, rulebook(evaluation.law_profile)),
        **_sources(evaluation, user),
    }


def _evaluation_json(evaluation: Evaluation, user: User) -> dict[str, Any]:
    return {
        "scope": evaluation.scope,
        "findings": evaluation.findings,
        "counter_measures": evaluation.counter_measures,
        "conclusion": evaluation.conclusion,
    }


def _evaluation_hint(evaluation: Evaluation, user: User) -> str:
    if evaluation.state != EvaluationState.IN_PROGRESS:
        return ""
    if evaluation.is_officer(user):
        return "请按设计、部署、使用三个环节记录评估发现，完成后形成评估意见书。"
    return "评估组正在评估。"


EVALUATION = CaseKind(
    code="evaluation",
    label="算法安全评估（监管）",
    prefix="PG",
    model=Evaluation,
    states=EvaluationState,
    profile=_profile,
    creators=OFFICERS,
    concerns_others=True,
    create_form=forms.NewEvaluationForm,
    editable={EvaluationState.DRAFT: OFFICERS},
    tones={EvaluationState.IN_PROGRESS: "info", EvaluationState.COMPLETED: "ok"},
    sections=(
        Section("scope", "评估范围", forms.ScopeSection),
        Section("papers", "评估材料", None, "评估方案等，企业看不到。"),
    ),
    slots=(_PAPERS,),
    action_forms={
        "begin": OfficersForm,
        "change_team": OfficersForm,
        "step_aside": ReasonForm,
        "record_findings": forms.FindingsForm,
        "extend": forms.ExtendForm,
        "complete": forms.CompleteForm,
    },
    template="enforcement/_evaluation.html",
    handlers=teams,
    detail=_evaluation_detail,
    problems=lambda evaluation, now: evaluation.problems(now),
    section_of=lambda field: "scope",
    hint=_evaluation_hint,
    to_json=_evaluation_json,
)
