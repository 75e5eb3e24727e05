"""Finding entries: the one way in for pages and API."""

import logging
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from filings.register import RegistryEntry
from filings.search import follower
from filings.search.answer import Answer
from filings.search.indexed import from_index
from filings.search.query import FACETS, PAGE_SIZE, Search, in_order, label
from filings.search.stored import from_register

logger = logging.getLogger(__name__)


class NoSuchPage(LookupError):
    """The results end before the page that was asked for."""


@dataclass(frozen=True)
class FacetValue:
    """One value of a filter, with how many entries it would leave."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Found:
    """One page of entries, the total, and the filters with their counts."""

    search: Search
    count: int
    entries: list[RegistryEntry]
    facets: dict[str, list[FacetValue]]

    @property
    def page(self) -> Page:
        """The page as Django's paginator shows it. It counts without asking the database."""
        return _Counted(self.entries, self.count).page(self.search.page)


def find(search: Search) -> Found:
    """Everything the register holds on ``search``, one page of it. Raises NoSuchPage beyond the last page.

    The index answers; PostgreSQL does, slower and with the same result, while the index is unavailable.
    """
    answer, entries = _nothing() if search.hopeless else _answered(search)
    if not entries and search.page > 1:
        raise NoSuchPage
    facets = {name: _facet(search, name, answer.facets.get(name, {})) for name in FACETS}
    return Found(search, answer.count, entries, facets)


def _answered(search: Search) -> tuple[Answer, list[RegistryEntry]]:
    try:
        answer = from_index(follower.searcher(), search)
        entries = _entries(answer)
        if len(entries) == len(answer.keys):
            return answer, entries
        logger.warning("索引含有登记册没有的条目，改由数据库回答，索引将重建")
        follower.distrust()
    except follower.Unavailable as cause:
        logger.info("改由数据库回答检索：%s", cause)
    except ValueError:
        logger.exception("检索索引损坏，改由数据库回答，索引将重建")
        follower.distrust()
    answer = from_register(search)
    return answer, _entries(answer)


def _entries(answer: Answer) -> list[RegistryEntry]:
    found = RegistryEntry.objects.in_bulk(answer.keys)
    return [found[key] for key in answer.keys if key in found]


def _nothing() -> tuple[Answer, list[RegistryEntry]]:
    return Answer(0, [], {}), []


def _facet(search: Search, name: str, counts: dict[str, int]) -> list[FacetValue]:
    chosen = search.filters.get(name)
    if chosen and chosen not in counts:
        counts = counts | {chosen: 0}
    return [
        FacetValue(value, label(name, value), count, value == chosen)
        for value, count in in_order(name, counts)
    ]


class _Counted(Paginator):
    """A paginator over one page that was fetched already and a total that is known."""

    def __init__(self, entries: list[RegistryEntry], count: int) -> None:
        super().__init__(entries, PAGE_SIZE)
        self._count = count

    @property
    def count(self) -> int:
        return self._count

    def page(self, number: int | str) -> Page:
        return Page(self.object_list, int(number), self)
