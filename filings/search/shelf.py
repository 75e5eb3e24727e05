"""A place for what is worth working out once: a bounded store in the process, the oldest thrown out first."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Holds up to ``most`` things by key. Safe for threads; each process has its own."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: dict[Hashable, Kept] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable) -> Kept | None:
        """What was put there, if it is still there."""
        return self._things.get(key)

    def put(self, key: Hashable, thing: Kept) -> None:
        """Keep ``thing`` until newer ones need its place."""
        with self._lock:
            while len(self._things) >= self._most:
                del self._things[next(iter(self._things))]
            self._things[key] = thing

    def clear(self) -> None:
        """Throw everything out."""
        with self._lock:
            self._things.clear()
