"""What a search is answered with, whoever answers."""

from dataclasses import dataclass

from filings.search.query import Search


@dataclass(frozen=True)
class Answer:
    """The total, the keys of one page's entries in order, and for each facet its counts by value."""

    count: int
    keys: list[int]
    facets: dict[str, dict[str, int]]


def total_of(search: Search, facets: dict[str, dict[str, int]]) -> int:
    """How many entries there are: each has exactly one type, so the counts by type add up to the total."""
    by_type = facets["algorithm_type"]
    chosen = search.filters.get("algorithm_type")
    return by_type.get(chosen, 0) if chosen else sum(by_type.values())
