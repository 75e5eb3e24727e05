"""The questions of the public calculator: which limits can be counted, and a limit made up on the spot."""

from collections.abc import Iterator
from datetime import date, datetime

from portal.deadlines.calendar import work_calendar
from portal.law.errors import UnknownProfile, UnknownRow
from portal.law.periods import Due, due
from portal.law.rows import TimeLimit
from portal.law.rulebook import Rulebook, profiles, rulebook
from portal.law.terms import Direction, Force, Kind, OnMiss, Party, SetBy, Status, Unit

#: The calculator's span: days off are known from 2004 on, and the working calendar's table ends with 2099.
FIRST_START, LAST_START = date(2004, 1, 1), date(2099, 12, 31)
FREE_UNITS = (Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.MONTH, Unit.HOUR)


def books() -> Iterator[tuple[Rulebook, list[TimeLimit]]]:
    """Every file of the law with its own limits, each limit once, those that several profiles share after them."""
    shared: dict[str, list[TimeLimit]] = {}
    for name in profiles():
        book = rulebook(name)
        yield book, [limit for limit in book.limits if limit.profile == name]
        for limit in book.limits:
            known = shared.setdefault(limit.profile, [])
            if limit.profile != name and limit not in known:
                known.append(limit)
    for name, limits in shared.items():
        if limits:
            yield rulebook(name), limits


def limit_of(profile: str, code: str) -> TimeLimit | None:
    """The limit of that address, or None."""
    try:
        return rulebook(profile).limit(code)
    except (UnknownProfile, UnknownRow):
        return None


def free_limit(unit: Unit, direction: Direction) -> TimeLimit:
    """A limit that stands in no text: counted by the Civil Code alone, as a duty (a last day off moves on)."""
    return TimeLimit(
        code="自定期限",
        profile="",
        instrument="民法典",
        article="第二百零一条至第二百零四条",
        ref="201",
        summary="自定期限，按民法典关于期间的规定计算",
        status=Status.IN_FORCE,
        verified=True,
        note="",
        act="办理",
        party=Party.PROVIDER,
        trigger="起算日",
        amount=None,
        unit=unit,
        direction=direction,
        force=Force.SHALL,
        kind=Kind.DUTY,
        set_by=SetBy.NONE,
        year_date=None,
        missed="",
        on_miss=OnMiss.NONE,
        extendable=False,
    )


def count(limit: TimeLimit, start: date | datetime, amount: int | None = None) -> Due:
    """When ``limit`` ends by today's working calendar. Raises PeriodError."""
    return due(limit, start, work_calendar(), amount=amount)
