"""The reader's place in the change feed, as a text that only this portal reads.

A place is a pair of snapshots and an id: of what is visible under ``until`` and was not under ``since``, everything up
to row ``after`` was handed out. Where all was, only ``since`` is left. No ``since`` is the beginning of time.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from filings.search.feed import Cursor as Snapshot

_FORMAT = 1
_LONGEST = 20_000
_LARGEST = 2**63 - 1


class BadCursor(ValueError):
    """A cursor that this portal never gave out, or not for this register."""


@dataclass(frozen=True)
class Place:
    """How far a reader has come."""

    since: Snapshot | None = None
    until: Snapshot | None = None
    after: int = 0


def written(place: Place, database: str) -> str:
    """The cursor that stands for ``place`` in the register of ``database``."""
    told = [
        _FORMAT,
        _fingerprint(database),
        _packed(place.since),
        _packed(place.until),
        place.after,
    ]
    return base64.urlsafe_b64encode(_json(told)).decode().rstrip("=")


def read(cursor: str, database: str) -> Place:
    """The place that ``cursor`` stands for. Raises BadCursor."""
    told = _unpacked(cursor)
    if not (isinstance(told, list) and len(told) == 5 and told[0] == _FORMAT):
        raise BadCursor("since 不是本接口给出的游标")
    if told[1] != _fingerprint(database):
        raise BadCursor("since 是另一登记册的游标，请从头读取")
    place = Place(_snapshot(told[2]), _snapshot(told[3]), _number(told[4]))
    if (place.until is None) != (place.after == 0) or written(place, database) != cursor:
        raise BadCursor("since 不是本接口给出的游标")
    return place


def _unpacked(cursor: str) -> Any:
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise BadCursor("since 不是本接口给出的游标")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as cause:
        raise BadCursor("since 不是本接口给出的游标") from cause


def _packed(snapshot: Snapshot | None) -> list[int] | None:
    """The horizon, and how far before it each open transaction lies: that is short."""
    if snapshot is None:
        return None
    return [snapshot.horizon, *(snapshot.horizon - one for one in reversed(snapshot.open))]


def _snapshot(told: Any) -> Snapshot | None:
    if told is None:
        return None
    if not isinstance(told, list) or not told:
        raise BadCursor("since 不是本接口给出的游标")
    horizon, *behind = map(_number, told)
    if any(step > horizon for step in behind):
        raise BadCursor("since 不是本接口给出的游标")
    return Snapshot(horizon, tuple(horizon - step for step in reversed(behind)))


def _number(told: Any) -> int:
    if type(told) is not int or not 0 <= told <= _LARGEST:
        raise BadCursor("since 不是本接口给出的游标")
    return told


def _fingerprint(database: str) -> str:
    """Tells registers apart without telling anything about the server."""
    return hashlib.sha256(database.encode()).hexdigest()[:12]


def _json(told: Any) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode()
