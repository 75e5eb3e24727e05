"""The prior notice, its service, and what the party says to it, in the portal or outside (penalty law, 44 to 64)."""

from datetime import date, timedelta
from typing import Any

import pytest

from enforcement.states import PenaltyState as S
from portal.law.rulebook import rulebook
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed
from tests import make
from tests.enforcement.penalty_building import MILD, PROOF, SERIOUS, PenaltyStory
from tests.enforcement.people import EnforcementCast, cast
from tests.portal.letter_contents import unsaid_in

pytestmark = pytest.mark.django_db
#: Nobody knows where the party is.
ANNOUNCED: dict[str, Any] = {"service_method": "public_notice", "unknown_whereabouts": True}
#: Two measures of the second step, within the band of the draft.
LOW: dict[str, Any] = {
    "measures": ["warning", "suspend_updates", "fine"],
    "fine": 6000,
    "suspend_until": date(2026, 12, 31),
}


@pytest.fixture
def people() -> EnforcementCast:
    return cast()


def refused(story: PenaltyStory, name: str, who: str, /, **changes: Any) -> set[str]:
    """The codes of the reasons for which an act is refused."""
    with pytest.raises(GuardFailed) as failed:
        story.act(name, who, **changes)
    return {reason.code for reason in failed.value.reasons}


def issued(people: EnforcementCast, penalty: dict[str, Any] = MILD) -> PenaltyStory:
    """The notice is out, its service not recorded: issued on Monday 10 August 2026."""
    serious = {} if penalty is MILD else SERIOUS
    story = PenaltyStory(people, penalty=penalty).to_reviewed(**serious)
    story.act("notify", "bo")
    return story


def served(people: EnforcementCast, penalty: dict[str, Any] = MILD) -> PenaltyStory:
    """Served on 10 August: both windows end with Monday 17 August."""
    story = issued(people, penalty)
    story.act("record_notice_service", "bo")
    return story


# --- Service --------------------------------------------------------------------------------------
def test_no_right_runs_and_nothing_is_decided_before_the_notice_was_served(
    people: EnforcementCast,
) -> None:
    story = issued(people)
    assert (story.case.told_at, story.case.notified_at) == (story.now, None)
    assert not story.case.deadlines.filter(code="penalty.statement").exists()
    story.now += timedelta(days=60)
    assert refused(story, "decide", "cao") == {"not_notified"}
    story.act("record_notice_service", "bo")
    assert refused(story, "decide", "cao") == {"statement_window_open"}
    assert refused(story, "record_notice_service", "bo") == {"notice_unserved"}
    assert Notice.objects.filter(case=story.case, code="penalty_notice_served").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"served_at": make.at("2026-08-10 09:30")}, "before_the_paper"),
        ({"served_at": make.at("2027-01-01 09:00")}, "in_the_future"),
        ({"served_at": None}, "no_moment"),
        ({"receiver": ""}, "proof_missing"),
        ({"service_method": "left"}, "proof_missing"),
        ({"service_method": "post", "receiver": "王五"}, "proof_missing"),
        ({"service_method": "electronic", "proof": "到达记录"}, "not_confirmed"),
        ({"service_method": "public_notice"}, "no_notice"),
        (ANNOUNCED | {"notice_on": date(2026, 8, 10)}, "notice_runs"),
        (ANNOUNCED | {"notice_on": date(2026, 8, 9)}, "before_the_paper"),
    ],
)
def test_the_notice_is_served_like_the_decision_or_not_at_all(
    people: EnforcementCast, change: dict[str, Any], code: str
) -> None:
    assert refused(issued(people), "record_notice_service", "bo", **change) == {code}


def test_a_notice_in_public_counts_as_served_when_its_thirty_days_have_passed(
    people: EnforcementCast,
) -> None:
    story = issued(people)
    story.now = make.at("2026-09-10 09:00")
    told_of = ANNOUNCED | {"notice_on": date(2026, 8, 10), "served_at": None}
    known = told_of | {"unknown_whereabouts": False}
    assert refused(story, "record_notice_service", "bo", **known) == {"not_the_last_resort"}
    story.act("record_notice_service", "bo", **told_of)
    # Thirty days after 10 August are over with Wednesday 9 September.
    assert story.case.notified_at == make.at("2026-09-10 00:00")


def test_the_party_confirms_electronic_service_and_is_served_so(people: EnforcementCast) -> None:
    story = issued(people)
    confirmed = {"address": "law@example.cn", "signatory": "王五，法务"}
    assert refused(story, "confirm_electronic_service", "hu", **confirmed) == {"party_or_team"}
    story.act("confirm_electronic_service", "ai", **confirmed)
    how = {**PROOF, "service_method": "electronic", "proof": "到达记录"}
    story.act("record_notice_service", "bo", **how)
    assert (story.case.notice_method, story.case.notified_at) == ("electronic", story.now)


