"""What a penalty case is held to: one act, a text in force, a suspension and a hearing within bounds."""

from datetime import date
from typing import Any

import pytest

from enforcement.states import PenaltyState as S
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement.penalty_building import REASONS, SEVERE, PenaltyStory, told
from tests.enforcement.people import EnforcementCast, act, cast, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> EnforcementCast:
    return cast()


def refusal(story: PenaltyStory, name: str, who: str, /, **changes: Any) -> list[tuple[str, str]]:
    """Each reason for which an act is refused, as its code and its sentence."""
    with pytest.raises(GuardFailed) as failed:
        story.act(name, who, **changes)
    return [(reason.code, reason.message) for reason in failed.value.reasons]


# --- One act is fined once (article 29) -----------------------------------------------------------
def test_a_second_case_about_the_same_days_and_duty_says_why_it_is_another_act(
    people: EnforcementCast,
) -> None:
    first = PenaltyStory(people).to_opened(other_act_reasons="")
    second = PenaltyStory(people).charged(other_act_reasons="", act_on=date(2026, 7, 31))
    ((code, sentence),) = refusal(second, "propose_opening", "bo")
    assert (code, first.case.number in sentence) == ("same_act", True)
    assert "至多罚款 1 次" in sentence
    second.fill(other_act_reasons="另一产品。")
    assert second.act("propose_opening", "bo").state == S.PROPOSED
    assert first.case.cases_of_the_act() == []  # the later case has spoken for both
    third = PenaltyStory(people).charged(other_act_reasons="")
    assert third.case.cases_of_the_act() == [first.case.number, second.case.number]


@pytest.mark.parametrize(
    "apart",
    [
        {"act_on": date(2026, 8, 1), "act_ended_on": date(2026, 8, 3)},
        {"refs": ["user_tags"]},
    ],
)
def test_other_days_and_other_duties_are_other_acts(
    people: EnforcementCast, apart: dict[str, Any]
) -> None:
    PenaltyStory(people).to_opened(other_act_reasons="")
    story = PenaltyStory(people).charged(other_act_reasons="", **apart)
    assert story.act("propose_opening", "bo").state == S.PROPOSED


def test_a_case_in_which_nobody_was_penalised_leaves_the_act_open(people: EnforcementCast) -> None:
    first = PenaltyStory(people).charged()
    first.act("propose_opening", "bo")
    first.act("decline_opening", "cao")
    second = PenaltyStory(people).charged(other_act_reasons="")
    assert second.act("propose_opening", "bo").state == S.PROPOSED


# --- The text -------------------------------------------------------------------------------------
def test_outside_a_demonstration_no_case_is_opened_under_a_draft(people: EnforcementCast) -> None:
    story = PenaltyStory(people).charged()
    story.act("propose_opening", "bo")
    with pytest.raises(GuardFailed, match="没有法律效力，不能据以立案处罚"):
        act(story.case, "approve_opening", people.cao, now=story.now)
    assert fresh(story.case).state == S.PROPOSED


# --- The suspension -------------------------------------------------------------------------------
def test_a_suspension_names_its_filing_or_says_that_there_is_none(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_opened(no_filing=False)
    story.act("add_evidence", "bo")
    story.fill(**SEVERE, **REASONS)
    assert [code for code, _ in refusal(story, "submit_for_review", "bo")] == ["no_target"]
    story.fill(no_filing=True)
    assert story.act("submit_for_review", "bo").state == S.IN_LEGAL_REVIEW


def test_a_suspension_lasts_at_most_365_days(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_opened()
    story.act("add_evidence", "bo")
    story.fill(**{**SEVERE, "suspend_until": date(2027, 8, 11)}, **REASONS)
    ((code, sentence),) = refusal(story, "submit_for_review", "bo")
    assert code == "too_long"
    assert sentence == "暂停信息更新至多 365 日，最后一日不能晚于 2027-08-10"
    story.fill(suspend_until=date(2027, 8, 10))
    assert story.act("submit_for_review", "bo").state == S.IN_LEGAL_REVIEW


# --- The hearing ----------------------------------------------------------------------------------
def test_a_hearing_is_held_within_thirty_working_days_while_that_is_still_possible(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_notified()
    story.act("request_hearing", "ai")
    # Asked for on 10 August 2026; the thirtieth working day is Sunday 20 September, which is worked.
    late = {"hearing_at": make.at("2026-09-21 09:30")}
    reasons = refusal(story, "schedule_hearing", "bo", **late)
    assert reasons == [("hearing_too_late", "听证应不晚于 2026-09-20 举行")]
    story.act("schedule_hearing", "bo", hearing_at=make.at("2026-09-20 09:30"))
    story.now = make.at("2026-09-18 09:00")  # seven days ahead lie beyond the limit
    then = make.at("2026-10-12 09:30")
    assert story.act("reschedule_hearing", "bo", hearing_at=then).hearing_at == then


# --- The decision ---------------------------------------------------------------------------------
def test_the_decision_says_into_which_account_the_fine_is_paid(people: EnforcementCast) -> None:
    case = PenaltyStory(people).to_decided().case
    account = told(people, "decide")["collecting_account"]
    letter = Notice.objects.get(case=case, code="penalty_decision")
    assert letter.context["performance"].splitlines()[-1] == f"罚款缴入：{account}"
