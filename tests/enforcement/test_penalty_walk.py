"""Penalty cases driven at random: no decision comes too early, too heavy, or by the wrong hand."""

import random
from datetime import timedelta
from typing import Any

import pytest

from enforcement.states import PenaltyState as S
from portal.accounts.models import User
from portal.law.rulebook import rulebook
from portal.workflow.availability import offers
from portal.workflow.errors import Refused
from tests import make
from tests.enforcement.penalty_building import MILD, PROOF, SEVERE, PenaltyStory, told
from tests.enforcement.people import EnforcementCast, cast

pytestmark = pytest.mark.django_db
STEPS = 45
WALKERS = ("bo", "bei", "hu", "cao", "fa", "ai")
#: What ends a walk before anything can go wrong, and what comes after the decision.
LEFT_OUT = {"transfer", "withdraw_case", "decide_no_penalty", "declare_recusal", "order_recusal"}
LEFT_OUT |= {"confirm_electronic_service"}


def input_now(people: EnforcementCast, story: PenaltyStory, name: str) -> dict[str, Any]:
    """Sound input of the action at the story's own moment."""
    now = story.now + timedelta(hours=1)  # a story acts an hour after the act before
    if name == "record_notice_service":
        return {"served_at": now, **PROOF}
    if name in ("schedule_hearing", "reschedule_hearing"):
        return {**told(people, name), "hearing_at": now + timedelta(days=25)}
    if name == "hold_evidence":
        return {"pieces": list(story.case.evidence.filter(held_at=None)[:1]), "reason": "易灭失。"}
    return told(people, name, story.penalty)


def kept_the_law(people: EnforcementCast, story: PenaltyStory) -> None:
    """What must hold of a decided case, however it came about."""
    case = story.case
    law = rulebook(case.law_profile)
    assert case.why_decision_barred(law, case.decided_at) == []
    assert case.reviewed_at is not None
    assert case.heard_at is None or case.reviewed_at >= case.heard_at
    assert not case.must_be_discussed or case.deliberated_at is not None
    assert set(case.measures) <= set(case.announced["measures"])
    assert (case.fine or 0) <= (case.announced["fine"] or 0)
    assert case.decided_by_id not in case.ever_officers()
    assert case.open_recusal_request() is None


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_a_decision_keeps_the_law(seed: int) -> None:
    chance, people = random.Random(seed), cast()
    story = PenaltyStory(people, penalty=SEVERE if seed % 2 else MILD).to_reviewed()
    for _ in range(STEPS):
        who = chance.choice(WALKERS)
        user = User.objects.get(pk=people.people[who].pk)
        able = [o.step.name for o in offers(story.case, user, story.now) if o.allowed]
        able = [name for name in able if name not in LEFT_OUT]
        if not able:
            continue
        name = chance.choice(able)
        try:
            story.act(name, who, **input_now(people, story, name))
        except Refused as refused:
            assert refused.reasons
        story.now += timedelta(hours=chance.choice((0, 20, 80)))
        if story.case.state == S.DECIDED:
            break
    assert story.case.events.count() > 8
    if story.case.decided_at is not None:
        kept_the_law(people, story)


def test_a_walk_that_ends_in_a_decision_exists() -> None:
    story = PenaltyStory(cast()).to_decided()
    assert story.now < make.NOW
    kept_the_law(story.cast, story)
