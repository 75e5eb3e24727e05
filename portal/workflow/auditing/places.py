"""How many exports a process writes at the same time: each holds a thread for as long as its reader reads."""

import threading
from collections.abc import Iterator
from typing import Self

from portal.workflow.errors import Reason, Refused

_places = threading.BoundedSemaphore(1)


class Busy(Refused):
    """Somebody else takes the trail out just now."""

    code = "busy"
    status = 503


class OnlyOne:
    """A file on its way, the only one; it gives its place back when it is closed, read or not. Raises Busy."""

    def __init__(self) -> None:
        if not _places.acquire(blocking=False):
            raise Busy(Reason("另一份审计导出正在进行，请稍后再试", code=Busy.code))
        self._open = True
        self._pieces: Iterator[bytes] = iter(())

    def of(self, pieces: Iterator[bytes]) -> Self:
        """The file with its content."""
        self._pieces = pieces
        return self

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Called by the server, whatever became of the reader."""
        if self._open:
            self._open = False
            getattr(self._pieces, "close", lambda: None)()
            _places.release()
