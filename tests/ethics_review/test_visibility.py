"""Rows and roles answer alike: whoever has a role towards a case sees it in every list, nobody else does."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from ethics_review.models import Review, Seat
from ethics_review.selectors import presided_by
from ethics_review.states import CommitteeState, MeetingState, RecheckState, ReviewState
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.notices.selectors import notices_for
from tests import make
from tests.ethics_review import building
from tests.ethics_review.people import QUORUM, EthicsCast, cast

pytestmark = pytest.mark.django_db

BUILDERS: dict[Any, Callable[[EthicsCast, Any], Case]] = {
    ReviewState: building.review,
    RecheckState: building.recheck,
    MeetingState: building.meeting,
    CommitteeState: building.committee,
}
STATES = [
    pytest.param(builder, state, id=f"{states.__name__}-{state}")
    for states, builder in BUILDERS.items()
    for state in states
]


#: One of every sort: the filers, who sits, who keeps the files, who rechecks, who stands by, the outsiders.
PEOPLE = (
    "lin",
    "gao",
    "su",
    "qi",
    "wei",
    "wen",
    "m1",
    "m3",
    "gu",
    "ou",
    "e1",
    "e6",
    "fu",
    "ren",
    "dai",
)


def people_of(everybody: EthicsCast) -> Iterator[tuple[str, User]]:
    """They, read anew: memberships are kept with the object."""
    for name in PEOPLE:
        yield name, User.objects.get(pk=everybody.people[name].pk)


def with_roles(everybody: EthicsCast, case: Any) -> set[str]:
    return {name for name, user in people_of(everybody) if case.roles_of(user)}


def who_sees(everybody: EthicsCast, case: Any) -> set[str]:
    return {n for n, user in people_of(everybody) if visible_to(user).filter(pk=case.pk).exists()}


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[EthicsCast]:
    """One cast for all tests of this file, in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield cast()
            transaction.set_rollback(True)


@pytest.mark.parametrize(("build", "state"), STATES)
def test_rows_and_roles_name_the_same_people_in_every_state(
    everybody: EthicsCast, build: Callable[[EthicsCast, Any], Any], state: Any
) -> None:
    case = build(everybody, state)
    assert who_sees(everybody, case) == with_roles(everybody, case)
    assert "dai" not in who_sees(everybody, case)


@pytest.mark.parametrize("name", ["qi", "wei", "m1", "gu"])
def test_the_recused_are_gone_from_rows_roles_and_letters(everybody: EthicsCast, name: str) -> None:
    story = building.tale(everybody)
    case = building.accepted(story)
    if name == "gu":
        story.act(case, "invite_adviser", "su", adviser=everybody.gu, field="数据安全")
    case.refresh_from_db()
    assert name in who_sees(everybody, case)
    story.act(case, "declare_interest", name, conflicted=True, statement="共同申请项目")
    case.refresh_from_db()
    user = User.objects.get(pk=everybody.people[name].pk)
    assert name not in who_sees(everybody, case)
    assert name not in with_roles(everybody, case)
    assert not notices_for(user).filter(case=case.pk).exists()
    assert not case.opens_papers_to(user)


def test_a_conflicted_chair_passes_the_chair_to_the_first_vice_chair_then_to_the_second(
    everybody: EthicsCast,
) -> None:
    story = building.tale(everybody)
    case = building.accepted(story)
    for leaving, acting in (("qi", "wei"), ("wei", "wen")):
        story.act(case, "declare_interest", leaving, conflicted=True, statement="亲属关系")
        case.refresh_from_db()
        chairs = {n for n, user in people_of(everybody) if Role.CHAIR in case.roles_of(user)}
        assert chairs == {acting}


def test_before_they_declare_members_see_the_case_and_no_paper(everybody: EthicsCast) -> None:
    story = building.tale(everybody)
    case = building.accepted(story)
    case.refresh_from_db()
    member = User.objects.get(pk=everybody.m1.pk)
    assert visible_to(member).filter(pk=case.pk).exists()
    assert not case.opens_papers_to(member)
    story.act(case, "declare_interest", "m1", conflicted=False)
    assert case.opens_papers_to(member)


def test_members_see_no_application_before_acceptance_and_no_draft_anybody_elses(
    everybody: EthicsCast,
) -> None:
    story = building.tale(everybody)
    case = building.draft(story)
    assert who_sees(everybody, case) == {"lin", "gao"}
    story.act(case, "submit", "lin")
    case.refresh_from_db()
    assert who_sees(everybody, case) == {"lin", "gao", "su", "qi", "ren"}


def test_only_the_named_members_see_a_simplified_review(everybody: EthicsCast) -> None:
    story = building.tale(everybody)
    case = building.accepted(story, "simplified")
    members = {"m1", "m3"}
    assert not who_sees(everybody, case) & members
    story.act(case, "name_reviewers", "qi", reviewers=everybody.named("m1", "m4"))
    case.refresh_from_db()
    assert who_sees(everybody, case) & members == {"m1"}


def test_whoever_leads_an_activity_is_no_member_in_its_review(everybody: EthicsCast) -> None:
    Membership.objects.create(user=everybody.m1, organization=everybody.unit_a, role=Role.APPLICANT)
    story = building.tale(everybody)
    case = building.accepted(story)
    case.refresh_from_db()
    member = User.objects.get(pk=everybody.m1.pk)
    assert case.roles_of(member) == {Role.MEMBER}
    case.created_by = member
    assert case.roles_of(member) == {Role.APPLICANT}
    assert QUORUM[3] == "m1"


def test_rows_and_roles_agree_on_a_chair_who_manages_the_applicant(
    everybody: EthicsCast,
) -> None:
    story = building.tale(everybody)
    case = building.accepted(story)
    Membership.objects.create(user=everybody.qi, organization=everybody.unit_a, role=Role.UNIT)
    case.refresh_from_db()
    assert who_sees(everybody, case) == with_roles(everybody, case)
    asked = {n for n, user in people_of(everybody) if presides(user, case)}
    assert asked == chairs_of(everybody, case) == {"wei"}


@pytest.mark.parametrize("way", ["seat", "membership", "account"])
def test_rows_and_roles_agree_on_a_presider_who_is_gone(everybody: EthicsCast, way: str) -> None:
    story = building.tale(everybody)
    case = building.accepted(story)
    story.act(case, "name_presider", "qi", presider=everybody.wen)
    story.act(case, "declare_interest", "qi", conflicted=True, statement="亲属关系")
    if way == "seat":
        Seat.objects.filter(user=everybody.wen).update(ended_on=make.NOW.date())
    elif way == "membership":
        Membership.objects.filter(user=everybody.wen).update(is_active=False)
    else:
        User.objects.filter(pk=everybody.wen.pk).update(is_active=False)
    case.refresh_from_db()
    asked = {n for n, user in people_of(everybody) if presides(user, case)}
    assert asked == chairs_of(everybody, case) == {"wei"}
    assert who_sees(everybody, case) == with_roles(everybody, case)


def chairs_of(everybody: EthicsCast, case: Any) -> set[str]:
    return {n for n, user in people_of(everybody) if Role.CHAIR in case.roles_of(user)}


def presides(user: User, case: Case) -> bool:
    """Whether the rows give the user the chair's part in a review that the user sees."""
    seen = visible_to(user).filter(pk=case.pk).values("pk")
    return Review.objects.filter(presided_by(user), pk__in=seen).exists()
