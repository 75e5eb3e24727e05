"""The working calendar against a second source, its overlay, and what it refuses."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from chinese_calendar import is_workday

from portal.law.calendar import (
    Arrangement,
    Day,
    DayEntry,
    DayKind,
    HorizonError,
    WorkCalendar,
    end_of_day,
    shanghai_date,
    start_of_day,
    working_days_between,
)
from portal.law.errors import PeriodError

ONE_DAY = timedelta(days=1)
SOURCE = "国务院办公厅年度节假日安排通知（chinesecalendar 1.11.0）"


def days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def off(day: date, name: str = "", year: int | None = None) -> dict[date, DayEntry]:
    return {day: DayEntry(day, Arrangement.OFF, name, "试验通知", year)}


def test_every_day_from_2018_through_2026_agrees_with_holidays(calendar: WorkCalendar) -> None:
    oracle = holidays.country_holidays("CN", years=range(2018, 2027))
    span = days(date(2018, 1, 1), date(2026, 12, 31))
    assert len(span) == 3287
    assert [d for d in span if calendar.is_workday(d) != oracle.is_working_day(d)] == []


def test_every_announced_day_agrees_with_the_package(calendar: WorkCalendar) -> None:
    span = days(date(2004, 1, 1), date(2026, 12, 31))
    assert [d for d in span if calendar.is_workday(d) != is_workday(d)] == []


@pytest.mark.parametrize(
    ("day", "kind", "name", "worked"),
    [
        (date(2026, 9, 18), DayKind.WORKDAY, "", True),
        (date(2026, 9, 19), DayKind.WEEKEND, "", False),
        (date(2026, 9, 20), DayKind.MAKEUP, "国庆节", True),
        (date(2026, 10, 3), DayKind.HOLIDAY, "国庆节", False),
        # Listed under the next year's notice.
        (date(2018, 12, 29), DayKind.MAKEUP, "元旦", True),
        (date(2018, 12, 31), DayKind.HOLIDAY, "元旦", False),
        (date(2022, 12, 31), DayKind.HOLIDAY, "元旦", False),
        # Spring Festival prolonged in January 2020; its made-up Saturday cancelled.
        (date(2020, 2, 1), DayKind.HOLIDAY, "春节", False),
        (date(2020, 2, 3), DayKind.WORKDAY, "", True),
        # Labour Day arranged anew in March 2019.
        (date(2019, 5, 3), DayKind.HOLIDAY, "劳动节", False),
        (date(2019, 5, 5), DayKind.MAKEUP, "劳动节", True),
    ],
)
def test_a_day_is_explained(
    calendar: WorkCalendar, day: date, kind: DayKind, name: str, worked: bool
) -> None:
    plain = kind in (DayKind.WORKDAY, DayKind.WEEKEND)
    source = "" if plain else SOURCE
    assert calendar.day(day) == Day(day, worked, kind, name, source, known=True)


def test_the_calendar_ends_with_the_last_announced_year(calendar: WorkCalendar) -> None:
    assert calendar.horizon == date(2026, 12, 31)
    with pytest.raises(HorizonError, match="2027 年的放假安排尚未公布"):
        calendar.is_workday(date(2027, 1, 4))
    with pytest.raises(HorizonError, match="2003"):
        calendar.is_workday(date(2003, 12, 31))


def test_an_unannounced_day_is_shown_as_unknown(calendar: WorkCalendar) -> None:
    monday = date(2027, 1, 4)
    assert calendar.day(monday) == Day(monday, True, DayKind.WORKDAY, "", "", known=False)


def test_a_notice_makes_its_year_known() -> None:
    calendar = WorkCalendar(off(date(2027, 2, 8), "春节"), version=7)
    assert (calendar.version, calendar.horizon) == (7, date(2027, 12, 31))
    assert calendar.is_workday(date(2027, 2, 8)) is False
    assert calendar.is_workday(date(2027, 2, 9)) is True
    assert calendar.day(date(2027, 2, 8)).source == "试验通知"


def test_a_neighbouring_december_day_does_not_make_its_year_known() -> None:
    calendar = WorkCalendar(off(date(2027, 12, 31), "元旦", year=2028))
    assert calendar.horizon == date(2026, 12, 31)
    assert calendar.is_workday(date(2027, 12, 31)) is False
    with pytest.raises(HorizonError):
        calendar.is_workday(date(2027, 12, 30))
    assert calendar.is_workday(date(2028, 1, 3)) is True


def test_the_overlay_wins_over_the_package_by_date() -> None:
    thursday = date(2026, 12, 31)
    sunday = date(2026, 9, 20)
    overlay = {**off(thursday, "元旦", year=2027), **off(sunday, "临时调整")}
    calendar = WorkCalendar(overlay)
    assert [calendar.is_workday(day) for day in (thursday, sunday)] == [False, False]
    assert calendar.count(date(2026, 12, 1), thursday) == 21


def test_a_worked_weekday_in_a_notice_is_an_ordinary_working_day() -> None:
    monday = date(2027, 2, 8)
    calendar = WorkCalendar({monday: DayEntry(monday, Arrangement.WORK, "春节")})
    assert calendar.day(monday).kind is DayKind.WORKDAY


def test_entries_outside_the_span_are_harmless() -> None:
    far = date(2150, 1, 1)
    assert WorkCalendar(off(far)).is_workday(date(2026, 12, 31)) is True


def test_two_calendars_do_not_share_their_overlay(calendar: WorkCalendar) -> None:
    WorkCalendar(off(date(2026, 11, 2)))
    assert calendar.is_workday(date(2026, 11, 2)) is True


def test_working_days_between_counts_the_last_and_not_the_first(calendar: WorkCalendar) -> None:
    monday, friday = date(2026, 9, 14), date(2026, 9, 18)
    assert working_days_between(calendar, monday, friday) == 4
    assert working_days_between(calendar, friday, monday) == -4
    assert working_days_between(calendar, friday, friday) == 0
    assert working_days_between(calendar, friday, date(2026, 9, 20)) == 1


def test_nearest_worked_days_around_national_day(calendar: WorkCalendar) -> None:
    holiday = date(2026, 10, 4)
    assert calendar.first_worked_from(holiday) == date(2026, 10, 8)
    assert calendar.last_worked_until(holiday) == date(2026, 9, 30)
    assert calendar.first_worked_from(date(2026, 10, 8)) == date(2026, 10, 8)
    assert calendar.last_worked_until(date(2026, 9, 30)) == date(2026, 9, 30)


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    day = date(2026, 9, 28)
    assert end_of_day(day) == datetime(2026, 9, 28, 16, tzinfo=UTC)
    assert start_of_day(day) == datetime(2026, 9, 27, 16, tzinfo=UTC)
    assert shanghai_date(end_of_day(day)) == date(2026, 9, 29)
    assert shanghai_date(end_of_day(day) - timedelta(microseconds=1)) == day


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2100, 1, 2), date.max])
def test_days_outside_the_span_are_refused(calendar: WorkCalendar, day: date) -> None:
    for ask in (calendar.is_workday, calendar.day, end_of_day, start_of_day):
        with pytest.raises(PeriodError, match="超出可计算的范围"):
            ask(day)


def test_the_span_itself_is_answered(calendar: WorkCalendar) -> None:
    assert calendar.day(date(2000, 1, 1)).kind is DayKind.WEEKEND
    assert calendar.day(date(2099, 12, 31)).kind is DayKind.WORKDAY
    assert end_of_day(date(2099, 12, 31)) == datetime(2099, 12, 31, 16, tzinfo=UTC)
