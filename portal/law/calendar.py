"""The working calendar of China: which days are worked, and how many lie between two days.

Data: the chinesecalendar package, overlaid by imported notices; the overlay wins per date.
A table numbers every working day once, so counting thirty of them is one look-up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import accumulate, compress, groupby
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.law.completeness import measure
from portal.law.days import (
    Arrangement,
    Day,
    DayEntry,
    DayKind,
    Mark,
    announced,
    announced_years,
    mark_of,
    plain_mark,
)
from portal.law.errors import HorizonError, PeriodError

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "SHANGHAI",
    "Arrangement",
    "Day",
    "DayEntry",
    "DayKind",
    "HorizonError",
    "Run",
    "WorkCalendar",
    "end_of_day",
    "require_in_span",
    "shanghai_date",
    "start_of_day",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The span of the table. Outside it nothing is counted: no instrument here reaches further.
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)
_FIRST = FIRST_DAY.toordinal()
_LENGTH = LAST_DAY.toordinal() - _FIRST + 1
_NO_OVERLAY: Mapping[date, DayEntry] = MappingProxyType({})


class Run(NamedTuple):
    """Neighbouring days of the same mark, both ends included."""

    first: date
    last: date
    mark: Mark

    @property
    def length(self) -> int:
        """How many days the run has."""
        return (self.last - self.first).days + 1


class WorkCalendar:
    """Answers for one version of the calendar data. Immutable, so safe to share and keep.

    ``overlay`` holds the days of imported notices, ``version`` is the caller's number for that
    state of the data (it is only carried along).
    """

    def __init__(self, overlay: Mapping[date, DayEntry] = _NO_OVERLAY, version: int = 0) -> None:
        self.version = version
        self._overlay = overlay
        self._entries = {**announced(), **overlay}
        touched = {day.year for day in overlay}
        self.known_years = announced_years() | {y for y in touched if not self.missing(y)}
        self._marks = self._classify()
        worked = [mark.worked for mark in self._marks]
        # _counted[i]: how many days are worked from the first day of the table through day i.
        self._counted = list(accumulate(worked))
        self._worked = list(compress(range(_FIRST, _FIRST + _LENGTH), worked))
        # _doubts[i]: how many of the first i days of the table are not settled.
        self._doubts = list(accumulate(self._unsettled(), initial=0))

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is worked. Raises HorizonError when its year is not announced."""
        mark = self._marks[self._at(day)]
        if not mark.known:
            raise HorizonError(f"{day.year} 年的放假安排尚未公布，无法判断 {day} 是否为工作日")
        return mark.worked

    def day(self, day: date) -> Day:
        """``day`` explained; never raises HorizonError, see Day.known."""
        mark = self._marks[self._at(day)]
        entry = self._entries.get(day)
        source = entry.source if entry else ""
        return Day(day, mark.worked, mark.kind, mark.name, source, mark.known)

    @cached_property
    def horizon(self) -> date:
        """The last day up to which every year is announced."""
        year = min(self.known_years)
        while year + 1 in self.known_years:
            year += 1
        return date(year, 12, 31)

    def missing(self, year: int) -> tuple[str, ...]:
        """What is lacking for ``year`` to be known, by name; empty for a year that is known.

        A year that the package does not have is known through a whole arrangement only.
        """
        if year in announced_years():
            return ()
        return measure().missing(
            {
                day
                for day, entry in self._overlay.items()
                if day.year == year and entry.kind is Arrangement.OFF
            }
        )

    def settled(self, first: date, last: date) -> bool:
        """Whether no day from ``first`` through ``last`` can still become worked or off.

        A day is settled when its year is known; the last days of December, which the notice of
        the next year arranges, when that year is known too.
        """
        return self._doubts[self._at(first)] == self._doubts[self._at(last) + 1]

    def count(self, after: date, until: date) -> int:
        """Working days after ``after`` through ``until``; negative when ``until`` is earlier.

        In years that are not announced, plain weekdays are counted.
        """
        return self._counted[self._at(until)] - self._counted[self._at(after)]

    def working_day_after(self, day: date, number: int) -> tuple[date, datetime, bool]:
        """The ``number``-th working day after ``day``, which itself is not counted.

        With it the exclusive moment at which it ends, and whether all days passed are settled.
        ``number`` is at least 1. The fast path of every working-day limit: three look-ups.
        """
        at = day.toordinal() - _FIRST
        if at < 0:
            raise _outside(day)
        try:
            last, moment, doubts = self._ends[self._counted[at] + number - 1]
        except IndexError:
            raise _too_long() if day <= LAST_DAY else _outside(day) from None
        return last, moment, doubts == self._doubts[at + 1]

    def working_day_before(self, day: date, number: int) -> date:
        """The ``number``-th working day before ``day``, which itself is not counted."""
        return self._nth(bisect_left(self._worked, day.toordinal()) - number)

    def first_worked_from(self, day: date) -> date:
        """``day`` if it is worked, else the first working day after it."""
        return self._nth(bisect_left(self._worked, day.toordinal()))

    def runs(self, first: date, last: date) -> list[Run]:
        """The days from ``first`` through ``last``, grouped by what they are."""
        starts, runs = self._runs
        begin = bisect_right(starts, self._at(first)) - 1
        found = runs[begin : bisect_right(starts, self._at(last))]
        if found:
            found[0] = found[0]._replace(first=first)
            found[-1] = found[-1]._replace(last=last)
        return found

    @cached_property
    def _runs(self) -> tuple[list[int], list[Run]]:
        """Every run of the table and the places at which they start; made when first asked."""
        starts, runs, at = [], [], 0
        for mark, days in groupby(self._marks):
            end = at + len(list(days))
            starts.append(at)
            first, last = _FIRST + at, _FIRST + end - 1
            runs.append(Run(date.fromordinal(first), date.fromordinal(last), mark))
            at = end
        return starts, runs

    @cached_property
    def _ends(self) -> list[tuple[date, datetime, int]]:
        """Of every working day: the day, the moment at which it ends, the doubts through it."""
        midnights = _midnights()
        return [
            (date.fromordinal(day), midnights[after], self._doubts[after])
            for day, after in ((day, day - _FIRST + 1) for day in self._worked)
        ]

    def _unsettled(self) -> Iterator[bool]:
        """Of every day of the table, whether a notice to come may still change it."""
        for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
            length = _days_in(year)
            doubtful = measure().last_days_of(year) if year + 1 not in self.known_years else 0
            if year not in self.known_years:
                doubtful = length
            yield from (place >= length - doubtful for place in range(length))

    def _classify(self) -> list[Mark]:
        marks: list[Mark] = []
        weekday = FIRST_DAY.weekday()
        for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
            known = year in self.known_years
            week = [plain_mark(weekend=day > 4, known=known) for day in range(7)]
            length = _days_in(year)
            marks += [week[(weekday + offset) % 7] for offset in range(length)]
            weekday = (weekday + length) % 7
        for day, entry in self._entries.items():
            if FIRST_DAY <= day <= LAST_DAY:
                marks[day.toordinal() - _FIRST] = mark_of(entry)
        return marks

    def _at(self, day: date) -> int:
        at = day.toordinal() - _FIRST
        if 0 <= at < _LENGTH:
            return at
        raise _outside(day)

    def _nth(self, index: int) -> date:
        if 0 <= index < len(self._worked):
            return date.fromordinal(self._worked[index])
        raise _too_long()


