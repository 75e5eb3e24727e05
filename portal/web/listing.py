"""What a list of the desk is, and cases in the order of their limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.deadlines.models import Deadline
from portal.deadlines.selectors import known_to

Rows = Callable[[User, datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Worklist:
    """One list: ``shape`` names the template of its rows (``web/_rows_<shape>.html``)."""

    slug: str
    title: str
    roles: frozenset[Role]
    rows: Rows
    shape: str
    empty: str

    def open_to(self, user: User) -> bool:
        """Whether one of the user's roles has this list."""
        return user.has_role(*self.roles)


def by_next_deadline(user: User, rows: QuerySet[Case], which: Q, *first: OrderBy) -> QuerySet[Case]:
    """Cases with their running deadlines that ``user`` may know of, ordered by the soonest of those that count.

    ``first`` orders before that.
    """
    running = Deadline.objects.filter(known_to(user), closed_at=None).order_by("moment", "pk")
    soonest = running.filter(which, case=OuterRef("pk")).values("moment")[:1]
    return (
        rows.annotate(next_moment=Subquery(soonest))
        .select_related("organization")
        .prefetch_related(Prefetch("deadlines", running, to_attr="running"))
        .order_by(*first, "next_moment", "-created_at", "-pk")
    )
