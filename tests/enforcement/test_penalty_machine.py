"""A penalty case from its opening to the decision: dates, bands, who may, what bars (penalty law, 36 to 64)."""

from datetime import date, timedelta
from typing import Any

import pytest

from enforcement.models import Evidence
from enforcement.states import PenaltyState as S
from portal.deadlines.models import Deadline
from portal.notices.models import Notice
from portal.workflow.errors import GuardFailed, NotPermitted
from tests import make
from tests.enforcement.monitoring_building import team
from tests.enforcement.penalty_building import BEGAN, MILD, SEVERE, PenaltyStory, penalty, told
from tests.enforcement.people import EnforcementCast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> EnforcementCast:
    return cast()


def refused(story: PenaltyStory, name: str, who: str, /, **changes: Any) -> set[str]:
    """The codes of the reasons for which an act is refused."""
    with pytest.raises(GuardFailed) as failed:
        story.act(name, who, **changes)
    return {reason.code for reason in failed.value.reasons}


def running(case: Any, code: str) -> Deadline:
    return Deadline.objects.get(case_id=case.pk, code=code, closed_at=None)


# --- The way through ------------------------------------------------------------------------------
def test_a_severe_case_goes_from_draft_to_decision_with_every_letter(
    people: EnforcementCast,
) -> None:
    case = PenaltyStory(people).to_decided().case
    assert (case.state, case.fine, case.suspend_until) == (S.DECIDED, 20000, date(2026, 12, 31))
    letters = set(Notice.objects.filter(case=case).values_list("code", flat=True))
    assert {
        "penalty_opening",
        "penalty_notice",
        "penalty_hearing_notice",
        "penalty_hearing_record",
        "penalty_decision",
    } <= letters
    # Decided on 28 August: seven working days to serve it, until 8 September.
    assert running(case, "penalty.service").last_day == date(2026, 9, 8)
    assert not Deadline.objects.filter(
        case_id=case.pk, code="penalty.decision", closed_at=None
    ).exists()


def test_the_decision_is_due_ninety_natural_days_after_the_opening(people: EnforcementCast) -> None:
    case = PenaltyStory(people).to_opened().case
    # Opened on 10 August 2026; the ninetieth day is Sunday 8 November and moves to Monday.
    assert running(case, "penalty.decision").last_day == date(2026, 11, 9)


# --- Windows --------------------------------------------------------------------------------------
def at_national_day(people: EnforcementCast, **kwargs: Any) -> PenaltyStory:
    """Notified on Monday 28 September 2026: five working days end on Saturday 10 October, which is worked."""
    story = PenaltyStory(people, **kwargs).to_reviewed()
    story.now = make.at("2026-09-28 09:00")
    story.act("notify", "bo")
    story.now -= timedelta(hours=1)
    story.act("record_notice_service", "bo")
    return story


def test_both_windows_run_five_working_days_across_national_day(people: EnforcementCast) -> None:
    case = at_national_day(people).case
    ends = make.at("2026-10-11 00:00")
    assert running(case, "penalty.statement").moment == ends
    assert running(case, "penalty.hearing_request").moment == ends


def test_a_decision_is_barred_one_second_before_the_windows_end_and_allowed_at_the_moment(
    people: EnforcementCast,
) -> None:
    story = at_national_day(people, penalty=MILD)
    ends = make.at("2026-10-11 00:00")
    story.now = ends - timedelta(hours=1, seconds=1)
    assert refused(story, "decide", "cao") == {"statement_window_open"}
    story.now = ends - timedelta(hours=1)
    assert story.act("decide", "cao").state == S.DECIDED


def test_with_a_right_to_a_hearing_both_windows_bar_the_discussion(people: EnforcementCast) -> None:
    story = at_national_day(people)
    assert refused(story, "deliberate", "cao") == {"statement_window_open", "hearing_window_open"}
    story.act("make_statement", "ai")
    assert refused(story, "deliberate", "cao") == {"hearing_window_open"}
    story.act("waive_hearing", "ai")
    assert story.act("deliberate", "cao").state == S.DELIBERATED


