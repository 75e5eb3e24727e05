"""The moments before a limit ends at which people are reminded."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from portal.law.calendar import WorkCalendar, shanghai_date, start_of_day
from portal.law.periods import Due
from portal.law.terms import Direction, Term, Unit


class MilestoneName(Term):
    """What a reminder says."""

    HALFWAY = "halfway", "期限过半"
    THREE_LEFT = "three_left", "剩余三日"
    ONE_LEFT = "one_left", "最后一日"
    HALF = "half", "时限过半"
    SIX_HOURS_LEFT = "six_hours_left", "剩余六小时"
    ONE_HOUR_LEFT = "one_hour_left", "剩余一小时"
    DUE = "due", "期限届满"


class Milestone(NamedTuple):
    """A reminder and its instant (UTC)."""

    name: MilestoneName
    at: datetime


def milestones(limit_unit: Unit, opened_at: datetime, due: Due) -> list[Milestone]:
    """The milestones of ``due``, earliest first, for a limit opened at ``opened_at``.

    Day limits remind at 00:00 Asia/Shanghai of the day from which half, three or one of the
    counted days remain, the last day included; working days are counted as working days.
    What lies before ``opened_at`` is left out, except ``due``, which is always there.
    """
    last = due.last_day
    found = _hours(due) if last is None else _days(limit_unit, opened_at, due, last)
    early = [milestone for milestone in found if opened_at <= milestone.at < due.moment]
    early.sort(key=lambda milestone: milestone.at)
    return [*early, Milestone(MilestoneName.DUE, due.moment)]


def _hours(due: Due) -> Iterator[Milestone]:
    if due.amount is not None:
        yield Milestone(MilestoneName.HALF, due.moment - timedelta(hours=due.amount) / 2)
    yield Milestone(MilestoneName.SIX_HOURS_LEFT, due.moment - timedelta(hours=6))
    yield Milestone(MilestoneName.ONE_HOUR_LEFT, due.moment - timedelta(hours=1))


def _days(unit: Unit, opened_at: datetime, due: Due, last: date) -> Iterator[Milestone]:
    backwards = due.limit.direction is Direction.BEFORE
    first = shanghai_date(opened_at) if backwards else due.start_day
    counted = _counted(unit, due.calendar, first, last)
    for name, left in (
        (MilestoneName.HALFWAY, (counted + 1) // 2),
        (MilestoneName.THREE_LEFT, 3),
        (MilestoneName.ONE_LEFT, 1),
    ):
        if 0 < left <= counted:
            yield Milestone(name, start_of_day(_day_with(left, unit, due.calendar, last)))


def _counted(unit: Unit, calendar: WorkCalendar, first: date, last: date) -> int:
    if unit is Unit.WORKING_DAY:
        return calendar.count(first, last)
    return (last - first).days


def _day_with(left: int, unit: Unit, calendar: WorkCalendar, last: date) -> date:
    """The day from which ``left`` counted days remain, ``last`` included."""
    if unit is Unit.WORKING_DAY:
        return calendar.working_day_before(last + timedelta(days=1), left)
    return last - timedelta(days=left - 1)
