"""Random people doing random things to rechecks, meetings and committees on PostgreSQL: what must always hold holds."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from ethics_review.models import Ballot, Meeting, Recheck, Round
from ethics_review.states import CommitteeState, MeetingState, RecheckState
from portal.audit import verification
from portal.cases.models import Case
from portal.workflow import catalogue
from portal.workflow.errors import Refused
from tests.ethics_review import building, errands
from tests.ethics_review.people import EthicsCast, Tale, cast

pytestmark = pytest.mark.django_db

STEPS, EXAMPLES = 25, 5
PHASES = [Phase.generate]  # each step is dozens of queries: shrinking would take minutes
NAMES = (
    "lin",
    "gao",
    "su",
    "qi",
    "wei",
    "m1",
    "ou",
    "e1",
    "e2",
    "e3",
    "e4",
    "e5",
    "fu",
    "ren",
    "dai",
)
Told = Callable[[EthicsCast, Any, str], dict[str, Any]]


def recheck_input(people: EthicsCast, case: Any, name: str) -> dict[str, Any]:
    """As ``errands`` gives it, without the acts that it does on the way."""
    opinion = {"choice": "agree", "compliance": "合规", "reasonableness": "合理"}
    votes = {"open_voting": {"ends_at": building.ENDS_AT}, "cast_opinion": opinion}
    plain = votes.get(name, {}) if "voting" in name or "round" in name or name in votes else None
    return errands.told_to_a_recheck(people, case, name) if plain is None else plain


def meeting_input(people: EthicsCast, case: Any, name: str) -> dict[str, Any]:
    return errands.told_to_a_meeting(people, case, name)


def committee_input(people: EthicsCast, case: Any, name: str) -> dict[str, Any]:
    return errands.told_to_a_committee(people, case, name)


def fresh_recheck(people: EthicsCast, story: Tale) -> Case:
    return building.recheck_draft(story, building.preliminary(story))


def fresh_meeting(people: EthicsCast, story: Tale) -> Case:
    return building.planned(story, building.accepted(story))


def fresh_committee(people: EthicsCast, story: Tale) -> Case:
    return building.committee(people, CommitteeState.DRAFT, now=story.now)


#: What ends a walk early is tried less often, so that most walks get far.
ENDINGS = {"withdraw", "cancel", "dissolve"}


@pytest.mark.parametrize(
    ("fresh", "told", "states"),
    [
        pytest.param(fresh_recheck, recheck_input, RecheckState, id="recheck"),
        pytest.param(fresh_meeting, meeting_input, MeetingState, id="meeting"),
        pytest.param(fresh_committee, committee_input, CommitteeState, id="committee"),
    ],
)
def test_whatever_people_do_the_declared_alone_happens(
    fresh: Callable[[EthicsCast, Tale], Case], told: Told, states: Any
) -> None:
    people = cast()
    reached: set[str] = set()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=PHASES)
    @given(some.data())
    def walks(data: some.DataObject) -> None:
        story = building.tale(people)
        case = fresh(people, story)
        kind = catalogue.kind(case.kind)
        for _ in range(STEPS):
            case = kind.model._default_manager.get(pk=case.pk)
            here = [n for n, s in kind.actions.items() if case.state in s.source]
            wanted = data.draw(some.sampled_from([*here, *here, *here, *kind.actions]))
            if wanted in ENDINGS and data.draw(some.integers(0, 9)):
                continue
            act(story, case, kind.actions[wanted], data.draw(some.sampled_from(NAMES)), told)
            case = kind.model._default_manager.get(pk=case.pk)
            reached.add(case.state)
            holds(case)

    walks()
    assert len(reached) >= len(states) - 2
    assert list(verification.verify()) == []


def act(story: Tale, case: Any, step: Any, who: str, told: Told) -> None:
    """One act: it happens as declared, or is refused and leaves the state as it is."""
    able = [n for n in NAMES if case.roles_of(story.cast.people[n]) & step.roles]
    name = who if who in able or not able else able[len(who) % len(able)]
    before, version = case.state, case.version
    try:
        outcome = story.act(case, step.name, name, **told(story.cast, case, step.name))
    except Refused:
        assert type(case)._default_manager.get(pk=case.pk).state == before
        return
    assert before in step.source
    assert name in able
    assert outcome.event.after == (step.target or before)
    assert outcome.case.version >= version


def holds(case: Any) -> None:
    """What no order of acts may break."""
    assert Round.objects.filter(case_id=case.pk, closed_at=None).count() <= 1
    cast_by = Counter(
        Ballot.objects.filter(elector__round__case=case.pk).values_list("elector", flat=True)
    )
    assert set(cast_by.values()) <= {1}
    if isinstance(case, Recheck) and case.issued_at is not None:
        count = case.standing_round().counts
        assert count["votes"].get(case.opinion, 0) * 3 >= count["present"] * 2
        assert count["present"] >= 5
    if isinstance(case, Meeting):
        there = set(case.attendance.values_list("user", flat=True))
        assert there <= set(case.committee.sitting().values_list("user", flat=True))
        assert not (case.state in ("held", "cancelled") and case.has_open_rounds())
