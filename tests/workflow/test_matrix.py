"""The whole matrix: every state, every action, everybody. Done through the engine, undone after each try."""

from typing import Any

import pytest
from django.db import transaction

from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed, NotPermitted, Refused, WrongState
from portal.workflow.machine import actions_of
from tests import make
from tests.make import REASONS, Cast

pytestmark = pytest.mark.django_db

#: action → who has a role for it, whatever the state. Chen supervises, Gu is Bo's colleague.
MAY = {
    "submit": "ai",
    "request_correction": "bo gu",
    "submit_correction": "ai",
    "propose_record": "bo gu",
    "return_proposal": "bo gu chen",
    "record": "bo gu chen",
    "decline": "bo gu",
    "resubmit": "ai",
    "withdraw": "ai",
    "discard": "ai",
    "declare_change": "ai",
    "submit_change": "ai",
    "accept_change": "bo gu chen",
    "return_change": "bo gu chen",
    "withdraw_change": "ai",
    "declare_termination": "ai",
    "submit_deregistration": "ai",
    "deregister": "bo gu chen",
    "return_deregistration": "bo gu chen",
    "withdraw_termination": "ai",
    "cancel_ex_officio": "bo gu chen",
    "notify_revocation": "bo gu chen",
    "state_against_revocation": "ai",
    "drop_revocation": "bo gu chen",
    "revoke": "bo gu chen",
    "grade": "bo gu chen",
    "confirm_current": "ai",
    "confirm_display": "",
    "report_display_missing": "",
    "confirm_display_by_inspection": "bo gu chen",
    "report_display_missing_by_inspection": "bo gu chen",
    "revoke_by_decision": "",
    "cancel_by_decision": "",
    "suspend_updates": "",
    "resume_updates": "",
    "restore_after_revocation": "",
}
HOLDS = (
    S.RECORDED,
    S.CHANGE_DUE,
    S.CHANGE_SUBMITTED,
    S.TERMINATION_DUE,
    S.DEREGISTRATION_SUBMITTED,
)
#: from where each action leads where.
LEADS = {
    (S.DRAFT, "submit"): S.SUBMITTED,
    (S.DRAFT, "discard"): S.WITHDRAWN,
    (S.SUBMITTED, "request_correction"): S.CORRECTION_REQUESTED,
    (S.SUBMITTED, "propose_record"): S.RECORD_PROPOSED,
    (S.SUBMITTED, "decline"): S.DECLINED,
    (S.SUBMITTED, "withdraw"): S.WITHDRAWN,
    (S.CORRECTION_REQUESTED, "submit_correction"): S.SUBMITTED,
    (S.CORRECTION_REQUESTED, "decline"): S.DECLINED,
    (S.CORRECTION_REQUESTED, "withdraw"): S.WITHDRAWN,
    (S.RECORD_PROPOSED, "return_proposal"): S.SUBMITTED,
    (S.RECORD_PROPOSED, "record"): S.RECORDED,
    (S.DECLINED, "resubmit"): S.SUBMITTED,
    (S.WITHDRAWN, "resubmit"): S.SUBMITTED,
    (S.RECORDED, "declare_change"): S.CHANGE_DUE,
    (S.CHANGE_SUBMITTED, "accept_change"): S.RECORDED,
    (S.CHANGE_SUBMITTED, "return_change"): S.CHANGE_DUE,
    (S.CHANGE_DUE, "withdraw_change"): S.RECORDED,
    (S.CHANGE_SUBMITTED, "withdraw_change"): S.RECORDED,
    (S.RECORDED, "declare_termination"): S.TERMINATION_DUE,
    (S.TERMINATION_DUE, "submit_deregistration"): S.DEREGISTRATION_SUBMITTED,
    (S.DEREGISTRATION_SUBMITTED, "deregister"): S.DEREGISTERED,
    (S.DEREGISTRATION_SUBMITTED, "return_deregistration"): S.TERMINATION_DUE,
    (S.TERMINATION_DUE, "withdraw_termination"): S.RECORDED,
    (S.DEREGISTRATION_SUBMITTED, "withdraw_termination"): S.RECORDED,
    **{(state, "cancel_ex_officio"): S.CANCELLED for state in HOLDS},
    **{(state, "notify_revocation"): state for state in HOLDS},
    **{
        (state, "grade"): state
        for state in (S.SUBMITTED, S.CORRECTION_REQUESTED, S.RECORD_PROPOSED, *HOLDS)
    },
    (S.RECORDED, "confirm_current"): S.RECORDED,
    **{(state, "confirm_display_by_inspection"): state for state in HOLDS},
    **{(state, "report_display_missing_by_inspection"): state for state in HOLDS},
}
#: Open to their state, but something else is missing: nothing changed yet, nobody was notified.
STOPPED = {
    (S.CHANGE_DUE, "submit_change"),
    *(
        (state, name)
        for state in HOLDS
        for name in ("state_against_revocation", "drop_revocation", "revoke")
    ),
}
INPUT: dict[str, dict[str, Any]] = {
    "request_correction": {"items": REASONS},
    "decline": {"items": REASONS},
    "return_proposal": {"reason": "请再核对"},
    "withdraw": {"reason": "暂缓上线"},
    "declare_change": {"changed_on": make.CHANGED, "reason": "更名"},
    "return_change": {"items": REASONS},
    "withdraw_change": {"reason": "申报有误"},
    "declare_termination": {"service_ends_on": make.ENDED, "reason": "业务调整"},
    "submit_deregistration": {"user_arrangements": "公告", "data_arrangements": "删除"},
    "return_deregistration": {"items": REASONS},
    "withdraw_termination": {"reason": "继续提供"},
    "cancel_ex_officio": {"ground": "site_closed", "facts": "网站已关闭"},
    "notify_revocation": {"ground": "false_material", "facts": "伪造", "evidence": "鉴定意见"},
    "state_against_revocation": {"statement": "不实"},
    "drop_revocation": {"reason": "证据不足"},
    "revoke": {"reason": "事实清楚"},
    "confirm_display_by_inspection": {"reason": "“关于”页标明了编号"},
    "report_display_missing_by_inspection": {"reason": "各页没有编号"},
    "grade": {
        "mobilisation": 5,
        "content_category": 4,
        "user_scale": 3,
        "data": 2,
        "intervention": 1,
        "level": "middle",
        "high_risk": False,
        "reason": "按五项因素评定",
    },
}
PEOPLE = ("ai", "bo", "gu", "chen", "dai", "eve", "fang")


