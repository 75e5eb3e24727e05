"""Keeps this machine's index in step with the register's change feed.

Every search first asks the feed whether something became visible that the index does not hold, and takes it in before
answering: an entry is found by the next search after its publication. What takes longer, a build or a long backlog,
goes on in a thread of its own, and the register answers meanwhile. Several processes share one directory
(filings.search.directory). The state is written after the index's commit: dying in between repeats the last changes,
which does no harm.
"""

import logging
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import tantivy
from django.db import connection, transaction

from filings.register import RegistryEntry
from filings.search import directory, feed, index
from filings.search.directory import State, Unavailable

__all__ = [
    "Unavailable",
    "catch_up",
    "condition",
    "distrust",
    "edition",
    "rebuild",
    "searcher",
]

logger = logging.getLogger(__name__)

#: With more changes than this outstanding a visitor is answered from PostgreSQL while the index catches up.
AT_ONCE = 2_000
_AFTER_FAILURE = 5.0
#: A build is worth waiting for those who write the old generation meanwhile.
_BUILDERS_PATIENCE = 60.0
_TOLD_EVERY = 10_000
_MOST_THREADS = 4

_opened: tuple[State, tantivy.Index] | None = None
_failed_at: float | None = None
_background: threading.Thread | None = None
_guard = threading.Lock()


@dataclass(frozen=True)
class Edition:
    """The index at one moment. What was found in an edition is found in it again: answers may be kept by its name."""

    name: str
    searcher: tantivy.Searcher


@dataclass(frozen=True)
class Condition:
    """Whether the index answers, in a sentence for the operator."""

    ok: bool
    detail: str


def edition() -> Edition:
    """The index with everything published up to now. Raises Unavailable, with the cause in the log."""
    global _failed_at
    if _failed_at is not None and time.monotonic() - _failed_at < _AFTER_FAILURE:
        raise Unavailable("检索索引刚刚失败过，稍后再试")
    try:
        state = _in_step()
        return Edition(f"{state.generation}.{state.revision}", _reader(state).searcher())
    except (OSError, ValueError) as error:
        _failed_at = time.monotonic()
        logger.exception("检索索引不可用，改由数据库回答")
        raise Unavailable(str(error)) from error


def searcher() -> tantivy.Searcher:
    """The searcher of the current edition. Raises Unavailable like it."""
    return edition().searcher


def rebuild(told: Callable[[int, int], None] | None = None) -> int:
    """Build the index anew from the register and put it in the old one's place; how many entries it holds.

    ``told`` is given the entries written and their number, again and again. The old index answers, and follows the
    feed, until the new one is whole. Raises Unavailable while another process builds.
    """
    with directory.locked("build"):
        return _build(told, threads=min(_MOST_THREADS, os.cpu_count() or 1))


def distrust() -> None:
    """Forget the index: it named an entry that the register does not have. The next search builds it anew."""
    directory.forget_state()


def catch_up() -> State:
    """Take in what is new, or build anew where there is no index that fits; the state after that.

    Raises Unavailable while another process does the same for long.
    """
    with directory.locked("write"):
        state, news = _outstanding()
        if state and not news.entry_ids:
            return state
        if state and len(news.entry_ids) <= _held(state) + AT_ONCE:
            _apply(state, news)
        else:
            state = None  # nothing that fits, or a new one is sooner made
    if state is None:
        with directory.locked("build"):
            found, still = _outstanding(AT_ONCE + 1)
            if found is None or len(still.entry_ids) > AT_ONCE:  # else another process was quicker
                _build()
    current = directory.read_state()
    if current is None:
        raise OSError("检索索引的状态文件写入后读不到")
    return current


def condition() -> Condition:
    """For those who ask whether this machine is ready. Sets a build going where there is no index yet."""
    try:
        build = directory.build_under_way()
        state, news = _outstanding(AT_ONCE + 1)
        behind = _too_many(state, news)
        held = _held(state) if state else None
    except (OSError, ValueError) as error:
        return Condition(False, f"检索索引不可用，由数据库回答，较慢：{error}")
    if behind and build is None:
        _catch_up_in_background()
    if build:
        meanwhile = "由数据库回答，较慢" if behind else "旧索引照常回答"
        share = f"已写入 {build.done} / {build.total} 条"
        return Condition(not behind, f"检索索引正在建立，{share}，其间{meanwhile}")
    if behind:
        return Condition(False, "检索索引正在后台追上登记册，其间由数据库回答，较慢")
    if held is None:
        return Condition(True, "检索索引将在第一次查询时建立")
    return Condition(True, f"检索索引有 {held} 条，与登记册同步")


