"""Ballots cast at the same moment on real PostgreSQL: every round is closed once, with what its ballots come to."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from ethics_review.models import Ballot, Review, Round
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow import engine
from portal.workflow.engine import Outcome
from portal.workflow.errors import GuardFailed, Refused, WrongState
from tests import make
from tests.ethics_review import building
from tests.ethics_review.ballots import Urn, counted_again
from tests.ethics_review.building import tale
from tests.ethics_review.people import QUORUM, SEATS, Tale, cast
from tests.together import of_kind, together

CHOICES = ("approve", "approve", "approve", "reject", "revise", "abstain")


@pytest.fixture
def story(transactional_db: None) -> Tale:
    return tale(cast())


def closings(case: Case) -> int:
    """How often a vote of the case was ended."""
    ends = ("close_round", "close_voting", "convert_by_ballot")
    return AuditEvent.objects.filter(case_id=case.pk, action__in=ends).count()


def seen_by_both(case: Case, story: Tale, *acts: tuple[str, str, dict[str, Any]]) -> list[Any]:
    """Several acts at once, each by somebody who saw the case as it stands now."""
    version, now = make.version_of(case), story.tick()

    def job(who: str, name: str, data: dict[str, Any]) -> Outcome:
        actor = story.cast.people[who]
        return engine.perform(case.pk, name, actor=actor, data=data, version=version, now=now)

    return together(*(partial(job, *one) for one in acts))


def test_the_two_last_ballots_at_once_close_the_round_once_two_hundred_times(story: Tale) -> None:
    urn, chance = Urn(story), Random(200)
    outcomes = set()
    for number in range(1, 201):
        vote = urn.open()
        choices = dict(zip(QUORUM, chance.choices(CHOICES, k=5), strict=True))
        *first, one, other = QUORUM
        for name in first:
            urn.cast(name, choices[name])
        story.tick()
        results = together(*(partial(urn.cast, who, choices[who]) for who in (one, other)))
        assert of_kind(results, Outcome) == results
        vote.refresh_from_db()
        assert (vote.number, vote.outcome) == (number, counted_again(vote))
        assert Ballot.objects.filter(elector__round=vote).count() == 5
        assert closings(urn.case) == number
        outcomes.add(vote.outcome)
    assert outcomes >= {"approve", "none"}
    assert list(verification.verify()) == []


def test_two_agreements_at_once_approve_once(story: Tale) -> None:
    case = building.accepted(story, "simplified")
    for number in range(1, 61):
        Review.objects.filter(pk=case.pk).update(deliberation_since=story.tick())
        named(story, case)
        results = seen_by_both(case, story, agreeing("m1"), agreeing("m2"))
        assert of_kind(results, Outcome) == results
        vote = Round.objects.get(case_id=case.pk, number=number)
        assert (vote.outcome, counted_again(vote)) == ("approve", "approve")
        assert closings(case) == number


def test_an_agreement_and_a_negative_opinion_at_once_convert_once(story: Tale) -> None:
    for _ in range(20):
        case = building.accepted(story, "simplified")
        named(story, case)
        adverse = ("m2", "cast_simplified", {"choice": "negative", "reasons": "数据来源不明。"})
        results = seen_by_both(case, story, agreeing("m1"), adverse)
        assert isinstance(results[1], Outcome)
        assert isinstance(results[0], Outcome | WrongState | GuardFailed)
        review = Review.objects.get(pk=case.pk)
        vote = review.rounds.get()
        assert (review.state, vote.outcome) == ("general_review", "set_aside")
        assert (closings(case), review.conversion_ground) == (1, "negative")


def agreeing(who: str) -> tuple[str, str, dict[str, Any]]:
    return who, "cast_simplified", {"choice": "agree"}


def named(story: Tale, case: Review) -> None:
    """M1 and M2 are to review, and have declared."""
    story.act(case, "name_reviewers", "qi", reviewers=story.cast.named("m1", "m2"))
    building.declare(story, case, "m1", "m2")


def test_one_member_pressing_twice_votes_once(story: Tale) -> None:
    urn = Urn(story)
    for _ in range(20):
        vote = urn.open()
        results = together(*[partial(urn.cast, "m1", "reject")] * 2)
        (refused,) = of_kind(results, GuardFailed)
        assert (len(of_kind(results, Outcome)), refused.reasons[0].code) == (1, "not_yet_voted")
        for name in QUORUM:
            if name != "m1":
                urn.cast(name, "approve")
        vote.refresh_from_db()
        assert (vote.outcome, Ballot.objects.filter(elector__round=vote).count()) == ("approve", 5)


def test_the_closing_and_the_last_ballot_at_once_end_the_round_once(story: Tale) -> None:
    urn, seen = Urn(story), set()
    for number in range(1, 26):
        vote = urn.open(ends_at=story.now + timedelta(minutes=1))
        for name in QUORUM[:-1]:
            urn.cast(name, "approve" if name != "qi" else "reject")
        # The ballot was sent in the last second, the closing in the first that it is possible.
        story.now = vote.ends_at - timedelta(seconds=1)
        last = partial(urn.cast, "m2", "approve")
        closing = partial(make.act, urn.case, "close_voting", story.cast.qi, now=vote.ends_at)
        closed, ballot = together(closing, last)
        vote.refresh_from_db()
        assert (vote.outcome, closings(urn.case)) == (counted_again(vote), number)
        assert isinstance(closed, Outcome) != isinstance(ballot, Outcome)
        assert vote.outcome == ("approve" if isinstance(ballot, Outcome) else "none")
        seen.add(vote.outcome)
        story.now = vote.ends_at
    assert seen <= {"approve", "none"}


def test_a_recusal_and_the_last_ballot_at_once_leave_one_of_two_ends(story: Tale) -> None:
    for _ in range(6):
        urn = Urn(story)
        vote = urn.open()
        for name in QUORUM[:-1]:
            urn.cast(name, "approve")
        recusal = ("m1", "declare_interest", {"conflicted": True, "statement": "配偶参与该活动。"})
        last = ("m2", "cast_ballot", {"choice": "approve"})
        recused, ballot = seen_by_both(urn.case, story, recusal, last)
        vote.refresh_from_db()
        assert isinstance(recused, Outcome)
        assert vote.outcome == ("approve" if isinstance(ballot, Outcome) else "set_aside")
        assert story.cast.m1.pk in urn.case.recused()


@pytest.mark.parametrize(
    ("build", "one", "other"),
    [
        pytest.param(
            lambda story: building.voted(story, "reject"),
            ("qi", "reject", {"reasons": "风险受益比不合理。"}),
            ("lin", "withdraw", {"reason": "暂缓开展。"}),
            id="decision and withdrawal",
        ),
        pytest.param(
            building.rejected,
            ("lin", "appeal", {"grounds": "防控措施未被考虑。"}),
            ("su", "record_service", {"service_method": "in_person", "proof": "回执"}),
            id="appeal and service",
        ),
        pytest.param(
            building.appealed,
            ("qi", "uphold", {"reasons": "理由不充分。"}),
            ("wei", "name_presider", {}),
            id="answer to an appeal and somebody without the role",
        ),
        pytest.param(
            building.reworked,
            ("lin", "appeal", {"grounds": "建议不可行。"}),
            ("gao", "resubmit_revised", {}),
            id="appeal and new application",
        ),
    ],
)
def test_of_two_decisive_acts_at_once_one_holds_and_nothing_is_half_done(
    story: Tale, build: Callable[[Tale], Review], one: Any, other: Any
) -> None:
    for _ in range(2):
        case = build(story)
        both = [with_service_date(story, act) for act in (one, other)]
        before = AuditEvent.objects.filter(case_id=case.pk).count()
        results = seen_by_both(case, story, *both)
        assert (len(of_kind(results, Outcome)), len(of_kind(results, Refused))) == (1, 1)
        assert AuditEvent.objects.filter(case_id=case.pk).count() == before + 1
    assert list(verification.verify()) == []


def with_service_date(story: Tale, act: tuple[str, str, dict[str, Any]]) -> Any:
    """A service happens now."""
    who, name, data = act
    return who, name, data | ({"served_at": story.now} if name == "record_service" else {})


def test_a_whole_committee_at_once_votes_once_each(story: Tale) -> None:
    present = tuple(name for name in story.cast.people if name in SEATS)
    urn = Urn(story, present=present)
    for number in range(1, 11):
        vote = urn.open()
        results = together(*(partial(urn.cast, who, "approve") for who in present))
        assert of_kind(results, Outcome) == results
        vote.refresh_from_db()
        assert (vote.outcome, vote.counts["votes"]) == ("approve", {"approve": len(present)})
        assert closings(urn.case) == number