def test_a_hearing_asked_for_after_the_window_is_refused_with_the_sentence(
    people: EnforcementCast,
) -> None:
    story = at_national_day(people)
    story.now = make.at("2026-10-10 23:00")
    with pytest.raises(GuardFailed, match="要求听证的期限（5个工作日内）已经届满"):
        story.act("request_hearing", "ai")


def test_a_first_step_gives_no_right_to_a_hearing(people: EnforcementCast) -> None:
    story = PenaltyStory(people, penalty=MILD).to_notified()
    assert refused(story, "request_hearing", "ai") == {"no_right"}


def test_a_late_statement_is_taken_and_has_to_be_discussed(people: EnforcementCast) -> None:
    story = at_national_day(people)
    story.now = make.at("2026-10-12 09:00")
    story.act("deliberate", "cao")
    story.act("make_statement", "ai")
    assert refused(story, "decide", "cao") == {"stated_since"}
    story.act("deliberate", "cao")
    assert story.act("decide", "cao").state == S.DECIDED


# --- The hearing ----------------------------------------------------------------------------------
def test_the_hearing_is_told_seven_working_days_before(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_notified()
    story.act("request_hearing", "ai")
    # Told on Monday 10 August or after: the seventh working day before the 19th is the 10th.
    story.now = make.at("2026-08-10 20:00")
    assert refused(story, "schedule_hearing", "bo", hearing_at=make.at("2026-08-18 09:00")) == {
        "hearing_too_soon"
    }
    moved = story.act("schedule_hearing", "bo", hearing_at=make.at("2026-08-19 09:00"))
    assert moved.state == S.HEARING_SCHEDULED


def test_an_officer_of_the_case_cannot_preside_and_the_chair_alone_records(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_notified()
    story.act("request_hearing", "ai")
    assert refused(story, "schedule_hearing", "bo", chair=people.bei) == {"investigated"}
    story.act("schedule_hearing", "bo")
    assert refused(story, "record_hearing", "hu") == {"hearing_began"}
    story.now = make.at("2026-08-28 10:00")
    assert refused(story, "record_hearing", "bo") == {"chairs_the_hearing"}
    assert story.act("record_hearing", "hu").state == S.HEARD


def test_after_a_hearing_nothing_is_decided_before_the_review_is_done_again(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_heard()
    assert refused(story, "deliberate", "cao") == {"review_passed"}
    assert "review_passed" in refused(story, "decide", "cao")
    story.act("pass_hearing_review", "fa")
    assert story.act("deliberate", "cao").state == S.DELIBERATED


# --- The penalty ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("profile", "fine", "inside"),
    [
        ("algorithm-2021-draft", 4999, False),
        ("algorithm-2021-draft", 5000, True),
        ("algorithm-2021-draft", 30000, True),
        ("algorithm-2021-draft", 30001, False),
        ("algorithm-2022", 9999, False),
        ("algorithm-2022", 10000, True),
        ("algorithm-2022", 100000, True),
        ("algorithm-2022", 100001, False),
    ],
)
def test_the_fine_lies_inside_the_band_of_the_text_both_ends_included(
    people: EnforcementCast, settings: Any, profile: str, fine: int, inside: bool
) -> None:
    settings.ALGORITHM_PROFILE = profile
    story = PenaltyStory(people).to_opened()
    story.act("add_evidence", "bo")
    story.fill(**{**SEVERE, "fine": fine}, reasons="理由。")
    if inside:
        assert story.act("submit_for_review", "bo").state == S.IN_LEGAL_REVIEW
    else:
        assert refused(story, "submit_for_review", "bo") == {"outside_band"}


@pytest.mark.parametrize(
    ("serious", "measures", "code"),
    [
        (True, ["fine"], "fine_alone"),
        (False, ["suspend_updates", "fine"], "severe_not_open"),
        (True, ["revoke_filing"], "not_offered"),
    ],
)
def test_a_fine_is_never_alone_and_never_the_first_step(
    people: EnforcementCast, serious: bool, measures: list[str], code: str
) -> None:
    changes = {} if serious else {"serious": False, "serious_reasons": ""}
    story = PenaltyStory(people).to_opened(**changes)
    story.act("add_evidence", "bo")
    until = date(2026, 12, 31) if "suspend_updates" in measures else None
    amount = 20000 if "fine" in measures else None
    story.fill(measures=measures, fine=amount, suspend_until=until, reasons="理由。")
    assert code in refused(story, "submit_for_review", "bo")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fine": 20001}, "heavier"),
        ({"measures": [*SEVERE["measures"], "public_criticism"]}, "not_announced"),
        ({"suspend_until": date(2027, 1, 1)}, "heavier"),
    ],
)
def test_nothing_heavier_than_what_was_announced_is_decided(
    people: EnforcementCast, change: dict[str, Any], code: str
) -> None:
    story = PenaltyStory(people).to_notified()
    story.act("make_statement", "ai")
    story.act("waive_hearing", "ai")
    assert refused(story, "deliberate", "cao", **change) == {code}
    lighter = {"measures": ["warning"], "fine": None, "suspend_until": None}
    assert story.act("deliberate", "cao", **lighter).state == S.DELIBERATED
    assert refused(story, "decide", "cao") == {"other_than_discussed"}
    assert story.act("decide", "cao", **lighter).fine is None


