"""Who may act in a penalty case: nobody twice, nobody who looked into what it comes from (penalty law, 42 to 64)."""

from typing import Any

import pytest

from enforcement.models import CaseOfficer, Penalty
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.workflow.errors import GuardFailed, NotPermitted
from tests import make
from tests.enforcement.monitoring_building import team
from tests.enforcement.penalty_building import HEARING, MILD, PenaltyStory, told
from tests.enforcement.people import EnforcementCast, edited, fresh, opened
from tests.enforcement.standing import story  # noqa: F401 -- the fixture

pytestmark = pytest.mark.django_db
EARLIER = make.at("2026-07-01 09:00")


def refused(course: PenaltyStory, name: str, who: str, /, **changes: Any) -> set[str]:
    """The codes of the reasons for which an act is refused."""
    with pytest.raises(GuardFailed) as failed:
        course.act(name, who, **changes)
    return {reason.code for reason in failed.value.reasons}


def also(cast: EnforcementCast, name: str, role: Role) -> User:
    """The person holds one more role in the office."""
    user = User.objects.get(pk=cast.people[name].pk)
    Membership.objects.create(user=user, organization=cast.office, role=role)
    cast.people[name] = user
    return user


def inspected_by(cast: EnforcementCast, user: User, **gone: Any) -> PenaltyStory:
    """A case that comes from an inspection in which the person was an officer."""
    came = opened("inspection", cast.bo, cast.company_a, now=EARLIER, lead=None, origin=None)
    CaseOfficer.objects.create(case_id=came.pk, user=user, named_at=EARLIER, **gone)
    course = PenaltyStory(cast, penalty=MILD)
    Penalty.objects.filter(pk=course.case.pk).update(origin=came.pk)
    course.case = fresh(course.case)
    return course


@pytest.mark.parametrize("gone", [{}, {"ended_at": EARLIER, "recused_at": EARLIER}])
def test_the_inspector_of_the_origin_neither_opens_reviews_nor_decides(
    story: EnforcementCast,  # noqa: F811
    gone: dict[str, Any],
) -> None:
    course = inspected_by(story, story.cao, **gone)
    course.charged().act("propose_opening", "bo")
    assert "investigated" in refused(course, "approve_opening", "cao")
    course.act("approve_opening", "yan")
    course.act("add_evidence", "bo")
    course.fill(**MILD, reasons="违反义务。")
    course.act("submit_for_review", "bo")
    course.act("pass_review", "fa")
    course.act("notify", "bo")
    course.act("record_notice_service", "bo")
    course.act("make_statement", "ai")
    assert "investigated" in refused(course, "decide", "cao")
    with pytest.raises(GuardFailed, match="只能列席"):
        course.act("deliberate", "yan")


def test_whoever_stepped_aside_in_the_origin_is_not_named_here(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = inspected_by(story, story.hu, ended_at=EARLIER, recused_at=EARLIER)
    course.charged()
    with pytest.raises(GuardFailed, match="Hu已经回避，不得办理本案"):
        course.act("name_officers", "bo", officers=team(story, "bo", "bei", "hu"))


def test_one_person_does_not_open_review_and_decide(story: EnforcementCast) -> None:  # noqa: F811
    also(story, "cao", Role.LEGAL_REVIEWER)
    also(story, "fa", Role.ENFORCEMENT_HEAD)
    course = PenaltyStory(story, penalty=MILD).to_opened()
    course.act("add_evidence", "bo")
    course.fill(**MILD, reasons="违反义务。")
    course.act("submit_for_review", "bo")
    assert refused(course, "pass_review", "cao") == {"opened"}
    course.act("pass_review", "fa")
    course.act("notify", "bo")
    course.act("record_notice_service", "bo")
    course.act("make_statement", "ai")
    assert refused(course, "decide", "fa") == {"reviewed"}


def test_whoever_presided_does_not_review_the_hearing(story: EnforcementCast) -> None:  # noqa: F811
    also(story, "hu", Role.LEGAL_REVIEWER)
    course = PenaltyStory(story).to_heard()
    assert refused(course, "pass_hearing_review", "hu") == {"chaired"}
    assert course.act("pass_hearing_review", "fa").reviewed_by == story.fa
    assert course.now > HEARING


def test_a_discussion_without_those_in_charge_is_none(story: EnforcementCast) -> None:  # noqa: F811
    course = PenaltyStory(story).to_notified()
    course.act("make_statement", "ai")
    course.act("waive_hearing", "ai")
    others = [{"user": story.people[n], "opinion": "同意。"} for n in ("cao", "fa", "hu")]
    assert refused(course, "deliberate", "cao", opinions=others) == {
        "reviewed",
        "not_in_charge",
        "too_few_members",
    }


def test_after_the_reviewer_stepped_aside_the_review_is_done_again(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = PenaltyStory(story).to_reviewed()
    course.act("order_recusal", "cao", user=story.fa)
    assert refused(course, "notify", "bo") == {"review_passed"}
    assert course.act("reopen_investigation", "bo").reviewed_at is None


def test_who_left_the_service_is_no_officer_of_the_case_any_more(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = PenaltyStory(story).to_opened()
    Membership.objects.filter(user=story.bei).update(is_active=False)
    assert refused(course, "add_evidence", "bo") == {"too_few_officers"}
    assert "too_few_officers" in refused(course, "submit_for_review", "bo")
    Membership.objects.filter(user=story.bei).update(is_active=True)


def test_while_a_case_is_investigated_its_officers_alone_write_in_it(
    story: EnforcementCast,  # noqa: F811
) -> None:
    course = PenaltyStory(story).to_opened()
    with pytest.raises(NotPermitted):
        edited(course.case, story.hu, now=course.now, facts="另一种说法。")
    assert edited(course.case, story.bei, now=course.now, facts="补充。").facts == "补充。"


def test_nobody_beside_the_team_serves_the_decision(story: EnforcementCast) -> None:  # noqa: F811
    course = PenaltyStory(story).to_decided()
    served = {"service_method": "in_person", "place": "演示区一号", "receiver": "王五"}
    assert refused(course, "record_service", "hu", served_at=course.now, **served) == {
        "on_the_team"
    }
    course.act("name_officers", "cao", officers=team(story, "bo", "bei", "hu"))
    assert course.act("record_service", "hu", served_at=course.now, **served).served_at


def test_a_late_decision_says_why(story: EnforcementCast) -> None:  # noqa: F811
    course = PenaltyStory(story, penalty=MILD).to_notified()
    course.now = make.at("2027-01-11 09:00")
    assert refused(course, "decide", "cao") == {"late_without_reason"}
    done = {**told(story, "decide", MILD), "late_reason": "等待检测报告。"}
    assert course.act("decide", "cao", **done).decided_by == story.cao
