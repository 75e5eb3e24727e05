"""What a single day is: worked or not, why, and who announced it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

from chinese_calendar.constants import Holiday, holidays, workdays

from portal.law.terms import Term


class DayKind(Term):
    """How a day is classified."""

    WORKDAY = "workday", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "节假日"
    MAKEUP = "makeup", "调休上班"


class Arrangement(Term):
    """What a State Council notice can say about a date."""

    OFF = "off", "放假"
    WORK = "work", "上班"


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One date of a notice. ``notice_year`` is the year the notice arranges, which differs
    from the date's year for the days around New Year; None means the date's own year."""

    date: date
    kind: Arrangement
    name: str = ""
    source: str = ""
    notice_year: int | None = None

    @property
    def arranged_year(self) -> int:
        """The year whose notice announced this date."""
        return self.date.year if self.notice_year is None else self.notice_year


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """The classification of a day. Days alike share one mark, so marks compare by identity
    and runs of days group fast."""

    kind: DayKind
    worked: bool
    name: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """One day explained. ``known`` is false when its year is not announced: ``worked`` is then
    the plain weekday rule, good for a provisional answer only."""

    date: date
    worked: bool
    kind: DayKind
    name: str
    source: str
    known: bool


@cache
def plain_mark(weekend: bool, known: bool) -> Mark:
    """The mark of a day that no notice mentions."""
    return Mark(DayKind.WEEKEND if weekend else DayKind.WORKDAY, not weekend, known=known)


@cache
def _named_mark(kind: DayKind, name: str) -> Mark:
    return Mark(kind, kind is DayKind.MAKEUP, name)


def mark_of(entry: DayEntry) -> Mark:
    """The mark of a day that a notice mentions."""
    if entry.kind == Arrangement.OFF:
        return _named_mark(DayKind.HOLIDAY, entry.name)
    if entry.date.weekday() < 5:  # a notice may say that an ordinary weekday is worked
        return plain_mark(weekend=False, known=True)
    return _named_mark(DayKind.MAKEUP, entry.name)


@cache
def announced() -> Mapping[date, DayEntry]:
    """The days of all notices in the chinesecalendar package, by date.

    By date and not by file, because the notice of a year also arranges the last days of
    December before it.
    """
    source = f"国务院办公厅年度节假日安排通知（chinesecalendar {version('chinesecalendar')}）"
    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    entries = {
        day: DayEntry(day, kind, chinese.get(name, name), source)
        for kind, days in ((Arrangement.OFF, holidays), (Arrangement.WORK, workdays))
        for day, name in days.items()
    }
    return MappingProxyType(entries)


@cache
def announced_years() -> frozenset[int]:
    """The years that the package covers whole."""
    years = [day.year for day in holidays]
    return frozenset(range(min(years), max(years) + 1))
