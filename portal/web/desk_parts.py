"""What a desk is made of: its parts by role, and groups of rows under their headings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Window

from portal.web.figures import Figure


@dataclass(frozen=True)
class Group:
    """Rows under a heading; ``total`` may be more than are shown, ``slug`` leads to all of them."""

    title: str
    rows: Sequence[Any]
    total: int
    slug: str
    shape: str
    empty: str = ""


@dataclass(frozen=True)
class Desk:
    """One role's part of the page. ``template`` adds what only this role has.

    ``idle`` are the figures of lists in which nothing waits; they are folded together.
    """

    title: str
    figures: Sequence[Figure] = ()
    idle: Sequence[Figure] = ()
    groups: Sequence[Group] = ()
    template: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def with_total(rows: QuerySet[Any], shown: int) -> tuple[list[Any], int]:
    """The first rows and how many there are in all, in one query."""
    found = list(rows.annotate(total=Window(Count("pk")))[:shown])
    return found, found[0].total if found else 0