def test_another_basis_needs_another_notice_with_fresh_windows(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_notified()
    first = running(story.case, "penalty.statement")
    story.act("make_statement", "ai")
    story.act("reopen_investigation", "bo")
    assert (story.case.state, story.case.notified_at, story.case.statements) == (S.OPENED, None, [])
    story.act("submit_for_review", "bo")
    story.act("pass_review", "fa")
    story.now += timedelta(days=1)
    story.act("notify", "bo")
    story.act("record_notice_service", "bo")
    assert running(story.case, "penalty.statement").moment > first.moment
    assert "statement_window_open" in refused(story, "deliberate", "cao")


# --- Limitation -----------------------------------------------------------------------------------
def test_an_act_found_more_than_two_years_after_its_end_cannot_be_opened(
    people: EnforcementCast,
) -> None:
    late = {"act_on": date(2024, 8, 1), "act_ended_on": date(2024, 8, 6)}
    story = PenaltyStory(people).charged(**late)
    assert refused(story, "propose_opening", "bo") == {"time_barred"}
    story.fill(act_ended_on=date(2024, 8, 7))
    assert story.act("propose_opening", "bo").state == S.PROPOSED


def test_where_life_or_money_was_endangered_five_years_count(people: EnforcementCast) -> None:
    late = {"act_on": date(2021, 8, 7), "act_ended_on": None, "endangers": True}
    story = PenaltyStory(people).charged(**late)
    assert story.act("propose_opening", "bo").state == S.PROPOSED


# --- People ---------------------------------------------------------------------------------------
def test_two_officers_are_two_people(people: EnforcementCast) -> None:
    story = PenaltyStory(people)
    row = told(people, "name_officers")["officers"][0]
    assert "too_few_officers" in refused(story, "name_officers", "bo", officers=[row, row])
    assert "too_few_officers" in refused(story, "name_officers", "bo", officers=[row])
    assert story.act("name_officers", "bo").team().count() == 2


def test_a_head_who_investigated_neither_opens_nor_decides(people: EnforcementCast) -> None:
    from portal.accounts.models import Membership  # noqa: PLC0415 -- one story alone gives a role
    from portal.accounts.roles import Role  # noqa: PLC0415

    Membership.objects.create(
        user=people.bei, organization=people.office, role=Role.ENFORCEMENT_HEAD
    )
    people.bei.__dict__.pop("active_memberships", None)
    story = PenaltyStory(people).charged()
    story.act("propose_opening", "bo")
    assert refused(story, "approve_opening", "bei") == {"investigated"}
    assert story.act("approve_opening", "cao").opened_by == people.cao


def test_a_discussion_takes_three_who_did_not_investigate(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_notified()
    story.act("make_statement", "ai")
    story.act("waive_hearing", "ai")
    sound = told(people, "deliberate")["opinions"]
    assert refused(story, "deliberate", "cao", opinions=sound[:2]) == {"too_few_members"}
    with_officer = [*sound[:2], {"user": people.bo, "opinion": "同意。"}]
    with pytest.raises(GuardFailed, match="只能列席"):
        story.act("deliberate", "cao", opinions=with_officer)
    with pytest.raises(GuardFailed, match="须先经集体讨论"):
        story.act("decide", "cao")


def test_whoever_stepped_aside_sees_nothing_and_the_rest_are_too_few(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_opened()
    story.act("add_evidence", "bo")
    story.act("declare_recusal", "bei")
    assert story.case.roles_of(people.bei) == frozenset()
    with pytest.raises(NotPermitted):
        story.act("add_evidence", "bei")
    assert "too_few_officers" in refused(story, "submit_for_review", "bo")


def test_the_party_objects_to_an_officer_and_nothing_is_decided_before_the_answer(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people, penalty=MILD).to_notified()
    story.act("make_statement", "ai")
    story.act("request_recusal", "ai")
    assert refused(story, "decide", "cao") == {"no_recusal_waits"}
    story.act("answer_recusal", "cao", granted=True)
    assert story.case.roles_of(people.bei) == frozenset()
    assert refused(story, "decide", "cao") == {"too_few_officers"}
    story.act("name_officers", "bo", officers=team(people, "bo", "hu"))
    assert story.act("decide", "cao").state == S.DECIDED


# --- Evidence -------------------------------------------------------------------------------------
def test_evidence_held_together_is_dealt_with_within_seven_working_days(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_opened()
    story.act("add_evidence", "bo", name="甲")
    story.act("add_evidence", "bo", name="乙")
    first, second = Evidence.objects.filter(penalty=story.case)
    story.act("hold_evidence", "cao", pieces=[first])
    # Held on Monday 10 August: seven working days end on Wednesday 19 August.
    assert running(story.case, "penalty.evidence").last_day == date(2026, 8, 19)
    assert refused(story, "hold_evidence", "cao", pieces=[second]) == {"held_already"}
    story.fill(**SEVERE, reasons="理由。")
    assert refused(story, "submit_for_review", "bo") == {"nothing_held"}
    story.act("settle_held", "bo")
    first.refresh_from_db()
    assert (first.hold_result, first.hold_ended_at) == ("复制后返还。", story.now)
    story.act("hold_evidence", "cao", pieces=[second])


def test_one_officer_alone_takes_no_evidence(people: EnforcementCast) -> None:
    story = PenaltyStory(people).to_opened()
    assert refused(story, "add_evidence", "bo", officers=[people.bo]) == {"too_few_officers"}
    assert refused(story, "record_inquiry", "bo", officers=[people.bo, people.hu]) == {
        "too_few_officers"
    }


def test_the_limit_of_a_decision_is_extended_by_the_head_before_it_ends(
    people: EnforcementCast,
) -> None:
    story = PenaltyStory(people).to_opened()
    with pytest.raises(GuardFailed, match="应晚于现在的最后一日 2026-11-09"):
        story.act("extend_decision", "cao", until=date(2026, 11, 9))
    story.act("extend_decision", "cao", until=date(2026, 12, 10))
    assert running(story.case, "penalty.decision").last_day == date(2026, 12, 10)
    assert refused(story, "extend_decision", "cao", until=date(2026, 12, 20)) == {"extended_before"}
    late = PenaltyStory(people).to_opened()
    # The sixtieth day after 9 November 2026 is 8 January 2027.
    assert refused(late, "extend_decision", "cao", until=date(2027, 1, 9)) == {"too_long"}
    late.now = make.at("2026-11-10 00:00")
    assert refused(late, "extend_decision", "cao", until=date(2026, 12, 10)) == {"overdue"}


def test_no_penalty_is_a_decision_that_ends_every_clock(people: EnforcementCast) -> None:
    case = penalty(people, S.NOT_PENALISED)
    assert not Deadline.objects.filter(case_id=case.pk, closed_at=None).exists()
    assert Notice.objects.filter(case=case, code="penalty_not_imposed").count() == 1
    assert case.received_at == BEGAN + timedelta(hours=2)
