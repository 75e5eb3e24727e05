"""Finding entries: the one way in for pages and API."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from filings.register import RegistryEntry
from filings.search import follower
from filings.search.answer import Answer
from filings.search.indexed import from_index
from filings.search.query import FACETS, PAGE_SIZE, Search, in_order, label
from filings.search.shelf import Shelf
from filings.search.stored import from_register

logger = logging.getLogger(__name__)

#: The register reads all entries for an answer. One at a time in a process, so that other pages keep their threads.
_register = threading.BoundedSemaphore(1)
_PATIENCE = 3.0
#: Answers by edition and question.
_answers: Shelf[Answer] = Shelf(500)


class Busy(Exception):
    """There is no index at present, and the register answers others. ``RETRY_AFTER`` seconds later it may be free."""

    RETRY_AFTER = 10


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

    The index answers; PostgreSQL does, slower and with the same result, while the index is unavailable. Raises Busy
    where then too many ask at once.
    """
    answer, entries = _nothing() if search.hopeless else _answered(search)
    if not entries and search.page > 1:
        raise NoSuchPage
    facets = {name: _facet(search, name, answer.facets.get(name, {})) for name in FACETS}
    return Found(search, answer.count, entries, facets)


def _answered(search: Search) -> tuple[Answer, list[RegistryEntry]]:
    try:
        answer = _remembered(follower.edition(), search)
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
    with _turn():
        answer = from_register(search)
    return answer, _entries(answer)


def _remembered(edition: follower.Edition, search: Search) -> Answer:
    """The edition's answer, kept: most visitors ask what others asked, and everybody begins with the whole list."""
    key = (edition.name, search.key)
    answer = _answers.get(key)
    if answer is None:
        answer = from_index(edition.searcher, search)
        _answers.put(key, answer)
    return answer


@contextmanager
def _turn() -> Iterator[None]:
    if not _register.acquire(timeout=_PATIENCE):
        raise Busy("检索索引正在建立，同时查询的人较多，请稍后再试")
    try:
        yield
    finally:
        _register.release()


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
