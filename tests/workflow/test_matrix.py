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
}
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
}
INPUT: dict[str, dict[str, Any]] = {
    "request_correction": {"items": REASONS},
    "decline": {"items": REASONS},
    "return_proposal": {"reason": "请再核对"},
    "withdraw": {"reason": "暂缓上线"},
}
PEOPLE = ("ai", "bo", "gu", "chen", "dai", "eve", "fang")


def expected(state: S, name: str, who: str) -> object:
    """The new state, or the kind of refusal: the role counts before the state, the state before guards."""
    if who not in MAY[name].split():
        return NotPermitted
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


@pytest.mark.parametrize("name", MAY)
def test_a_role_that_was_taken_away_counts_no_more(name: str) -> None:
    cast = make.cast()
    who = MAY[name].split()[-1]
    people = everybody(cast)
    state = next(state for state, action in LEADS if action == name)
    case = make.filing(cast, state)
    people[who].memberships.update(is_active=False)
    actor = User.objects.get(pk=people[who].pk)
    assert attempt(case, name, actor) is NotPermitted


def test_an_unknown_action_is_refused() -> None:
    cast = make.cast()
    case = make.filing(cast, S.SUBMITTED)
    assert attempt(case, "approve", cast.bo) is WrongState
