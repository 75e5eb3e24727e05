"""What must hold for every date: order, reversal, days off, agreement with two oracles."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.law.calendar import SHANGHAI, WorkCalendar
from portal.law.periods import due
from portal.law.rulebook import TimeLimit, rulebook
from portal.law.terms import Direction, Unit

CALENDAR = WorkCalendar()
ORACLE = holidays.country_holidays("CN", years=range(2017, 2028))
ONE_DAY = timedelta(days=1)

known_days = st.dates(date(2018, 1, 1), date(2026, 10, 1))
any_days = st.dates(date(2001, 1, 1), date(2098, 12, 31))
numbers = st.integers(1, 60)


def working_days(number: int, direction: Direction = Direction.AFTER) -> TimeLimit:
    row = rulebook("algorithm-2022").limit("algorithm.decision")
    return replace(row, amount=number, direction=direction)


def natural_days(number: int) -> TimeLimit:
    return replace(working_days(number), unit=Unit.NATURAL_DAY)


def last_day(limit: TimeLimit, start: date) -> date:
    reached = due(limit, start, CALENDAR).last_day
    assert reached is not None
    return reached


def walked(start: date, number: int, step: timedelta) -> date:
    day = start
    while number:
        day += step
        number -= chinese_calendar.is_workday(day)
    return day


@given(known_days, numbers)
def test_working_days_agree_with_holidays(start: date, number: int) -> None:
    assert last_day(working_days(number), start) == ORACLE.get_nth_working_day(start, number)


@given(known_days, numbers)
def test_working_days_agree_with_a_walk_over_the_package(start: date, number: int) -> None:
    backwards = working_days(number, Direction.BEFORE)
    assert last_day(working_days(number), start) == walked(start, number, ONE_DAY)
    assert last_day(backwards, start) == walked(start, number, -ONE_DAY)


@given(any_days, numbers)
def test_counting_never_ends_on_a_day_off(start: date, number: int) -> None:
    for limit in (working_days(number), natural_days(number)):
        assert CALENDAR.day(last_day(limit, start)).worked is True


@given(any_days, st.integers(0, 40), numbers)
def test_a_later_start_never_ends_earlier(start: date, later: int, number: int) -> None:
    for limit in (working_days(number), natural_days(number)):
        assert last_day(limit, start) <= last_day(limit, start + later * ONE_DAY)


@given(any_days, numbers)
def test_one_more_working_day_ends_later(start: date, number: int) -> None:
    assert last_day(working_days(number), start) < last_day(working_days(number + 1), start)


@given(any_days, numbers)
def test_before_undoes_after_from_a_working_day(start: date, number: int) -> None:
    worked = CALENDAR.first_worked_from(start)
    end = last_day(working_days(number), worked)
    assert last_day(working_days(number, Direction.BEFORE), end) == worked


@given(any_days, numbers)
def test_as_many_working_days_remain_as_were_given(start: date, number: int) -> None:
    end = last_day(working_days(number), start)
    assert CALENDAR.count(start, end) == number


@given(known_days, numbers, st.times())
def test_a_day_and_an_instant_of_it_end_at_the_same_midnight_of_the_walk(
    start: date, number: int, clock: time
) -> None:
    last = walked(start, number, ONE_DAY)
    midnight = datetime.combine(last + ONE_DAY, time(0), SHANGHAI)
    instant = datetime.combine(start, clock, SHANGHAI).astimezone(UTC)
    for begun in (start, instant):
        answer = due(working_days(number), begun, CALENDAR)
        assert (answer.last_day, answer.moment) == (last, midnight)


@given(known_days, numbers)
def test_a_last_day_off_rolls_to_the_day_that_a_walk_finds(start: date, number: int) -> None:
    day = start + number * ONE_DAY
    while not chinese_calendar.is_workday(day):
        day += ONE_DAY
    assert last_day(natural_days(number), start) == day


@given(any_days, numbers, st.sampled_from(Direction))
def test_an_answer_is_provisional_exactly_when_it_touches_an_unsettled_day(
    start: date, number: int, direction: Direction
) -> None:
    limit = working_days(number, direction)
    step = ONE_DAY if direction is Direction.AFTER else -ONE_DAY
    first, last = sorted((start + step, last_day(limit, start)))
    settled = date(2004, 1, 1) <= first and last <= date(2026, 12, 28)
    assert due(limit, start, CALENDAR).provisional is not settled


@settings(max_examples=50)
@given(any_days, numbers)
def test_every_answer_can_be_explained(start: date, number: int) -> None:
    for limit in (working_days(number), working_days(number, Direction.BEFORE)):
        answer = due(limit, start, CALENDAR)
        assert str(answer.last_day) in answer.steps[-1]
        assert ("暂算" in "".join(answer.steps)) is answer.provisional
