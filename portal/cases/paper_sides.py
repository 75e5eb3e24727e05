"""Whose a paper is while the case is worked on: a side reads its own at once, the other's once they are handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from portal.accounts.roles import Role


@dataclass(frozen=True)
class PaperSide:
    """One side's papers in a case.

    ``own`` read what is there now, and alone may put in and take out; all others read what was last handed over, at
    ``handed_over_at`` (None: nothing yet). ``first_at`` is the first time: what was set aside before it nobody else
    reads. ``slots`` names the side's places; None means every place that no side before it names.
    """

    own: frozenset[Role]
    handed_over_at: datetime | None
    first_at: datetime | None
    slots: frozenset[str] | None = None

    def rows(self, roles: frozenset[Role]) -> Q:
        """The papers of this side, wherever they lie, that people in ``roles`` may see."""
        if roles & self.own:
            return Q(removed_at=None)
        at = self.handed_over_at
        if at is None:
            return Q(pk__in=[])
        return (Q(removed_at=None) | Q(removed_at__gt=at)) & Q(uploaded_at__lte=at)

    def shows(self, uploaded_at: datetime, removed_at: datetime | None) -> bool:
        """Whether others than its own may open a paper that was in the case between these moments."""
        at, first = self.handed_over_at, self.first_at
        set_aside = removed_at is not None and (first is None or removed_at < first)
        return at is not None and uploaded_at <= at and not set_aside


def side_of(slot: str, sides: Iterable[PaperSide]) -> PaperSide | None:
    """The side that a place belongs to; None for a place of nobody."""
    return next((side for side in sides if side.slots is None or slot in side.slots), None)


def rows_for(roles: frozenset[Role], sides: Iterable[PaperSide]) -> Q:
    """The papers of all sides that people in ``roles`` may see."""
    found, named = Q(pk__in=[]), frozenset[str]()
    for side in sides:
        here = ~Q(slot__in=named) if side.slots is None else Q(slot__in=side.slots - named)
        found |= here & side.rows(roles)
        named |= side.slots or frozenset()
    return found
