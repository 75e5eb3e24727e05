"""due(): the dates of real cases, each kind of limit at its boundary, hostile values."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from portal.law.calendar import SHANGHAI, WorkCalendar
from portal.law.periods import PeriodError, due, due_on
from portal.law.rulebook import TimeLimit, rulebook
from portal.law.terms import Direction, Kind, Unit
from tests.law.synthetic import overlay

DRAFT, ENACTED, ETHICS = "algorithm-2021-draft", "algorithm-2022", "ethics-2025-draft"
PENALTY, MEASURES = "administrative-penalty-2021", "ethics-measures-2023"


def limit(profile: str, code: str) -> TimeLimit:
    return rulebook(profile).limit(code)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def case(mark: str, code: str, start: str, last_day: str) -> object:
    """One dated example; the mark "profile#ref" ties it to the row it proves."""
    values = (mark.split("#")[0], code, date.fromisoformat(start), date.fromisoformat(last_day))
    return pytest.param(*values, marks=pytest.mark.law(mark), id=f"{code}-{start}")


CASES = [
    # One filing from start to end: a made-up Sunday, Mid-Autumn, National Day.
    case("algorithm-2022#24.1", "algorithm.initial", "2026-09-14", "2026-09-28"),
    case("algorithm-2021-draft#20.1", "algorithm.initial", "2026-09-14", "2026-09-28"),
    case("algorithm-2022#25", "algorithm.decision", "2026-09-22", "2026-11-10"),
    case("algorithm-2021-draft#21", "algorithm.decision", "2026-09-22", "2026-11-10"),
    case("algorithm-2022#24.2", "algorithm.change", "2026-11-02", "2026-11-16"),
    case("algorithm-2021-draft#20.2", "algorithm.change", "2026-11-02", "2026-11-09"),
    case("algorithm-2022#24.3", "algorithm.deregistration", "2026-11-30", "2026-12-28"),
    case("algorithm-2021-draft#20.3", "algorithm.deregistration", "2026-11-30", "2026-10-19"),
    case("algorithm-2022#26", "algorithm.display", "2026-10-29", "2026-11-05"),
    case("algorithm-2021-draft#22", "algorithm.display", "2026-10-29", "2026-11-05"),
    case("algorithm-2022#25", "algorithm.change_decision", "2026-09-22", "2026-11-10"),
    # The last start whose thirty working days stay on settled ground.
    case("algorithm-2022#25", "algorithm.decision", "2026-11-16", "2026-12-28"),
    # Months: the corresponding day, the month's end, never moved for retention.
    case("algorithm-2021-draft#23.2", "algorithm.log_retention", "2026-03-31", "2026-09-30"),
    case("algorithm-2022#28.2", "algorithm.log_retention", "2025-08-31", "2026-02-28"),
    case("algorithm-2022#28.2", "algorithm.log_retention", "2023-08-29", "2024-02-29"),
    # The review: acceptance, decision, appeal, tracking.
    case("ethics-2025-draft#13", "ethics.acceptance", "2026-09-21", "2026-09-29"),
    case("ethics-2025-draft#16.1", "ethics.decision", "2026-03-02", "2026-04-01"),
    case("ethics-2025-draft#16.1", "ethics.decision", "2026-09-03", "2026-10-08"),
    case("ethics-2025-draft#16.2", "ethics.appeal_window", "2026-09-28", "2026-10-08"),
    case("ethics-2025-draft#16.2", "ethics.appeal_decision", "2026-10-08", "2026-10-16"),
    case("ethics-2025-draft#17", "ethics.tracking", "2025-10-03", "2026-10-03"),
    case("ethics-2025-draft#17", "ethics.tracking", "2024-02-29", "2025-02-28"),
    case("ethics-2025-draft#23", "ethics.recheck", "2026-09-26", "2026-10-26"),
    case("ethics-2025-draft#24", "ethics.final_after_recheck", "2026-09-28", "2026-10-10"),
    case("ethics-2025-draft#25", "ethics.tracking_listed", "2026-09-28", "2027-03-28"),
    case("ethics-2025-draft#30.1", "ethics.centre_registration", "2026-01-16", "2026-02-24"),
    case("ethics-2025-draft#30.1", "ethics.centre_annual_report", "2025-12-31", "2026-03-31"),
    case("ethics-house-rules#L3", "ethics.recheck_application", "2026-09-14", "2026-09-28"),
    case("ethics-house-rules#L4", "ethics.supplement", "2026-09-22", "2026-10-20"),
    case("ethics-house-rules#L6", "ethics.amendment", "2026-11-02", "2026-11-23"),
    case("ethics-house-rules#L6", "ethics.amendment_check", "2026-11-02", "2026-11-09"),
    case("ethics-house-rules#L7", "ethics.service", "2026-09-28", "2026-10-08"),
    case("ethics-house-rules#L8", "ethics.late_appeal", "2026-10-29", "2026-11-05"),
    case("ethics-house-rules#L19", "ethics.risk_answer", "2026-09-28", "2026-10-10"),
    case("ethics-measures-2023#43", "sti.registration", "2026-01-16", "2026-02-24"),
    case("ethics-measures-2023#44", "sti.list_registration", "2026-01-13", "2026-02-12"),
    case("ethics-measures-2023#45", "sti.annual_report", "2025-12-31", "2026-03-31"),
    case("platform-2021#13", "platform.annual_report", "2024-12-31", "2025-03-31"),
    # A date of the year on a Sunday, and the trigger on the date itself.
    case("platform-2021#13", "platform.annual_report", "2023-12-31", "2024-04-01"),
    case("platform-2021#13", "platform.annual_report", "2025-03-31", "2026-03-31"),
    # Security assessment, complaints.
    case("algorithm-2021-draft#assessment-2018.7", "security_assessment.after_event",
         "2026-09-22", "2026-11-10"),
    case("algorithm-2022#assessment-2018.7", "security_assessment.after_event",
         "2026-09-22", "2026-11-10"),
    case("algorithm-2021-draft#assessment-2018.7", "security_assessment.before_launch",
         "2026-10-08", "2026-10-07"),
    case("algorithm-2022#assessment-2018.7", "security_assessment.before_launch",
         "2026-03-01", "2026-02-28"),
    case("house-rules#A2", "security_assessment.decision", "2026-09-22", "2026-11-10"),
    case("algorithm-2021-draft#A4", "security_assessment.supplement", "2026-09-22", "2026-10-13"),
    case("algorithm-2022#A4", "security_assessment.supplement", "2026-09-22", "2026-10-13"),
    # What comes after the number.
    case("algorithm-2021-draft#F1", "algorithm.change_correction", "2026-09-14", "2026-09-28"),
    case("algorithm-2022#F1", "algorithm.change_correction", "2026-09-14", "2026-09-28"),
    case("house-rules#F2", "algorithm.deregistration_decision", "2026-11-30", "2026-12-28"),
    case("algorithm-2021-draft#F3", "algorithm.deregistration_correction",
         "2026-09-14", "2026-09-28"),
    case("algorithm-2022#F3", "algorithm.deregistration_correction", "2026-09-14", "2026-09-28"),
    case("house-rules#F4", "algorithm.revocation_statement", "2026-04-30", "2026-05-11"),
    case("algorithm-2021-draft#F5", "algorithm.display_correction", "2026-11-02", "2026-11-09"),
    case("algorithm-2022#F5", "algorithm.display_correction", "2026-11-02", "2026-11-09"),
    # A year that ends on National Day moves to the first working day after it.
    case("house-rules#F6", "algorithm.confirmation", "2025-10-01", "2026-10-08"),
    case("house-rules#T1", "complaint.acknowledgement", "2026-02-13", "2026-02-27"),
    case("house-rules#T1", "complaint.answer", "2026-08-03", "2026-10-08"),
    # The penalty procedure.
    case("administrative-penalty-2021#cac-2023.opening", "penalty.case_opening",
         "2026-09-28", "2026-10-13"),
    case("administrative-penalty-2021#36", "penalty.limitation", "2024-10-03", "2026-10-03"),
    case("administrative-penalty-2021#48", "penalty.publication_withdrawal",
         "2026-04-02", "2026-04-08"),
    case("administrative-penalty-2021#56", "penalty.evidence", "2026-02-11", "2026-02-27"),
    case("administrative-penalty-2021#60", "penalty.decision", "2026-07-05", "2026-10-08"),
    case("administrative-penalty-2021#60", "penalty.decision", "2026-01-05", "2026-04-07"),
    case("administrative-penalty-2021#61", "penalty.service", "2026-06-17", "2026-06-29"),
    case("administrative-penalty-2021#64.1", "penalty.hearing_request",
         "2026-04-30", "2026-05-11"),
    case("administrative-penalty-2021#64.2", "penalty.hearing_notice",
         "2026-10-12", "2026-09-24"),
    case("administrative-penalty-2021#67", "penalty.payment", "2026-09-20", "2026-10-08"),
    case("administrative-penalty-2021#67", "penalty.payment", "2026-03-02", "2026-03-17"),
    case("administrative-penalty-2021#disclosure-2019.26", "penalty.publication",
         "2026-09-18", "2026-10-22"),
    case("administrative-penalty-2021#civil-procedure-2023.95", "penalty.notice_by_publication",
         "2026-04-01", "2026-05-06"),
    case("administrative-penalty-2021#compulsion-2011.54", "penalty.demand",
         "2026-09-14", "2026-09-28"),
    case("administrative-penalty-2021#compulsion-2011.53", "penalty.court_enforcement",
         "2025-11-30", "2026-02-28"),
    case("administrative-penalty-2021#reconsideration-2023.20", "remedy.reconsideration",
         "2026-08-03", "2026-10-08"),
    case("administrative-penalty-2021#reconsideration-2023.30",
         "remedy.reconsideration_acceptance", "2026-01-04", "2026-01-09"),
    case("administrative-penalty-2021#reconsideration-2023.62", "remedy.reconsideration_decision",
         "2026-01-05", "2026-03-06"),
    case("administrative-penalty-2021#litigation-2017.46", "remedy.lawsuit",
         "2026-04-03", "2026-10-08"),
    case("administrative-penalty-2021#litigation-2017.45",
         "remedy.lawsuit_after_reconsideration", "2026-02-03", "2026-02-24"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "code", "start", "last_day"), CASES)
def test_limit_ends_on_the_day_counted_by_hand(
    calendar: WorkCalendar, profile: str, code: str, start: date, last_day: date
) -> None:
    answer = due(limit(profile, code), start, calendar)
    assert answer.last_day == last_day
    assert answer.moment == datetime.combine(
        last_day + timedelta(days=1), datetime.min.time(), SHANGHAI
    )
    assert answer.provisional is False


@pytest.mark.law("ethics-2025-draft#27")
@pytest.mark.parametrize(
    ("code", "moment"),
    [
        ("ethics.emergency_total", at(2026, 9, 28, 22, 10)),
        ("ethics.emergency_pre_recheck", at(2026, 9, 27, 10, 10)),
    ],
)
def test_emergency_hours_run_through_the_holiday(
    calendar: WorkCalendar, code: str, moment: datetime
) -> None:
    answer = due(limit(ETHICS, code), at(2026, 9, 25, 22, 10), calendar)
    assert (answer.moment, answer.last_day, answer.provisional) == (moment, None, False)


def test_hours_need_an_instant(calendar: WorkCalendar) -> None:
    hours = limit(ETHICS, "ethics.emergency_total")
    with pytest.raises(PeriodError, match="带时区的时刻"):
        due(hours, date(2026, 9, 25), calendar)
    with pytest.raises(PeriodError, match="带时区的时刻"):
        due(hours, datetime(2026, 9, 25, 22, 10), calendar)  # noqa: DTZ001


@pytest.mark.law("algorithm-2021-draft#20.2")
def test_act_on_fifth_working_day_is_in_time_and_on_the_sixth_is_late(
    calendar: WorkCalendar,
) -> None:
    moment = due(limit(DRAFT, "algorithm.change"), date(2026, 11, 2), calendar).moment
    second = timedelta(seconds=1)
    acts = [at(2026, 11, 10) + offset for offset in (-second, 0 * second, second)]
    assert [act >= moment for act in acts] == [False, True, True]


@pytest.mark.law("algorithm-2021-draft#20.2")
def test_five_working_days_across_spring_festival(calendar: WorkCalendar) -> None:
    change = limit(DRAFT, "algorithm.change")
    assert due(change, date(2026, 2, 12), calendar).last_day == date(2026, 2, 26)
    assert due(change, date(2026, 2, 14), calendar).last_day == date(2026, 2, 28)


def test_the_instant_counts_by_its_date_in_china(calendar: WorkCalendar) -> None:
    change = limit(DRAFT, "algorithm.change")
    before_midnight = datetime(2026, 11, 2, 15, 59, 59, tzinfo=UTC)
    answers = [
        due(change, before_midnight + timedelta(seconds=late), calendar).last_day for late in (0, 1)
    ]
    assert answers == [date(2026, 11, 9), date(2026, 11, 10)]
    western = at(2026, 11, 2, 9).astimezone(timezone(timedelta(hours=-8)))
    assert due(change, western, calendar).moment == at(2026, 11, 10)


@pytest.mark.law("ethics-2025-draft#16.1")
def test_an_amount_given_replaces_the_one_of_the_row(calendar: WorkCalendar) -> None:
    decision = limit(ETHICS, "ethics.decision")
    assert due(decision, date(2026, 3, 2), calendar, amount=60).last_day == date(2026, 5, 6)


@pytest.mark.law("algorithm-2021-draft#24.1")
@pytest.mark.law("algorithm-2022#28.1")
@pytest.mark.parametrize("profile", [DRAFT, ENACTED])
def test_an_order_sets_the_days_of_rectification(calendar: WorkCalendar, profile: str) -> None:
    order = limit(profile, "enforcement.rectification")
    assert due(order, date(2026, 9, 18), calendar, amount=15).last_day == date(2026, 10, 8)
    with pytest.raises(PeriodError, match="须给出数量"):
        due(order, date(2026, 9, 18), calendar)


@pytest.mark.law("algorithm-2021-draft#26.1")
@pytest.mark.law("algorithm-2021-draft#26.2")
@pytest.mark.law("algorithm-2022#22")
@pytest.mark.law("algorithm-2022#30")
@pytest.mark.law("ethics-2025-draft#17")
@pytest.mark.law("platform-2021#13")
@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (DRAFT, "complaint.handling"),
        (DRAFT, "complaint.appeal_handling"),
        (ENACTED, "complaint.handling"),
        (ENACTED, "complaint.authority_handling"),
        (ETHICS, "ethics.risk_report"),
        ("platform-2021", "platform.major_matter"),
    ],
)
def test_promptly_has_no_timer(calendar: WorkCalendar, profile: str, code: str) -> None:
    row = limit(profile, code)
    assert row.has_timer is False
    with pytest.raises(PeriodError, match="条文未定数量"):
        due(row, date(2026, 9, 18), calendar)


def test_a_stated_day_is_taken_as_stated(calendar: WorkCalendar) -> None:
    decision = limit(ETHICS, "ethics.decision")
    saturday = date(2026, 4, 11)
    answer = due_on(decision, date(2026, 3, 2), calendar, last_day=saturday)
    assert (answer.last_day, answer.moment) == (saturday, at(2026, 4, 12))
    assert answer.steps[0] == "届满日由文书明确为 2026-04-11（周六），按所定日期计算。"
    with pytest.raises(PeriodError, match="应晚于起算日"):
        due_on(decision, date(2026, 3, 2), calendar, last_day=date(2026, 3, 2))


@pytest.mark.parametrize("kind", [Kind.INTERVAL, Kind.RETENTION])
def test_interval_and_retention_never_roll(calendar: WorkCalendar, kind: Kind) -> None:
    row = replace(limit(ETHICS, "ethics.decision"), kind=kind)
    assert due(row, date(2026, 9, 3), calendar).last_day == date(2026, 10, 3)


@pytest.mark.law("administrative-penalty-2021#36")
def test_a_day_off_never_lengthens_the_time_in_which_a_breach_can_be_punished(
    calendar: WorkCalendar,
) -> None:
    limitation = limit(PENALTY, "penalty.limitation")
    answer = due(limitation, date(2024, 10, 3), calendar)
    assert (answer.last_day, answer.moment) == (date(2026, 10, 3), at(2026, 10, 4))
    assert due(replace(limitation, rolling=True), date(2024, 10, 3), calendar).last_day == date(
        2026, 10, 8
    )


def test_natural_days_backwards_never_roll(calendar: WorkCalendar) -> None:
    row = replace(limit(ETHICS, "ethics.decision"), direction=Direction.BEFORE)
    assert due(row, date(2026, 11, 2), calendar).last_day == date(2026, 10, 3)


def test_hours_can_be_counted_backwards(calendar: WorkCalendar) -> None:
    row = replace(limit(ETHICS, "ethics.emergency_total"), direction=Direction.BEFORE)
    assert due(row, at(2026, 9, 28, 22, 10), calendar).moment == at(2026, 9, 25, 22, 10)


# ── years nobody has announced ──────────────────────────────────────────────────────────────


def test_first_start_that_leaves_known_ground_is_provisional(calendar: WorkCalendar) -> None:
    decision = limit(ENACTED, "algorithm.decision")
    year_end = due(decision, date(2026, 11, 17), calendar)
    assert (year_end.last_day, year_end.provisional) == (date(2026, 12, 29), True)
    unknown = due(decision, date(2026, 11, 20), calendar)
    assert (unknown.last_day, unknown.provisional) == (date(2027, 1, 1), True)
    assert unknown.steps[-2] == (
        "2027 年放假安排尚未公布（或者尚未完整导入），未安排的日期暂按周一至周五计算；"
        "本结果为暂算，公布后重新计算。"
    )


@pytest.mark.parametrize(
    ("start", "last_day"),
    [(date(2026, 11, 17), date(2026, 12, 29)), (date(2026, 11, 20), date(2027, 1, 4))],
)
def test_a_whole_arrangement_settles_a_provisional_date(start: date, last_day: date) -> None:
    answer = due(limit(ENACTED, "algorithm.decision"), start, WorkCalendar(overlay()))
    assert (answer.last_day, answer.provisional) == (last_day, False)


def test_a_row_of_a_year_moves_its_date_but_settles_none_of_that_year() -> None:
    calendar = WorkCalendar(overlay([date(2027, 1, 1), date(2027, 2, 6)]))
    answer = due(limit(ENACTED, "algorithm.decision"), date(2026, 11, 20), calendar)
    assert (answer.last_day, answer.provisional) == (date(2027, 1, 4), True)
    over_national_day = due(limit(DRAFT, "algorithm.change"), date(2027, 9, 29), calendar)
    assert (over_national_day.last_day, over_national_day.provisional) == (date(2027, 10, 6), True)
    whole = due(limit(DRAFT, "algorithm.change"), date(2027, 9, 29), WorkCalendar(overlay()))
    assert (whole.last_day, whole.provisional) == (date(2027, 10, 13), False)


@pytest.mark.parametrize(
    ("profile", "code", "start", "provisional"),
    [
        (ETHICS, "ethics.decision", date(2026, 11, 28), False),
        (ETHICS, "ethics.decision", date(2026, 11, 29), True),
        (ETHICS, "ethics.tracking", date(2026, 12, 2), False),
        (DRAFT, "algorithm.deregistration", date(2026, 12, 29), False),
        (DRAFT, "algorithm.deregistration", date(2026, 12, 30), True),
        (ENACTED, "algorithm.initial", date(2026, 12, 31), True),
        (ENACTED, "algorithm.initial", date(2003, 6, 2), True),
        (ENACTED, "algorithm.initial", date(2003, 12, 30), True),
        (ENACTED, "algorithm.initial", date(2003, 12, 31), False),  # only 2004 is counted
        (MEASURES, "sti.annual_report", date(2026, 12, 31), True),
    ],
)
def test_only_days_that_matter_make_an_answer_provisional(
    calendar: WorkCalendar, profile: str, code: str, start: date, provisional: bool
) -> None:
    assert due(limit(profile, code), start, calendar).provisional is provisional


def test_unknown_years_count_plain_weekdays(calendar: WorkCalendar) -> None:
    change = limit(DRAFT, "algorithm.change")
    assert due(change, date(2030, 10, 1), calendar).last_day == date(2030, 10, 8)
    assert due(limit(ETHICS, "ethics.decision"), date(2030, 9, 6), calendar).last_day == date(
        2030, 10, 7
    )


# ── hostile values ──────────────────────────────────────────────────────────────────────────

EDGES = [date.min, date(1999, 12, 31), date(2100, 1, 1), date.max]
EDGE_INSTANTS = [
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-23))),
    datetime(1999, 12, 31, tzinfo=UTC),
]


@pytest.mark.parametrize("start", [*EDGES, *EDGE_INSTANTS])
def test_a_start_outside_the_span_is_refused_with_a_sentence(
    calendar: WorkCalendar, start: date
) -> None:
    for profile in (DRAFT, ENACTED, ETHICS):
        for row in rulebook(profile).limits:
            with pytest.raises(PeriodError):
                due(row, start, calendar)


@pytest.mark.parametrize(
    ("start", "code", "last_day"),
    [
        (date(2000, 1, 1), "penalty.hearing_notice", None),
        (date(2000, 1, 1), "algorithm.change", date(2000, 1, 14)),
        (date(2099, 12, 31), "penalty.hearing_notice", date(2099, 12, 22)),
        (date(2099, 12, 31), "algorithm.change", None),
        (date(2099, 12, 31), "penalty.limitation", None),
        (date(2099, 12, 31), "algorithm.log_retention", None),
    ],
)
def test_at_the_ends_of_the_span_there_is_an_answer_or_a_sentence(
    calendar: WorkCalendar, start: date, code: str, last_day: date | None
) -> None:
    row = limit(ENACTED, code)
    if last_day is None:
        with pytest.raises(PeriodError, match="超出可计算的范围"):
            due(row, start, calendar)
    else:
        assert due(row, start, calendar).last_day == last_day


@pytest.mark.parametrize("amount", [0, -1, 10_001, 10**12])
def test_an_absurd_amount_is_refused(calendar: WorkCalendar, amount: int) -> None:
    with pytest.raises(PeriodError, match="数量须为正整数"):
        due(limit(DRAFT, "algorithm.change"), date(2026, 1, 5), calendar, amount=amount)


OUT_OF_SPAN = [
    (Unit.WORKING_DAY, Direction.AFTER, date(2080, 1, 1)),
    (Unit.WORKING_DAY, Direction.BEFORE, date(2020, 1, 1)),
    (Unit.NATURAL_DAY, Direction.AFTER, date(2080, 1, 1)),
    (Unit.NATURAL_DAY, Direction.BEFORE, date(2020, 1, 1)),
    (Unit.MONTH, Direction.AFTER, date(2020, 1, 1)),
    (Unit.MONTH, Direction.BEFORE, date(2080, 1, 1)),
    (Unit.YEAR, Direction.AFTER, date(2020, 1, 1)),
    (Unit.YEAR, Direction.BEFORE, date(2080, 1, 1)),
]


@pytest.mark.parametrize(("unit", "direction", "start"), OUT_OF_SPAN)
def test_what_would_leave_the_span_is_refused(
    calendar: WorkCalendar, unit: Unit, direction: Direction, start: date
) -> None:
    row = replace(limit(DRAFT, "algorithm.change"), unit=unit, direction=direction)
    with pytest.raises(PeriodError, match="超出可计算的范围"):
        due(row, start, calendar, amount=10_000)


def test_a_naive_instant_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(PeriodError, match="缺少时区"):
        due(limit(DRAFT, "algorithm.change"), datetime(2026, 1, 5), calendar)  # noqa: DTZ001


def test_a_fixed_date_takes_no_amount(calendar: WorkCalendar) -> None:
    with pytest.raises(PeriodError, match="不接受数量"):
        due(limit("platform-2021", "platform.annual_report"), date(2026, 1, 5), calendar, amount=3)
