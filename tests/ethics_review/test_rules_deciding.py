"""What may follow from a vote, an opinion, a date: every combination."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from ethics_review.rules.deciding import (
    APPROVALS,
    REFUSALS,
    according_to,
    appeal_is_late,
    decision_allowed,
    needs_recheck,
)
from ethics_review.states import Opinion, RoundOutcome, Vote

OUTCOMES = [*Vote.values, *RoundOutcome.values, "", "unknown"]
ENDS = datetime(2026, 10, 8, 16, tzinfo=UTC)  # 9 October, 00:00 in China


@pytest.mark.parametrize(("wanted", "outcome"), [*product(OUTCOMES, OUTCOMES)])
def test_only_the_very_decision_that_was_voted_for_is_allowed(wanted: str, outcome: str) -> None:
    voted = wanted == outcome and wanted in {
        "approve",
        "approve_after_revision",
        "revise",
        "reject",
    }
    assert decision_allowed(wanted, outcome) is voted


def test_decisions_are_approvals_or_refusals() -> None:
    assert APPROVALS == {"approve", "approve_after_revision"}
    assert REFUSALS == {"revise", "reject"}


@pytest.mark.parametrize(
    ("listed", "exempt", "needed"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_a_listed_activity_is_rechecked_unless_exempt(
    listed: bool, exempt: bool, needed: bool
) -> None:
    assert needs_recheck(listed, exempt) is needed


@pytest.mark.parametrize(
    ("opinion", "allowed"),
    [
        (Opinion.AGREE, {"approve", "approve_after_revision", "revise", "reject"}),
        (Opinion.DISAGREE, {"revise", "reject"}),
        ("", set()),
        ("unknown", set()),
    ],
)
def test_a_decision_follows_the_opinion_of_the_experts(opinion: str, allowed: set[str]) -> None:
    assert {wanted for wanted in OUTCOMES if according_to(opinion, wanted)} == allowed


@pytest.mark.parametrize(
    ("since", "late"),
    [
        (timedelta(microseconds=-1), False),
        (timedelta(0), True),
        (timedelta(days=1), True),
        (timedelta(days=-3), False),
    ],
)
def test_an_appeal_is_late_from_the_moment_at_which_its_window_ends(
    since: timedelta, late: bool
) -> None:
    assert appeal_is_late(ENDS, ENDS + since) is late