def shanghai_date(moment: datetime) -> date:
    """The date in China at ``moment``, which must be aware. Raises PeriodError."""
    if moment.tzinfo is None:
        raise PeriodError("时刻缺少时区")
    try:
        return moment.astimezone(SHANGHAI).date()
    except OverflowError:
        raise PeriodError(f"时刻超出可计算的范围（{FIRST_DAY} 至 {LAST_DAY}）") from None


def require_in_span(day: date) -> date:
    """``day`` itself, or PeriodError when it lies outside FIRST_DAY to LAST_DAY."""
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise _outside(day)


def start_of_day(day: date) -> datetime:
    """00:00 Asia/Shanghai of ``day``, in UTC. Raises PeriodError outside the table."""
    return _midnights()[require_in_span(day).toordinal() - _FIRST]


def end_of_day(day: date) -> datetime:
    """24:00 Asia/Shanghai of ``day``, in UTC: the exclusive end (Civil Code 203).

    Raises PeriodError outside the table.
    """
    return _midnights()[require_in_span(day).toordinal() - _FIRST + 1]


@cache
def _midnights() -> list[datetime]:
    """00:00 Asia/Shanghai of every day of the table and the one after it, in UTC.

    China has kept one offset through the whole span, so equal steps in UTC are right.
    """
    first = datetime.combine(FIRST_DAY, time.min, SHANGHAI).astimezone(UTC)
    return [first + timedelta(days=day) for day in range(_LENGTH + 1)]


def _days_in(year: int) -> int:
    return date(year, 12, 31).toordinal() - date(year, 1, 1).toordinal() + 1


def _too_long() -> PeriodError:
    return PeriodError(f"期限超出可计算的范围（{FIRST_DAY} 至 {LAST_DAY}）")


def _outside(day: date) -> PeriodError:
    return PeriodError(f"日期 {day} 超出可计算的范围（{FIRST_DAY} 至 {LAST_DAY}）")
