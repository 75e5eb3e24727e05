"""What a figure is: one query, and the words by which its rows are told apart.

The number of a bar or of a stretch of it and the list behind it come from the same query, narrowed by the same key.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.http import urlencode

from portal.web.dashboard.scope import Scope


class Drawn(Enum):
    """How a figure is drawn: bars as long as their numbers, bars of one length parted by shares, a column a month."""

    BARS = "bars"
    SHARES = "shares"
    MONTHS = "months"


@dataclass(frozen=True)
class Dimension:
    """One way to tell rows apart. ``key`` gives each row a text; "" is a key like any other."""

    title: str
    key: Callable[[Scope], Combinable]
    #: What a key is called; empty for one it does not know.
    label: Callable[[str], str]
    #: The column that names a key for which ``label`` has no word.
    words: str = ""
    #: All keys in their order, where there are no others.
    keys: tuple[str, ...] = ()
    #: How the stretch of a key is painted; the place in ``keys`` where nothing is said.
    tones: Mapping[str, str] | None = None
    #: Rows that hold a key, where a row may hold several; otherwise the key's own rows.
    holding: Callable[[str], Q] | None = None

    def narrowed(self, rows: QuerySet[Any], name: str, key: str, scope: Scope) -> QuerySet[Any]:
        """Those of ``rows`` that are counted under ``key``; ``name`` is what the key is called in the statement."""
        if self.holding:
            return rows.filter(self.holding(key))
        told: QuerySet[Any] = rows.alias(**{name: self.key(scope)}).filter(**{name: key})
        return told

    def tone(self, key: str) -> str:
        """The class of a stretch: a meaning, or its place in the order."""
        if self.tones:
            return self.tones[key]
        return str(self.keys.index(key) + 1)


@dataclass(frozen=True)
class Figure:
    """One picture: its rows, by what it is parted, how it is drawn, and which template shows its rows."""

    slug: str
    title: str
    rows: Callable[[Scope], QuerySet[Any]]
    by: Dimension
    parts: Dimension | None
    shape: str
    empty: str
    drawn: Drawn = Drawn.BARS
    note: str = ""
    #: Whether it shows how things stand now, whatever period was chosen.
    standing: bool = False

    def listed(self, scope: Scope, by: str | None = None, part: str | None = None) -> QuerySet[Any]:
        """The rows behind a number: of the whole figure, of one bar, of one part, of one part of a bar."""
        rows = self.rows(scope)
        if by is not None:
            rows = self.by.narrowed(rows, "told_by", by, scope)
        if part is not None and self.parts:
            rows = self.parts.narrowed(rows, "told_part", part, scope)
        return rows

    def counted(self, scope: Scope) -> Iterator[tuple[str, str, str, int]]:
        """Key of the bar, key of the part, the bar's words, number of rows: one query."""
        keys = {"told_by": self.by.key(scope)}
        if self.parts:
            keys["told_part"] = self.parts.key(scope)
        rows = self.rows(scope).order_by().annotate(**keys).values(*keys)
        told = {"n": Count("pk"), **({"words": Max(self.by.words)} if self.by.words else {})}
        for row in rows.annotate(**told):
            yield row["told_by"], row.get("told_part", ""), row.get("words") or "", row["n"]

    def url(self, scope: Scope, by: str | None = None, part: str | None = None) -> str:
        """Where those rows are."""
        named = {"by": by, "part": part}
        query = {**scope.chosen, **{name: key for name, key in named.items() if key is not None}}
        address = reverse("web:dashboard_list", args=[self.slug])
        return f"{address}?{urlencode(query)}" if query else address
