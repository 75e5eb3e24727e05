"""Keeps this machine's index in step with the register's change feed.

Every search first asks the feed whether something became visible that the index does not hold, and takes it in before
answering: an entry is found by the next search after its publication. Several web processes share one directory:

    SEARCH_INDEX_DIR/state.json     which generation is current, and how far into the feed it reaches
    SEARCH_INDEX_DIR/<generation>/  a tantivy index; a rebuild makes a new one and moves state.json over to it
    SEARCH_INDEX_DIR/lock           held by the one process that writes

The state is written after the index's commit. Dying in between repeats the last changes, which does no harm.
"""

import fcntl
import json
import logging
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import connection

from filings.register import RegistryEntry
from filings.search import feed, index

logger = logging.getLogger(__name__)

#: With more changes than this outstanding a visitor is answered from PostgreSQL while the index catches up.
AT_ONCE = 10_000
_LOCK_PATIENCE = 0.5
_AFTER_FAILURE = 5.0


class Unavailable(Exception):
    """The index cannot answer at present; the register can."""


@dataclass(frozen=True)
class State:
    """What state.json says. ``revision`` counts the commits of a generation: a reader of another one reloads."""

    format: int
    database: str
    generation: str
    revision: int
    cursor: feed.Cursor


_opened: tuple[State, tantivy.Index] | None = None
_failed_at: float | None = None
_background: threading.Thread | None = None
_guard = threading.Lock()


def searcher() -> tantivy.Searcher:
    """A searcher over everything published up to now. Raises Unavailable, with the cause in the log."""
    global _failed_at
    if _failed_at is not None and time.monotonic() - _failed_at < _AFTER_FAILURE:
        raise Unavailable("检索索引刚刚失败过，稍后再试")
    try:
        return _reader(_in_step()).searcher()
    except (OSError, ValueError) as error:
        _failed_at = time.monotonic()
        logger.exception("检索索引不可用，改由数据库回答")
        raise Unavailable(str(error)) from error


def rebuild() -> int:
    """Build the index anew from the register and put it in the old one's place; how many entries it holds.

    Raises Unavailable while another process writes.
    """
    with _locked():
        news = feed.since(feed.Cursor())
        return _rebuild(news)


def distrust() -> None:
    """Forget the index: it named an entry that the register does not have. The next search builds it anew."""
    _state_path().unlink(missing_ok=True)


def _in_step() -> State:
    state = _read_state()
    news = feed.since(state.cursor if state else feed.Cursor())
    if state and _fits(state, news):
        if not news.entry_ids:
            return state
        if len(news.entry_ids) <= AT_ONCE:
            return catch_up()
    elif len(news.entry_ids) <= AT_ONCE:
        return catch_up()
    _catch_up_in_background()
    raise Unavailable(f"索引落后 {len(news.entry_ids)} 条，正在后台追上")


def catch_up() -> State:
    """Take in what is new, or build anew, as the only writer; looks again first, since another may have done it."""
    with _locked():
        state = _read_state()
        news = feed.since(state.cursor if state else feed.Cursor())
        if not (state and _fits(state, news)):
            _rebuild(news if state is None else feed.since(feed.Cursor()))
        elif news.entry_ids:
            _apply(state, news)
        current = _read_state()
    if current is None:
        raise OSError("检索索引的状态文件写入后读不到")
    return current


def _apply(state: State, news: feed.News) -> None:
    entries = RegistryEntry.objects.filter(pk__in=news.entry_ids)
    index.write(index.open_at(_root() / state.generation), entries, replacing=news.entry_ids)
    _write_state(replace(state, revision=state.revision + 1, cursor=news.cursor))


def _rebuild(news: feed.News) -> int:
    """Everything from the register. ``news`` was read before the entries, so nothing falls between."""
    generation = uuid.uuid4().hex
    made = index.open_at(_root() / generation, create=True)
    index.write(made, RegistryEntry.objects.order_by("pk").iterator(chunk_size=2000))
    made.reload()
    count = int(made.searcher().num_docs)
    _write_state(State(index.FORMAT, news.database, generation, 1, news.cursor))
    for old in _root().iterdir():
        if old.is_dir() and old.name != generation:
            shutil.rmtree(old, ignore_errors=True)  # a process that has it open keeps its files
    logger.info("检索索引已重建：%s 条", count)
    return count


def _catch_up_in_background() -> None:
    global _background
    with _guard:
        if _background is None or not _background.is_alive():
            _background = threading.Thread(target=_work, name="search-index", daemon=True)
            _background.start()


def _work() -> None:
    try:
        catch_up()
    except (Unavailable, OSError, ValueError):
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
            _opened = state, index.open_at(_root() / state.generation)
        elif _opened[0].revision != state.revision:
            _opened[1].reload()
            _opened = state, _opened[1]
        return _opened[1]


def _root() -> Path:
    return Path(settings.SEARCH_INDEX_DIR)


def _state_path() -> Path:
    return _root() / "state.json"


def _read_state() -> State | None:
    """The state, or None where there is none, it is damaged, or its index is gone."""
    try:
        told = json.loads(_state_path().read_text())
        cursor = feed.Cursor(int(told["cursor"]["horizon"]), tuple(told["cursor"]["open"]))
        state = State(
            told["format"], told["database"], str(told["generation"]), int(told["revision"]), cursor
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if (_root() / state.generation / "meta.json").is_file() else None


def _write_state(state: State) -> None:
    draft = _state_path().with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    draft.write_text(json.dumps(asdict(state)))
    os.replace(draft, _state_path())


@contextmanager
def _locked() -> Iterator[None]:
    """The writer's lock, across processes and threads. Raises Unavailable when it stays taken."""
    _root().mkdir(parents=True, exist_ok=True)
    patience = time.monotonic() + _LOCK_PATIENCE
    with (_root() / "lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > patience:
                    raise Unavailable("检索索引正由另一进程更新") from None
                time.sleep(0.01)
        yield
