"""The working calendar against a second source, its overlay, and what it refuses."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from chinese_calendar import is_workday
from chinese_calendar.constants import holidays as package_holidays

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
)
from portal.law.completeness import measure
from portal.law.errors import PeriodError
from tests.law.synthetic import OFF_2027, overlay

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


# ── when a year is known ────────────────────────────────────────────────────────────────────

WHOLE = overlay()
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
# Where the days of each festival lie in real years, read off the notices by hand.
WHERE = {
    "元旦": ("01-01", "01-03"),
    "春节": ("01-15", "02-28"),
    "清明节": ("04-01", "04-09"),
    "劳动节": ("04-28", "05-09"),
    "端午节": ("05-20", "06-30"),
    "国庆节": ("10-01", "10-07"),
}


def real_days_off(year: int) -> set[date]:
    return {day for day in package_holidays if day.year == year}


def without(days: set[date], name: str) -> set[date]:
    if name == "中秋节":  # beside or inside the week of National Day
        return {d for d in days if d.month != 9 and d != date(d.year, 10, 8)}
    first, last = WHERE[name]
    return {d for d in days if not first <= d.isoformat()[5:] <= last}


def test_a_whole_arrangement_makes_its_year_known() -> None:
    calendar = WorkCalendar(WHOLE, version=7)
    assert (calendar.version, calendar.horizon) == (7, date(2027, 12, 31))
    assert calendar.missing(2027) == ()
    assert [calendar.is_workday(date(2027, 2, day)) for day in (4, 5, 11, 12)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert calendar.day(date(2027, 2, 8)).source == "试验通知"


def test_one_row_holds_for_its_date_and_announces_no_year() -> None:
    calendar = WorkCalendar(off(date(2027, 2, 6), "春节"))
    assert calendar.horizon == date(2026, 12, 31)
    assert calendar.missing(2027) == FESTIVALS
    assert calendar.is_workday(date(2027, 2, 6)) is False
    with pytest.raises(HorizonError, match="2027 年的放假安排尚未公布"):
        calendar.is_workday(date(2027, 10, 1))


@pytest.mark.parametrize("name", FESTIVALS)
def test_an_arrangement_without_one_festival_announces_no_year(name: str) -> None:
    calendar = WorkCalendar(overlay(d for d, festival in OFF_2027.items() if festival != name))
    assert calendar.missing(2027) == (name,)
    assert calendar.horizon == date(2026, 12, 31)


def test_a_made_up_day_is_no_day_off() -> None:
    worked = {day: DayEntry(day, Arrangement.WORK, "", "", 2027) for day in OFF_2027}
    assert WorkCalendar(worked).missing(2027) == FESTIVALS


def test_two_days_of_spring_festival_are_not_the_festival() -> None:
    cut = {d for d, name in OFF_2027.items() if name != "春节"}
    scattered = {date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 8), date(2027, 2, 9)}
    assert WorkCalendar(overlay(cut | scattered)).missing(2027) == ("春节",)
    assert WorkCalendar(overlay(cut | scattered | {date(2027, 2, 7)})).missing(2027) == ()


def test_fewer_days_off_than_the_law_gives_are_not_the_whole_year() -> None:
    least = {
        date(2027, month, day)
        for month, days in {1: [1], 2: [5, 6, 7], 4: [5], 5: [1], 6: [9], 9: [15], 10: [1, 2, 3]}.items()
        for day in days
    }  # fmt: skip
    assert WorkCalendar(overlay(least)).missing(2027) == ("放假共 11 天，不足 13 天",)
    twelve = least | {date(2027, 2, 8)}
    assert WorkCalendar(overlay(twelve)).missing(2027) == ("放假共 12 天，不足 13 天",)
    assert WorkCalendar(overlay(twelve | {date(2027, 5, 2)})).missing(2027) == ()


@pytest.mark.parametrize("year", range(2008, 2027))
def test_every_real_arrangement_is_whole_and_none_is_without_one_of_its_festivals(
    year: int,
) -> None:
    real = real_days_off(year)
    assert measure().missing(real) == ()
    for name in FESTIVALS:
        assert measure().missing(without(real, name)) == (name,)


def test_years_of_the_package_lack_nothing(calendar: WorkCalendar) -> None:
    assert [year for year in range(2004, 2027) if calendar.missing(year)] == []
    assert calendar.missing(2027) == FESTIVALS


def test_a_neighbouring_december_day_makes_neither_year_known() -> None:
    calendar = WorkCalendar(off(date(2027, 12, 31), "元旦", year=2028))
    assert calendar.horizon == date(2026, 12, 31)
    assert calendar.is_workday(date(2027, 12, 31)) is False
    for unknown in (date(2027, 12, 30), date(2028, 1, 3)):
        with pytest.raises(HorizonError):
            calendar.is_workday(unknown)


def test_the_last_days_of_december_are_settled_by_the_next_year(calendar: WorkCalendar) -> None:
    autumn = date(2026, 9, 1)
    ends = [date(2026, 12, day) for day in (28, 29, 31)]
    assert [calendar.settled(autumn, end) for end in ends] == [True, False, False]
    assert [WorkCalendar(WHOLE).settled(autumn, end) for end in ends] == [True, True, True]
    assert calendar.settled(date(2004, 1, 1), date(2026, 12, 28)) is True
    assert calendar.settled(date(2003, 12, 31), date(2004, 1, 5)) is False


def test_no_december_day_before_the_29th_was_ever_moved_by_the_next_years_notice() -> None:
    moved = [
        day
        for day in days(date(2004, 12, 1), date(2025, 12, 31))
        if day.month == 12 and is_workday(day) != (day.weekday() < 5)
    ]
    assert {day.year for day in moved} == {2006, 2007, 2011, 2018}
    assert min(day.day for day in moved) == 29


def test_the_overlay_wins_over_the_package_by_date() -> None:
    thursday = date(2026, 12, 31)
    sunday = date(2026, 9, 20)
    calendar = WorkCalendar({**off(thursday, "元旦", year=2027), **off(sunday, "临时调整")})
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


def test_the_count_holds_the_last_day_and_not_the_first(calendar: WorkCalendar) -> None:
    monday, friday = date(2026, 9, 14), date(2026, 9, 18)
    assert calendar.count(monday, friday) == 4
    assert calendar.count(friday, monday) == -4
    assert calendar.count(friday, friday) == 0
    assert calendar.count(friday, date(2026, 9, 20)) == 1


def test_the_first_worked_day_after_national_day(calendar: WorkCalendar) -> None:
    holiday = date(2026, 10, 4)
    assert calendar.first_worked_from(holiday) == date(2026, 10, 8)
    assert calendar.first_worked_from(date(2026, 10, 8)) == date(2026, 10, 8)


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
