"""The index directory of this machine: what is in it, who may write, how far a build has come.

    SEARCH_INDEX_DIR/state.json     which generation is current, and how far into the feed it reaches
    SEARCH_INDEX_DIR/<generation>/  a tantivy index; a build makes a new one and moves state.json over to it
    SEARCH_INDEX_DIR/build.json     how far the build under way has come
    SEARCH_INDEX_DIR/write.lock     held while the current generation is written or state.json is moved
    SEARCH_INDEX_DIR/build.lock     held by the one process that builds

The locks are the operating system's: a process that dies lets go of them. A generation counts once state.json names it,
so a build that was killed leaves files, which the next one removes, and no broken index.
"""

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from filings.search import feed

#: How long a visitor waits for a lock before the register answers instead.
PATIENCE = 0.5


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


@dataclass(frozen=True)
class Progress:
    """Entries written by the build under way, and how many there are."""

    done: int
    total: int


def place_of(generation: str) -> Path:
    """Where a generation lies."""
    return _root() / generation


def read_state() -> State | None:
    """The state, or None where there is none, it is damaged, or its index is gone."""
    try:
        told = json.loads((_root() / "state.json").read_text())
        cursor = feed.Cursor(int(told["cursor"]["horizon"]), tuple(told["cursor"]["open"]))
        state = State(
            told["format"], told["database"], str(told["generation"]), int(told["revision"]), cursor
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if (place_of(state.generation) / "meta.json").is_file() else None


def write_state(state: State) -> None:
    """Move on to ``state``: whoever reads finds the old one or the new one, whole."""
    _write("state.json", asdict(state))


def forget_state() -> None:
    """No generation is current any more."""
    (_root() / "state.json").unlink(missing_ok=True)


def remove_others(generation: str) -> None:
    """Remove every generation but one, also those that a killed build left."""
    for old in _root().iterdir():
        if old.is_dir() and old.name != generation:
            shutil.rmtree(old, ignore_errors=True)  # a process that has it open keeps its files


def write_progress(done: int, total: int) -> None:
    """For those who ask meanwhile."""
    _write("build.json", asdict(Progress(done, total)))


def build_under_way() -> Progress | None:
    """How far a build has come, in whichever process; None where there is none. Raises OSError without a directory."""
    try:
        with locked("build", patience=0):
            return None
    except Unavailable:
        try:
            return Progress(**json.loads((_root() / "build.json").read_text()))
        except (OSError, ValueError, TypeError):
            return Progress(0, 0)


@contextmanager
def locked(name: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """One of the two locks, across processes and threads. Raises Unavailable when it stays taken."""
    _root().mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with (_root() / f"{name}.lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Unavailable("检索索引正由另一进程更新") from None
                time.sleep(0.01)
        yield


def _write(name: str, told: dict[str, object]) -> None:
    draft = _root() / f"{name}.{os.getpid()}.{threading.get_ident()}"
    draft.write_text(json.dumps(told))
    os.replace(draft, _root() / name)


def _root() -> Path:
    return Path(settings.SEARCH_INDEX_DIR)