# --- Speaking -------------------------------------------------------------------------------------
def test_a_first_sentence_does_not_end_the_time_to_speak(people: EnforcementCast) -> None:
    story = served(people)
    story.act("make_statement", "ai", done=False)
    assert refused(story, "decide", "cao") == {"statement_window_open"}
    story.act("make_statement", "ai", statement="补充完毕。", done=True)
    assert story.act("decide", "cao").state == S.DECIDED


def test_what_the_party_says_on_paper_counts_from_the_day_of_its_receipt(
    people: EnforcementCast,
) -> None:
    story = served(people, LOW)
    arrived = make.at("2026-08-17 17:00")
    story.now = make.at("2026-08-18 09:00")
    assert refused(story, "request_hearing", "ai") == {"window_closed"}
    assert refused(story, "record_hearing_request", "bo") == {"window_closed"}
    assert refused(story, "record_hearing_request", "hu", received_at=arrived) == {"on_the_team"}
    story.act("record_hearing_request", "bo", received_at=arrived)
    assert (story.case.state, story.case.hearing_requested_at) == (S.HEARING_REQUESTED, arrived)
    assert Notice.objects.filter(case=story.case, code="penalty_received").count() == 1


def test_officers_record_a_statement_a_waiver_and_an_objection(people: EnforcementCast) -> None:
    story = served(people)
    early = {"received_at": make.at("2026-08-10 09:30")}
    assert refused(story, "record_statement", "bo", **early) == {"before_the_paper"}
    story.act("record_statement", "bo")
    assert story.case.statements[0]["paper"] == "收文〔2026〕12号"
    story.act("record_recusal_request", "bo")
    assert refused(story, "decide", "cao") == {"no_recusal_waits"}
    story.act("answer_recusal", "cao", granted=False)
    assert unsaid_in(story.case, "penalty_recusal_answer") == []
    assert story.act("decide", "cao").state == S.DECIDED
    heavy = served(people, LOW)
    assert heavy.act("record_hearing_waiver", "bo").hearing_waived_at == heavy.now


# --- Going back -----------------------------------------------------------------------------------
def again(story: PenaltyStory, **changes: Any) -> PenaltyStory:
    """Back to the investigation and reviewed anew, with other words of the office."""
    story.act("reopen_investigation", "bo")
    story.fill(**changes)
    story.act("submit_for_review", "bo")
    story.act("pass_review", "fa")
    return story


def test_nobody_fares_worse_for_having_spoken_when_nothing_new_was_found(
    people: EnforcementCast,
) -> None:
    story = served(people, LOW)
    again(story, fine=20000)
    assert refused(story, "notify", "bo", change_reason="态度不好。") == {"heavier_for_nothing"}
    story.act("reopen_investigation", "bo")
    story.act("add_evidence", "bo", name="新的日志")
    story.act("submit_for_review", "bo")
    story.act("pass_review", "fa")
    assert refused(story, "notify", "bo", change_reason="") == {"no_reason"}
    story.act("notify", "bo", change_reason="新的日志证明持续四个月。")
    assert story.case.announced["change_reason"] == "新的日志证明持续四个月。"


def test_going_back_is_for_those_of_the_case_and_waits_for_an_objection(
    people: EnforcementCast,
) -> None:
    story = served(people)
    assert refused(story, "reopen_investigation", "hu") == {"on_the_team"}
    story.act("request_recusal", "ai")
    assert refused(story, "reopen_investigation", "bo") == {"no_recusal_waits"}
    story.act("answer_recusal", "cao", granted=False)
    assert story.act("reopen_investigation", "bo").state == S.OPENED


def test_the_team_is_changed_by_itself_or_the_head_alone(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_opened()
    assert refused(story, "name_officers", "hu") == {"on_the_team"}
    assert story.act("name_officers", "cao").team().count() == 2


# --- The suspension -------------------------------------------------------------------------------
def test_a_suspension_outlasts_the_service_and_is_no_longer_than_announced(
    people: EnforcementCast,
) -> None:
    # Announced on 10 August until 10 September: thirty-one days.
    story = served(people, LOW | {"suspend_until": date(2026, 9, 10)})
    story.act("make_statement", "ai")
    story.act("waive_hearing", "ai")
    story.now = make.at("2026-09-04 09:00")
    case, now = story.case, story.now
    law = rulebook(case.law_profile)
    given = {"measures": LOW["measures"], "fine": 6000}
    codes = [
        {one.code for one in case.why_not_decided(law, now, suspend_until=day, **given)}
        for day in (date(2026, 9, 15), date(2026, 9, 16), date(2026, 10, 5), date(2026, 10, 6))
    ]
    # Decided on 4 September: seven working days to serve it end on Tuesday 15 September.
    assert codes == [{"over_at_service"}, set(), set(), {"heavier"}]