def _in_step() -> State:
    state, news = _outstanding(AT_ONCE + 1)
    if state and not news.entry_ids:
        return state
    if not _too_many(state, news):
        return catch_up()
    _catch_up_in_background()
    raise Unavailable("检索索引正在后台追上登记册")


def _outstanding(limit: int | None = None) -> tuple[State | None, feed.News]:
    """The state of the index, None where none fits, and what it does not hold yet."""
    state = directory.read_state()
    if state is None:
        return None, feed.now()
    news = feed.since(state.cursor, limit=limit)
    return (state, news) if _fits(state, news) else (None, news)


def _too_many(state: State | None, news: feed.News) -> bool:
    """Whether taking in what is outstanding would keep a visitor waiting."""
    if state:
        return len(news.entry_ids) > AT_ONCE
    return RegistryEntry.objects.order_by()[: AT_ONCE + 1].count() > AT_ONCE


def _held(state: State) -> int:
    return int(_reader(state).searcher().num_docs)


def _apply(state: State, news: feed.News) -> None:
    """Take in the news, by portions that fit into memory and into a statement."""
    followed = index.open_at(directory.place_of(state.generation))
    index.write(followed, _by_portions(sorted(news.entry_ids)), replacing=news.entry_ids)
    directory.write_state(replace(state, revision=state.revision + 1, cursor=news.cursor))
    with suppress(Unavailable), directory.locked("build", patience=0):
        directory.remove_others(
            state.generation
        )  # what a killed build left; a living one holds the lock


def _by_portions(keys: list[int]) -> Iterator[RegistryEntry]:
    for start in range(0, len(keys), AT_ONCE):
        portion = keys[start : start + AT_ONCE]
        yield from RegistryEntry.objects.filter(pk__in=portion).only(*index.COLUMNS)


def _build(told: Callable[[int, int], None] | None = None, threads: int = 1) -> int:
    """Everything from the register, as the only builder. The cursor is read first, so nothing falls between.

    One thread leaves the other processors to the visitors.
    """
    news = feed.now()
    generation = uuid.uuid4().hex
    place = directory.place_of(generation)
    try:
        made = index.open_at(place, create=True)
        index.write(made, _everything(told), memory=index.ALL_BYTES, threads=threads)
        made.reload()
        count = int(made.searcher().num_docs)
        with directory.locked("write", patience=_BUILDERS_PATIENCE):
            directory.write_state(State(index.FORMAT, news.database, generation, 1, news.cursor))
            directory.remove_others(generation)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    logger.info("检索索引已重建：%s 条", count)
    return count


def _everything(told: Callable[[int, int], None] | None) -> Iterator[RegistryEntry]:
    """All entries in the order in which they are shown, telling how far it has come."""
    entries = RegistryEntry.objects.order_by("-published_on", "pk").only(*index.COLUMNS)
    total = entries.count()
    with transaction.atomic():  # else the server keeps a copy of the whole result
        for done, entry in enumerate(entries.iterator(chunk_size=2000)):
            if done % _TOLD_EVERY == 0:
                directory.write_progress(done, total)
                if told:
                    told(done, total)
            yield entry


def _catch_up_in_background() -> None:
    global _background
    with _guard:
        if _background is None or not _background.is_alive():
            _background = threading.Thread(target=_work, name="search-index", daemon=True)
            _background.start()


def _work() -> None:
    try:
        catch_up()
    except Unavailable:
        pass  # another process is at it
    except (OSError, ValueError):
        logger.exception("检索索引未能追上登记册")
    finally:
        connection.close()


def _fits(state: State, news: feed.News) -> bool:
    """Whether the index follows this database, in this format, and can be opened."""
    same = state.format == index.FORMAT and state.database == news.database
    if not same or state.cursor.horizon > news.cursor.horizon:
        return False
    try:
        _reader(state)
    except (OSError, ValueError):
        logger.warning("检索索引打不开，将重建", exc_info=True)
        return False
    return True


def _reader(state: State) -> tantivy.Index:
    """The index that ``state`` names, opened once per process and reloaded when the state moved."""
    global _opened
    with _guard:
        if _opened is None or _opened[0].generation != state.generation:
            _opened = state, index.open_at(directory.place_of(state.generation))
        elif _opened[0].revision != state.revision:
            _opened[1].reload()
            _opened = state, _opened[1]
        return _opened[1]
