"""A change, a deregistration, a cancellation and a revocation race on one filing: one wins, the others are told.

Real threads, real commits. Everybody acts on the version that their page showed.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from filings.models import Filing, RegistryEntry
from filings.states import FilingState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit import verification
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow import engine
from portal.workflow.engine import Outcome
from portal.workflow.errors import Stale
from tests import make
from tests.inputs import INPUT
from tests.make import Cast
from tests.together import of_kind, together
from tests.workflow.door_cast import call

ROUNDS = 6
NOTICE = INPUT["notify_revocation"]
LATER = make.NOW + timedelta(days=1)
#: act → where the filing and its public entry stand when that act has won, and the notices that say so.
WON = {
    "accept_change": (S.RECORDED, "in_force", {"filing_change_accepted"}),
    "return_change": (S.CHANGE_DUE, "in_force", {"filing_change_returned"}),
    "withdraw_change": (
        S.RECORDED,
        "in_force",
        {"filing_change_withdrawn", "change_withdrawn"},
    ),
    "deregister": (S.DEREGISTERED, "cancelled", {"filing_deregistered"}),
    "return_deregistration": (S.TERMINATION_DUE, "in_force", {"filing_deregistration_returned"}),
    "withdraw_termination": (
        S.RECORDED,
        "in_force",
        {"filing_termination_withdrawn", "termination_withdrawn"},
    ),
    "cancel_ex_officio": (S.CANCELLED, "cancelled", {"filing_cancelled_ex_officio"}),
    "revoke": (S.REVOKED, "revoked", {"filing_revoked"}),
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make.cast()


def heard(cast: Cast, state: S) -> Filing:
    """In ``state``, with a revocation that is ready to be decided."""
    case = make.filing(cast, state)
    make.act(case, "notify_revocation", cast.bo, **NOTICE)
    make.act(case, "state_against_revocation", cast.ai, statement="报告属实。")
    return make.fresh(case)


def attempt(case: Filing, name: str, actor: User) -> Callable[[], tuple[str, Outcome]]:
    def act() -> tuple[str, Outcome]:
        done = engine.perform(
            case.pk,
            name,
            actor=actor,
            data=INPUT.get(name, {}),
            version=case.version,
            now=LATER,
        )
        return name, done

    return act


def winner_among(case: Filing, cast: Cast, rivals: dict[str, User]) -> str:
    """Let them race; the act that won. All others were told that somebody was faster."""
    events = case.chain_length
    jobs = [attempt(case, name, who) for name, who in rivals.items()]
    first = case.pk % len(jobs)  # another one at the head of the line each round
    results = together(*jobs[first:], *jobs[:first])
    [(won, outcome)] = of_kind(results, tuple)
    assert len(of_kind(results, Stale)) == len(rivals) - 1
    assert all("已被他人处理" in str(lost) for lost in of_kind(results, Stale))
    after = make.fresh(case)
    assert (after.version, after.chain_length) == (case.version + 1, events + 1)
    assert outcome.event.action == won
    return won


def check(case: Filing, won: str) -> None:
    """The register, the clocks and the letters know the winner's end and no other."""
    state, status, notices = WON[won]
    after = make.fresh(case)
    assert (after.state, after.in_force) == (state, status == "in_force")
    entry = RegistryEntry.objects.get(record_number=case.record_number)
    assert entry.status == status
    said = Notice.objects.filter(case_id=case.pk, created_at__gte=LATER)
    assert sorted(notice.code for notice in said) == sorted(notices)
    running = Deadline.objects.filter(case_id=case.pk, closed_at=None)
    assert running.exists() == (status == "in_force")
    actions = entry.versions.order_by("version").values_list("action", flat=True)
    expected = {"cancelled": ["cancelled"], "revoked": ["revoked"]}.get(status, [])
    if won == "accept_change":
        expected = ["changed"]
    assert list(actions) == ["published", *expected]


def test_a_change_and_a_revocation_and_a_withdrawal_race(cast: Cast) -> None:
    gu = make.person("gu", cast.office, Role.FILING_OFFICER)
    for _ in range(ROUNDS):
        case = heard(cast, S.CHANGE_SUBMITTED)
        rivals = {"accept_change": gu, "revoke": cast.chen, "withdraw_change": cast.ai}
        check(case, winner_among(case, cast, rivals))
    assert list(verification.verify()) == []


def test_a_change_and_a_cancellation_and_a_return_race(cast: Cast) -> None:
    for _ in range(ROUNDS):
        case = make.filing(cast, S.CHANGE_SUBMITTED)
        rivals = {
            "accept_change": cast.bo,
            "cancel_ex_officio": cast.chen,
            "return_change": cast.bo,
            "withdraw_change": cast.ai,
        }
        check(case, winner_among(case, cast, rivals))
    assert list(verification.verify()) == []


def test_a_deregistration_and_a_cancellation_and_a_withdrawal_race(cast: Cast) -> None:
    for _ in range(ROUNDS):
        case = make.filing(cast, S.DEREGISTRATION_SUBMITTED)
        rivals = {
            "deregister": cast.bo,
            "cancel_ex_officio": cast.chen,
            "withdraw_termination": cast.ai,
            "return_deregistration": cast.bo,
        }
        check(case, winner_among(case, cast, rivals))
    assert list(verification.verify()) == []


def test_a_notice_of_revocation_and_a_deregistration_race(cast: Cast) -> None:
    """Whoever comes first: a number that is gone cannot be inquired into, one that is inquired into cannot leave."""
    for _ in range(ROUNDS):
        case = make.filing(cast, S.DEREGISTRATION_SUBMITTED)
        won = winner_among(case, cast, {"deregister": cast.bo, "notify_revocation": cast.chen})
        after = make.fresh(case)
        assert (after.state == S.DEREGISTERED) == (won == "deregister")
        assert (after.revocation_notified_at is None) == (won == "deregister")


def test_a_decision_to_revoke_and_one_to_drop_race(cast: Cast) -> None:
    for _ in range(ROUNDS):
        case = heard(cast, S.RECORDED)
        won = winner_among(case, cast, {"revoke": cast.chen, "drop_revocation": cast.bo})
        assert make.fresh(case).state == (S.REVOKED if won == "revoke" else S.RECORDED)
        assert (make.fresh(case).revocation_notified_at is None) == (won == "drop_revocation")


def posting(case: Filing, name: str, who: User) -> Callable[[], tuple[str, Any]]:
    """The same through the API, each with its own connection and session."""

    def post() -> tuple[str, Any]:
        client = Client()
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        data = json.loads(json.dumps(INPUT.get(name, {}), default=str))
        path = f"cases/{case.number}/actions/{name}/"
        return name, call(client, "POST", path, {"version": case.version, "data": data})

    return post


def test_the_losers_at_the_door_are_answered_409_with_what_happened_since(cast: Cast) -> None:
    for _ in range(3):
        case = heard(cast, S.CHANGE_SUBMITTED)
        answers = together(
            posting(case, "accept_change", cast.bo),
            posting(case, "revoke", cast.chen),
            posting(case, "withdraw_change", cast.ai),
        )
        [won] = [name for name, answer in answers if answer.status_code == 200]
        for name, answer in answers:
            if name == won:
                continue
            told = answer.json()
            assert (answer.status_code, told["version"]) == (409, case.version + 1)
            assert told["code"] in {"stale_version", "wrong_state"}
            assert [event["action"] for event in told["since"]] == [won]
        state, status, _ = WON[won]
        assert make.fresh(case).state == state
        assert RegistryEntry.objects.get(record_number=case.record_number).status == status
