"""Random people doing random things to a review and its recheck on PostgreSQL: what must always hold holds."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from ethics_review.machines.limits import DECISION_CLOCKS, EMERGENCY_TOTAL
from ethics_review.models import Recheck, Review
from ethics_review.states import BEFORE_A_MEETING
from ethics_review.states import ReviewState as S
from portal.audit import verification
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.deadlines import sweep
from portal.notices.models import Notice
from portal.workflow import catalogue
from portal.workflow.availability import may_edit, offers
from portal.workflow.errors import Refused
from tests import make
from tests.ethics_review import application, building
from tests.ethics_review.ballots import counted_again
from tests.ethics_review.building import EMERGENCY, LISTED
from tests.ethics_review.errands import told_to_a_review
from tests.ethics_review.people import EthicsCast, Tale, cast

pytestmark = pytest.mark.django_db

NAMES = ("lin", "gao", "su", "qi", "wei", "m1", "m2", "gu", "ou", "e1", "ren", "dai")
DECIDING = {
    *(S.GENERAL_REVIEW, S.SIMPLIFIED_REVIEW, S.EMERGENCY_REVIEW),
    *(S.RECHECK_RETURNED, S.APPEALED, S.AMENDMENT_SUBMITTED),
}
#: Long stories in one act, so that walks get far: a whole vote, a whole recheck.
VOTES = ("approve", "approve", "approve", "approve_after_revision", "revise", "reject")
PHASES = [Phase.generate]  # each step is dozens of queries: shrinking would take minutes
ENDINGS = {"withdraw", "terminate", "conclude_activity", "decline_acceptance"}


class Walk:
    """A review on its way, with whatever recheck it has."""

    def __init__(self, people: EthicsCast, seed: int) -> None:
        self.chance = Random(seed)
        self.story = Tale(people, make.NOW)
        listed = {"recheck_answers": application.answers(*LISTED)} if seed % 2 else {}
        urgent = EMERGENCY if seed % 3 == 0 else {}
        self.review = building.draft(self.story, **listed, **urgent)
        self.versions = {self.review.pk: 0}

    def step(self) -> None:
        """One act of somebody on the review, or a whole vote or recheck, or time."""
        self.story.now += timedelta(hours=self.chance.choice([0, 0, 1, 5, 40, 200]))
        case = Review.objects.get(pk=self.review.pk)
        way = self.chance.random()
        undo = transaction.savepoint()
        before = traces(case)
        try:
            if way < 0.1:
                sweep.sweep(self.story.now)
            elif way < 0.4 and case.state in BEFORE_A_MEETING:
                building.vote(self.story, case, self.chance.choice(VOTES))
            elif way < 0.6 and case.state == S.AWAITING_RECHECK:
                self.recheck(case)
            else:
                self.act(case, anybody=way > 0.9)
        except Refused:
            transaction.savepoint_rollback(undo)
            assert traces(case) == before
        else:
            transaction.savepoint_commit(undo)

    def recheck(self, case: Review) -> None:
        made = building.paneled(self.story, case)
        if self.chance.random() < 0.3:
            self.story.act(made, "withdraw", "gao", reason="补充材料。")
            return
        building.experts_vote(self.story, made, self.chance.choice(["agree", "disagree"]))
        self.story.act(made, "issue_opinion", "ou", summary="见各项意见。")

    def act(self, case: Review, *, anybody: bool) -> None:
        """An act that the state declares by somebody who may; or anything by anybody."""
        steps = list(catalogue.kind("ethics_review").actions.values())
        here = [s for s in steps if case.state in s.source]
        quiet = [s for s in here if s.name not in ENDINGS] or here
        step = self.chance.choice(steps if anybody else quiet or steps)
        people = self.story.cast.people
        able = [n for n in NAMES if case.roles_of(people[n]) & step.roles]
        who = self.chance.choice(NAMES if anybody else able or NAMES)
        data = self.told(case, step.name)
        make.act(case, step.name, people[who], now=self.story.tick(), **data)

    def told(self, case: Review, name: str) -> dict[str, Any]:
        if name == "record_service":
            return {"served_at": self.story.now, "service_method": "in_person", "proof": "回执"}
        if name in ("cast_ballot", "open_voting", "close_voting", "cast_simplified"):
            return {}
        return told_to_a_review(self.story.cast, case, name)

    def holds(self) -> None:
        case = Review.objects.get(pk=self.review.pk)
        running = set(case.deadlines.filter(closed_at=None).values_list("code", flat=True))
        clocks = running & set(DECISION_CLOCKS)
        hours = case.state == S.AWAITING_RECHECK and clocks == {EMERGENCY_TOTAL}
        assert len(clocks) == int(case.state in DECIDING) or hours
        for vote in case.rounds.filter(closed_at__isnull=False):
            assert vote.outcome in ("set_aside", counted_again(vote))
        if case.state == S.APPROVED:
            assert counted_again(case.decided_round) == case.decision
            exempt = case.exempt_at is not None
            assert not case.on_recheck_list or exempt or case.recheck_opinion == "agree"
        self.nobody_is_stuck(case)
        for moved in (case, *Recheck.objects.filter(review=case)):
            self.trail_holds(moved)

    def nobody_is_stuck(self, case: Review) -> None:
        """Until its end a review has a limit that runs, or somebody who sees it and may act or write."""
        refused_for_good = case.state == S.REJECTED and case.late_appeal_at is not None
        if refused_for_good or case.state in catalogue.kind("ethics_review").ends:
            return
        people = self.story.cast.people
        assert case.deadlines.filter(closed_at=None).exists() or [
            name
            for name in NAMES
            if visible_to(people[name]).filter(pk=case.pk).exists()
            and (
                may_edit(case, people[name])
                or any(offer.allowed for offer in offers(case, people[name], self.story.now))
            )
        ]

    def trail_holds(self, case: Any) -> None:
        events = list(case.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, case.chain_length + 1))
        assert events[-1].after == case.state
        versions = [event.data["version"] for event in events if "version" in event.data]
        assert versions == sorted(versions)  # acts done side by side leave it as it is
        assert set(versions) == set(range(1, case.version + 1))
        assert case.version >= self.versions.get(case.pk, 0)
        self.versions[case.pk] = case.version


def traces(case: Case) -> tuple[Any, ...]:
    """What an act would leave."""
    row = Case.objects.get(pk=case.pk)
    return (
        row.state,
        row.version,
        row.chain_head,
        AuditEvent.objects.count(),
        Notice.objects.count(),
    )


def test_what_must_always_hold_holds_on_the_database_too() -> None:
    people = cast()
    reached: set[str] = set()

    @settings(max_examples=6, deadline=None, derandomize=True, database=None, phases=PHASES)
    @given(some.integers(0, 2**32 - 1))
    def walks(seed: int) -> None:
        walk = Walk(people, seed)
        for _ in range(40):
            walk.step()
            walk.holds()
            reached.add(Review.objects.get(pk=walk.review.pk).state)

    walks()
    assert len(reached) >= 10
    assert list(verification.verify()) == []
