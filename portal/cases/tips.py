"""Tips: what the portal finds out by itself and somebody has to judge. Each app tells of its own; nothing decides.

A source is asked for what nobody has taken note of yet: it gets the keys that are known and leaves them out inside the
database, so that a long history costs no more than one pass over it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast


@dataclass(frozen=True, kw_only=True)
class Tip:
    """One finding. ``source`` and ``key`` name it for good, however often it is looked at.

    ``origin`` is the case in which it was found, ``organization`` whom it is about, both by their keys; ``facts`` is
    a sentence with the article, ``found_at`` when the portal knew it.
    """

    source: str
    key: str
    origin: int
    organization: int
    facts: str
    found_at: datetime

    def __str__(self) -> str:
        """Its name: what was found may not be for everybody who reads a log."""
        return f"{self.source} {self.key}"


#: The rows that keep what is known of one source; they have a column ``key``.
Known = QuerySet[Any, Any]
Find = Callable[[Known], Iterable[Tip]]
Row = TypeVar("Row", bound=Model)
_SOURCES: dict[str, Find] = {}


def register_tips(source: str, find: Find) -> None:
    """Add a source. ``find`` answers its tips whose keys are not among the known, the oldest first.

    Raises ValueError for another source of the same name.
    """
    if _SOURCES.setdefault(source, find) != find:
        raise ValueError(f"线索来源重复登记：{source}")


def tips(known: Callable[[str], Known]) -> Iterator[Tip]:
    """The tips of all sources that are not known yet; ``known`` gives the rows that keep those of a source."""
    for source, find in _SOURCES.items():
        yield from find(known(source))


def not_known(rows: QuerySet[Row], field: str, known: Known) -> QuerySet[Row]:
    """Those of a source's rows whose ``field``, as text, is no known key: an anti-join, never one question a row."""
    keyed = rows.alias(tip_key=Cast(field, CharField()))
    found = keyed.filter(~Exists(known.filter(key=OuterRef("tip_key"))))
    return cast("QuerySet[Row]", found)
