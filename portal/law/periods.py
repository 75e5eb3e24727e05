"""due(): a time limit and its start give the last day, the exclusive moment and the reasons.

Rules: the first day is not counted, hours run from the instant (Civil Code 201); months end on
the same day number or the month's last day (202); a last day off moves to the next working day
and ends at 24:00 (203). Late means ``acted_at >= moment``.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from portal.law.calendar import WorkCalendar, end_of_day, require_in_span, shanghai_date
from portal.law.errors import PeriodError
from portal.law.explanation import explain
from portal.law.rows import TimeLimit
from portal.law.terms import Direction, Unit

__all__ = ["Due", "PeriodError", "due", "due_on"]

# Looked up once: a member of an enumeration costs as much as the rest of a question.
_WORKING_DAY, _AFTER = Unit.WORKING_DAY, Direction.AFTER
_AMOUNT_CEILING = 10_000  # far above any order; keeps absurd numbers out of the arithmetic


class Due(NamedTuple):
    """When a limit ends.

    ``last_day`` is the last day on which the act is in time (None for hours); ``moment`` the
    first instant at which it is late, in UTC; ``provisional`` is true when the answer rests on
    a day that a notice to come may still change. ``nominal_day`` is the day before any rolling.
    A tuple, because one is made for every question and a frozen dataclass costs five times that.
    """

    last_day: date | None
    moment: datetime
    provisional: bool
    nominal_day: date | None
    amount: int | None
    limit: TimeLimit
    start: date | datetime
    calendar: WorkCalendar
    stated: bool = False

    @property
    def start_day(self) -> date:
        """The day of the trigger in China."""
        return _day_of(self.start)

    @property
    def steps(self) -> tuple[str, ...]:
        """How the date was computed, in short Chinese sentences; made only when asked for."""
        return explain(self)


class _Reached(NamedTuple):
    nominal: date
    last: date
    provisional: bool


def due(
    limit: TimeLimit,
    start: date | datetime,
    calendar: WorkCalendar,
    *,
    amount: int | None = None,
) -> Due:
    """When ``limit`` ends if its trigger happened at ``start``.

    ``amount`` replaces the row's own (an order, an extension), in the row's unit. An aware
    datetime counts as its date in China, except for hours. Years that are not announced give
    a provisional answer. Raises PeriodError when the row or the values allow no counting.
    """
    if limit.unit is _WORKING_DAY and limit.direction is _AFTER:
        number = _checked(limit, limit.amount if amount is None else amount)
        day = start if type(start) is date else _day_of(start)
        last, moment, settled = calendar.working_day_after(day, number)
        return Due(last, moment, not settled, last, number, limit, start, calendar)
    quantity = _quantity(limit, amount)
    if limit.unit is Unit.HOUR:
        return _due_by_hours(limit, start, calendar, quantity)
    reached = _COUNTERS[limit.unit](limit, _day_of(start), calendar, quantity)
    return Due(
        reached.last,
        end_of_day(reached.last),
        reached.provisional,
        reached.nominal,
        quantity or None,
        limit,
        start,
        calendar,
    )


def due_on(
    limit: TimeLimit, start: date | datetime, calendar: WorkCalendar, *, last_day: date
) -> Due:
    """A limit whose last day was stated in a decision (an extension, an order).

    The day is taken as stated and does not roll: whoever states a day has seen the calendar.
    """
    if last_day <= _day_of(start) and limit.direction is Direction.AFTER:
        raise PeriodError(f"届满日 {last_day} 应晚于起算日 {_day_of(start)}")
    moment = end_of_day(last_day)
    return Due(last_day, moment, False, last_day, None, limit, start, calendar, stated=True)


def _quantity(limit: TimeLimit, amount: int | None) -> int:
    """The number to count; 0 for limits that name a date of the year."""
    if limit.unit is Unit.PROMPTLY:
        raise PeriodError(f"{limit.code}：条文未定数量，不计算届满日（{limit.article}）")
    if limit.unit is Unit.YEAR_DATE:
        if amount is not None:
            raise PeriodError(f"{limit.code}：按固定日期计算，不接受数量")
        return 0
    return _checked(limit, limit.amount if amount is None else amount)


def _checked(limit: TimeLimit, number: int | None) -> int:
    """``number`` if it can be counted."""
    if number is not None and 0 < number <= _AMOUNT_CEILING:
        return number
    if number is None:
        raise PeriodError(f"{limit.code}：{limit.set_by.label}，计算时须给出数量")
    raise PeriodError(f"{limit.code}：数量须为正整数且不过大，而不是 {number}")


def _due_by_hours(
    limit: TimeLimit, start: date | datetime, calendar: WorkCalendar, hours: int
) -> Due:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise PeriodError(f"{limit.code}：按小时计算，起算须为带时区的时刻")
    _day_of(start)  # refuses instants outside the span that is counted
    moment = start.astimezone(UTC) + timedelta(hours=_signed(limit, hours))
    return Due(None, moment, False, None, hours, limit, start, calendar)


def _by_working_days_before(
    limit: TimeLimit, start: date, calendar: WorkCalendar, number: int
) -> _Reached:
    last = calendar.working_day_before(start, number)
    return _Reached(last, last, not calendar.settled(last, start - timedelta(days=1)))


def _by_natural_days(
    limit: TimeLimit, start: date, calendar: WorkCalendar, number: int
) -> _Reached:
    return _rolled(limit, start + timedelta(days=_signed(limit, number)), calendar)


def _by_months(limit: TimeLimit, start: date, calendar: WorkCalendar, number: int) -> _Reached:
    return _rolled(limit, _shift_months(start, _signed(limit, number)), calendar)


def _by_years(limit: TimeLimit, start: date, calendar: WorkCalendar, number: int) -> _Reached:
    return _by_months(limit, start, calendar, 12 * number)


def _by_year_date(limit: TimeLimit, start: date, calendar: WorkCalendar, _: int) -> _Reached:
    """The first such date after the trigger's day, which itself is not counted."""
    if limit.year_date is None:
        raise PeriodError(f"{limit.code}：没有写明每年的日期")
    month, day = limit.year_date
    year = start.year + (start >= date(start.year, month, day))
    return _rolled(limit, date(year, month, day), calendar)


_COUNTERS: dict[Unit, Callable[[TimeLimit, date, WorkCalendar, int], _Reached]] = {
    Unit.WORKING_DAY: _by_working_days_before,
    Unit.NATURAL_DAY: _by_natural_days,
    Unit.MONTH: _by_months,
    Unit.YEAR: _by_years,
    Unit.YEAR_DATE: _by_year_date,
}


def _rolled(limit: TimeLimit, nominal: date, calendar: WorkCalendar) -> _Reached:
    if not limit.rolls:
        return _Reached(nominal, nominal, False)
    last = calendar.first_worked_from(nominal)
    return _Reached(nominal, last, not calendar.settled(nominal, last))


def _shift_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise PeriodError(f"期限超出可计算的范围：{day} 起 {months} 个月")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _signed(limit: TimeLimit, number: int) -> int:
    return -number if limit.direction is Direction.BEFORE else number


def _day_of(start: date | datetime) -> date:
    day = shanghai_date(start) if isinstance(start, datetime) else start
    return require_in_span(day)
