"""The count as a calendar sheet: which days count, which do not and why, where it starts and ends."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.law.calendar import FIRST_DAY, LAST_DAY, WorkCalendar, shanghai_date
from portal.law.days import DayKind
from portal.law.periods import Due
from portal.law.terms import Direction, Unit

_ONE_DAY = timedelta(days=1)
#: A longer span shows only the months of its two ends.
_MOST_MONTHS = 4


@dataclass(frozen=True)
class Cell:
    """One day: its number in the count if it counts, and a word for what it is."""

    day: date
    number: int | None
    word: str
    kind: str
    start: bool
    last: bool

    @property
    def classes(self) -> str:
        """For the style sheet; every class is also said in words."""
        named = [f"day--{self.kind}", "day--counted" if self.number else ""]
        named += ["day--start" if self.start else "", "day--last" if self.last else ""]
        return " ".join(name for name in named if name)


@dataclass(frozen=True)
class Month:
    """One sheet. ``weeks`` start on Monday; None stands for a day of a neighbouring month."""

    year: int
    month: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True)
class Picture:
    """The sheets in order; ``left_out`` months lie between the first and the last of a long span."""

    months: list[Month]
    left_out: int


def picture(answer: Due) -> Picture | None:
    """The sheets from the start to the last day, whichever comes first; None where the span leaves the calendar."""
    last = answer.last_day
    if last is None:
        last = shanghai_date(answer.moment)
    first, end = sorted((answer.start_day, last))
    if first < FIRST_DAY or end > LAST_DAY:
        return None
    months = list(_months(first, end))
    left_out = len(months) - 2 if len(months) > _MOST_MONTHS else 0
    shown = [months[0], months[-1]] if left_out else months
    return Picture([_sheet(year, month, answer, last) for year, month in shown], left_out)


def _months(first: date, end: date) -> Iterator[tuple[int, int]]:
    place = first.replace(day=1)
    while place <= end:
        yield place.year, place.month
        place = (place + timedelta(days=32)).replace(day=1)


def _sheet(year: int, month: int, answer: Due, last: date) -> Month:
    weeks = Calendar().monthdatescalendar(year, month)
    return Month(
        year,
        month,
        [
            [_cell(day, answer, last) if day.month == month else None for day in week]
            for week in weeks
        ],
    )


def _cell(day: date, answer: Due, last: date) -> Cell:
    told = answer.calendar.day(day)
    kind = told.kind.value
    word = {
        DayKind.HOLIDAY: told.name,
        DayKind.MAKEUP: "上班",
        DayKind.WEEKEND: "休",
        DayKind.WORKDAY: "",
    }[told.kind]
    number = _number(day, answer, last, answer.calendar)
    return Cell(day, number, word, kind, day == answer.start_day, day == last)


def _number(day: date, answer: Due, last: date, calendar: WorkCalendar) -> int | None:
    """The day's place in the count; months, years and hours are not counted by days."""
    start, backwards = answer.start_day, answer.limit.direction is Direction.BEFORE
    if not (last <= day < start if backwards else start < day <= last):
        return None
    if answer.limit.unit is Unit.WORKING_DAY:
        if not calendar.day(day).worked:
            return None
        return (
            calendar.count(day - _ONE_DAY, start - _ONE_DAY)
            if backwards
            else calendar.count(start, day)
        )
    if answer.limit.unit is Unit.NATURAL_DAY:
        number = abs((day - start).days)
        return number if answer.amount is None or number <= answer.amount else None
    return None