def expected(state: S, name: str, who: str) -> object:
    """The new state, or the kind of refusal: the role counts before the state, the state before guards."""
    if who not in MAY[name].split():
        return NotPermitted
    if (state, name) in STOPPED:
        return GuardFailed
    if (state, name) not in LEADS:
        return WrongState
    if (name, who) == ("record", "bo"):  # Bo proposed
        return GuardFailed
    return LEADS[state, name]


def attempt(case: Filing, name: str, actor: Any) -> object:
    """What happens when the actor tries; undone, and where refused, nothing may have been written."""
    before = written(case)
    undo = transaction.savepoint()
    try:
        return make.act(case, name, actor, **INPUT.get(name, {})).case.state
    except Refused as refused:
        assert written(case) == before
        return type(refused)
    finally:
        transaction.savepoint_rollback(undo)


def written(case: Filing) -> tuple[object, ...]:
    """Everything that an act would leave behind."""
    row = Filing.objects.values_list("state", "version", "chain_head").get(pk=case.pk)
    return row, AuditEvent.objects.count(), Notice.objects.count()


def everybody(cast: Cast) -> dict[str, Any]:
    people = {name: getattr(cast, name) for name in PEOPLE if name != "gu"}
    return people | {"gu": make.person("gu", cast.office, Role.FILING_OFFICER)}


def test_the_table_names_every_action() -> None:
    assert set(MAY) == set(actions_of(Filing))


@pytest.mark.parametrize("state", S)
def test_each_action_is_allowed_exactly_where_and_to_whom_it_is_declared(state: S) -> None:
    cast = make.cast()
    people = everybody(cast)
    case = make.filing(cast, state)
    tries = [(name, who) for name in MAY for who in PEOPLE]
    found = {(name, who): attempt(case, name, people[who]) for name, who in tries}
    assert found == {(name, who): expected(state, name, who) for name, who in tries}


@pytest.mark.parametrize("name", [name for name, who in MAY.items() if who])
def test_a_role_that_was_taken_away_counts_no_more(name: str) -> None:
    cast = make.cast()
    who = MAY[name].split()[-1]
    people = everybody(cast)
    state = next(state for state, action in (*LEADS, *STOPPED) if action == name)
    case = make.filing(cast, state)
    people[who].memberships.update(is_active=False)
    actor = User.objects.get(pk=people[who].pk)
    assert attempt(case, name, actor) is NotPermitted


def test_an_unknown_action_is_refused() -> None:
    cast = make.cast()
    case = make.filing(cast, S.SUBMITTED)
    assert attempt(case, "approve", cast.bo) is WrongState
