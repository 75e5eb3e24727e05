"""The schedule: the classes of material that do not last for ever, each under one row of the rulebook.

An app registers its classes when it is ready. When something may go is counted here alone, so that no class reckons
for itself: a class says which of its rows began their time before an instant, and how such a row is destroyed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from portal.accounts.roles import ORGANISATION_ROLES
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.calendar import end_of_day
from portal.law.periods import due
from portal.law.rows import TimeLimit
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind

#: The file that says how long. No profile includes it: it binds the portal, not a case.
BOOK = "retention-house-rules"


@dataclass(frozen=True)
class Order:
    """Under which destruction something goes, and when: what its remains say of it."""

    number: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One class of material.

    ``due(before)`` gives the rows whose time began before that instant and that are not destroyed yet;
    ``case`` is the lookup from a row to the key of its case, which a hold protects. ``destroy(rows, order)`` does it in
    the caller's transaction, the cases being locked, and answers row key → what was done in a few words; a row that
    it leaves out is tried again later. ``size`` and ``sha256`` are lookups to what a record says of a row.
    """

    code: str
    title: str
    limit: str
    due: Callable[[datetime], QuerySet[Any]]
    destroy: Callable[[Sequence[Any], Order], Mapping[int, str]]
    case: str = "case_id"
    size: str = ""
    sha256: str = ""

    @property
    def rule(self) -> TimeLimit:
        """The row that says how long."""
        return rulebook(BOOK).limit(self.limit)


_HOLDINGS: dict[str, Holding] = {}
_KEPT: dict[str, frozenset[str]] = {}


def register(holding: Holding) -> None:
    """Add a class. A second one under the same code is a programming error, so is a limit that is no row."""
    if holding.code in _HOLDINGS:
        raise ValueError(f"留存类别重复登记：{holding.code}")
    _HOLDINGS[holding.code] = holding
    holding.rule  # noqa: B018 -- raises UnknownLimit at start, not when somebody destroys


def holdings() -> tuple[Holding, ...]:
    """All classes, in the order of the apps."""
    return tuple(_HOLDINGS.values())


def holding_named(code: str) -> Holding | None:
    """The class of that code."""
    return _HOLDINGS.get(code)


def keep_papers(kind: str, *slots: str) -> None:
    """Never destroy the papers in these places of a kind: a decision that was brought in as a paper stays."""
    _KEPT[kind] = _KEPT.get(kind, frozenset()) | frozenset(slots)


def kept_slots() -> Mapping[str, frozenset[str]]:
    """kind → the places whose papers are kept for ever."""
    return _KEPT


def begun_by_companies(kind: CaseKind) -> bool:
    """Whether companies and units begin such cases: an authority's own draft is its file from the first day."""
    return bool(kind.creators & ORGANISATION_ROLES)


def last_beginning(rule: TimeLimit, now: datetime) -> date:
    """The last day in China on which a time that is over at ``now`` can have begun.

    A time is over when its corresponding day has ended (interpretation Q10). Several days may share one end (the last
    days of August and the end of February), so the answer is looked for and not counted back.
    """
    calendar, today = work_calendar(), china_date(now)
    reach = due(rule, today, calendar).moment - now
    day = (
        today - reach + timedelta(days=5)
    )  # no two spans of the same number of months differ by more
    while due(rule, day, calendar).moment > now:
        day -= timedelta(days=1)
    return day


def begun_before(cut_off: date) -> datetime:
    """The instant before which a time began that began on ``cut_off`` or earlier."""
    return end_of_day(cut_off)
