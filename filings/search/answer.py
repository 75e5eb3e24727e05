"""What a search is answered with, whoever answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from filings.search.query import FACETS, Search

#: One value for every facet, in their order; an entry belongs to exactly one cell.
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The total, the keys of one page's entries in order, and for each facet its counts by value."""

    count: int
    keys: list[int]
    facets: dict[str, dict[str, int]]


def counted(search: Search, cells: Mapping[Cell, int]) -> tuple[int, dict[str, dict[str, int]]]:
    """The total and the facets of ``search`` from the counts of its words alone.

    A facet that is filtered by counts as if it were not, so that one can see the way out: a cell that one filter
    shuts out still counts for that filter's own facet, one that two shut out counts nowhere.
    """
    total = 0
    counts: list[dict[str, int]] = [{} for _ in FACETS]
    wanted = [
        (place, search.filters[name]) for place, name in enumerate(FACETS) if name in search.filters
    ]
    everywhere = range(len(counts))
    for cell, count in cells.items():
        shut_out = [place for place, value in wanted if cell[place] != value]
        if not shut_out:
            total += count
        elif len(shut_out) > 1:
            continue
        for place in shut_out or everywhere:
            counts[place][cell[place]] = counts[place].get(cell[place], 0) + count
    for by_value in counts:
        by_value.pop("", None)
    return total, dict(zip(FACETS, counts, strict=True))
