"""How was this computed? The sentences, whole."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.law.calendar import SHANGHAI, Arrangement, DayEntry, WorkCalendar
from portal.law.periods import due
from portal.law.rulebook import rulebook
from portal.law.terms import Direction
from tests.law.synthetic import overlay

CALENDAR = WorkCalendar()


def steps(calendar: WorkCalendar, profile: str, code: str, start: date) -> tuple[str, ...]:
    return due(rulebook(profile).limit(code), start, calendar).steps


@pytest.mark.law("algorithm-2022#24.1")
def test_working_days_name_holidays_weekends_and_made_up_days(calendar: WorkCalendar) -> None:
    assert steps(calendar, "algorithm-2022", "algorithm.initial", date(2026, 9, 14)) == (
        "2026-09-14（周一）为提供服务之日，当日不计，自次日起算（民法典第二百零一条）。",
        "09-15 至 09-18 第 1 至 4 个工作日。",
        "09-19 周末，不计。",
        "09-20 国庆节调休上班，计为第 5 个工作日。",
        "09-21 至 09-24 第 6 至 9 个工作日。",
        "09-25 至 09-27 中秋放假，不计。",
        "09-28 第 10 个工作日。",
        "2026-09-28（周一）为第 10 个工作日，即最后一日。",
        "2026-09-28 24:00 截止，即 2026-09-29 00:00（北京时间）起即为逾期"
        "（民法典第二百零三条第二款）。",
    )


@pytest.mark.law("administrative-penalty-2021#64.2")
def test_working_days_backwards_are_told_backwards(calendar: WorkCalendar) -> None:
    told = steps(calendar, "algorithm-2022", "penalty.hearing_notice", date(2026, 10, 12))
    assert told[:-1] == (
        "2026-10-12（周一）为举行听证之日，当日不计，自前一日起倒数 7 个工作日。",
        "10-11 周末，不计。",
        "10-10 国庆节调休上班，计为倒数第 1 个工作日。",
        "10-08 至 10-09 倒数第 2 至 3 个工作日。",
        "10-01 至 10-07 国庆节放假，不计。",
        "09-28 至 09-30 倒数第 4 至 6 个工作日。",
        "09-25 至 09-27 中秋放假，不计。",
        "09-24 倒数第 7 个工作日。",
        "2026-09-24（周四）为最后一日，须在当日或之前办理。",
    )


@pytest.mark.law("ethics-2025-draft#16.1")
def test_rolling_names_every_day_rolled_over(calendar: WorkCalendar) -> None:
    assert steps(calendar, "ethics-2025-draft", "ethics.decision", date(2026, 9, 3)) == (
        "2026-09-03（周四）为受理之日，当日不计，自次日起算（民法典第二百零一条）。",
        "连续计 30 个自然日，期间节假日计入，至 2026-10-03（周六）。",
        "10-03 至 10-07 国庆节放假，不作为最后一日。",
        "最后一日顺延至 2026-10-08（周四）（民法典第二百零三条第一款）。",
        "2026-10-08 24:00 截止，即 2026-10-09 00:00（北京时间）起即为逾期"
        "（民法典第二百零三条第二款）。",
    )


@pytest.mark.law("ethics-2025-draft#27")
def test_hours_say_that_holidays_count(calendar: WorkCalendar) -> None:
    start = datetime(2026, 9, 25, 22, 10, tzinfo=SHANGHAI)
    assert steps(calendar, "ethics-2025-draft", "ethics.emergency_total", start) == (
        "自 2026-09-25 22:10 起算，以小时计，自该时刻开始（民法典第二百零一条第二款）。",
        "连续计 72 小时，节假日照常计入，不顺延。",
        "2026-09-28 22:10（北京时间）起即为逾期。",
    )


@pytest.mark.law("ethics-2025-draft#25")
def test_interval_says_that_it_does_not_move(calendar: WorkCalendar) -> None:
    told = steps(calendar, "ethics-2025-draft", "ethics.tracking_listed", date(2026, 9, 28))
    assert told[1:3] == (
        "连续计 6 个月，取对应日，无对应日的取月末日（民法典第二百零二条），"
        "至 2027-03-28（周日）。",
        "最长间隔遇休息日不顺延。",
    )


@pytest.mark.law("algorithm-2021-draft#23.2")
def test_retention_says_from_when_deleting_is_allowed(calendar: WorkCalendar) -> None:
    told = steps(calendar, "algorithm-2021-draft", "algorithm.log_retention", date(2026, 3, 31))
    assert "2026-10-01 00:00（北京时间）起方可删除" in told[-1]


@pytest.mark.law("ethics-measures-2023#45")
def test_a_date_of_the_year_is_named(calendar: WorkCalendar) -> None:
    told = steps(calendar, "ethics-2025-draft", "sti.annual_report", date(2025, 12, 31))
    assert told[1] == "其后首个 3 月 31 日，至 2026-03-31（周二）。"


def test_days_of_another_year_carry_their_year(calendar: WorkCalendar) -> None:
    told = steps(calendar, "algorithm-2021-draft", "algorithm.change", date(2025, 12, 30))
    assert told[1:6] == (
        "12-31 第 1 个工作日。",
        "2026-01-01 至 2026-01-03 元旦放假，不计。",
        "2026-01-04 元旦调休上班，计为第 2 个工作日。",
        "2026-01-05 至 2026-01-07 第 3 至 5 个工作日。",
        "2026-01-07（周三）为第 5 个工作日，即最后一日。",
    )


def test_unannounced_days_are_told_as_stand_ins(calendar: WorkCalendar) -> None:
    told = steps(calendar, "algorithm-2021-draft", "algorithm.change", date(2026, 12, 30))
    assert told[1:5] == (
        "12-31 第 1 个工作日。",
        "2027-01-01 暂按平日计为第 2 个工作日。",
        "2027-01-02 至 2027-01-03 周末，不计。",
        "2027-01-04 至 2027-01-06 暂按平日计为第 3 至 5 个工作日。",
    )


def test_a_notice_without_names_is_told_without_names() -> None:
    days = {
        date(2027, 1, 1): DayEntry(date(2027, 1, 1), Arrangement.OFF),
        date(2027, 1, 3): DayEntry(date(2027, 1, 3), Arrangement.WORK),
    }
    told = steps(WorkCalendar(days), "algorithm-2021-draft", "algorithm.change", date(2026, 12, 31))
    assert told[1:4] == (
        "2027-01-01 放假，不计。",
        "2027-01-02 周末，不计。",
        "2027-01-03 调休上班，计为第 1 个工作日。",
    )


def test_a_count_through_the_last_days_of_december_says_who_may_still_move_them(
    calendar: WorkCalendar,
) -> None:
    sentence = (
        "2026 年末几天还可能由 2027 年放假安排调整，该安排尚未公布；本结果为暂算，公布后重新计算。"
    )
    decision, roll = "algorithm.decision", "ethics.decision"
    assert steps(calendar, "algorithm-2022", decision, date(2026, 11, 17))[-2] == sentence
    assert steps(calendar, "ethics-2025-draft", roll, date(2026, 12, 1))[-2] == sentence
    backwards = steps(
        calendar, "algorithm-2021-draft", "algorithm.deregistration", date(2027, 1, 1)
    )
    assert backwards[-2] == sentence
    assert sentence not in steps(calendar, "algorithm-2022", decision, date(2026, 11, 16))
    settled = steps(WorkCalendar(overlay()), "algorithm-2022", decision, date(2026, 11, 17))
    assert sentence not in settled


# ── the steps against a walk over the package, day by day ───────────────────────────────────

STEP = re.compile(
    r"(?P<first>[\d-]+)(?: 至 (?P<last>[\d-]+))? (?:.*?)"
    r"(?:第 (?P<low>\d+)(?: 至 (?P<high>\d+))? 个工作日|不计)。"
)


def told_days(told: tuple[str, ...], year: int) -> list[tuple[date, int | None]]:
    """Every day that the steps name, with its number in the count, None for a day left out."""
    found: list[tuple[date, int | None]] = []
    for step in told:
        if match := STEP.fullmatch(step):
            first, last = (
                date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")
                for text in (match["first"], match["last"] or match["first"])
            )
            span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            low = int(match["low"]) if match["low"] else None
            if low is not None:
                assert int(match["high"] or low) - low + 1 == len(span), step
            numbered = reversed(span) if "倒数" in step else span
            found += [(d, None if low is None else low + n) for n, d in enumerate(numbered)]
    return found


def walked(start: date, number: int, step: int) -> list[tuple[date, int | None]]:
    """The same by asking the package for one day after the other."""
    day, count, found = start, 0, []
    while count < number:
        day += timedelta(days=step)
        count += is_workday(day)
        found.append((day, count if is_workday(day) else None))
    return found


@settings(max_examples=150)
@given(
    st.dates(date(2006, 1, 1), date(2026, 9, 1)),
    st.integers(1, 45),
    st.sampled_from(Direction),
)
@example(date(2026, 9, 22), 30, Direction.AFTER)
@example(date(2019, 1, 3), 10, Direction.BEFORE)
def test_the_steps_count_exactly_the_days_that_a_walk_counts(
    start: date, number: int, direction: Direction
) -> None:
    row = rulebook("algorithm-2022").limit("algorithm.decision")
    answer = due(replace(row, amount=number, direction=direction), start, CALENDAR)
    step = 1 if direction is Direction.AFTER else -1
    expected = walked(start, number, step)
    assert dict(told_days(answer.steps, start.year)) == dict(expected)
    assert expected[-1] == (answer.last_day, number)


def test_days_counted_back_are_said_to_be_counted_back(calendar: WorkCalendar) -> None:
    launch = rulebook("algorithm-2022").limit("security_assessment.before_launch")
    assert due(launch, date(2026, 10, 15), calendar).steps == (
        "2026-10-15（周四）为上线或者功能增设之日，当日不计，自前一日起倒数（民法典第二百零一条）。",
        "向前倒数 1 个自然日，期间节假日计入，至 2026-10-14（周三）。",
        "2026-10-14 24:00 截止，即 2026-10-15 00:00（北京时间）起即为逾期（民法典第二百零三条第二款）。",
    )


def test_an_ordered_day_on_a_day_off_stays(calendar: WorkCalendar) -> None:
    ordered = rulebook("algorithm-2022").limit("security_assessment.reassessment")
    saturday = due(ordered, date(2026, 10, 12), calendar, amount=19)
    assert (saturday.last_day, saturday.provisional) == (date(2026, 10, 31), False)
