"""What is sealed, and as which text: the events, and what stands above the trail and registers itself as a source.

A leaf is the hash of a line of JSON that names what it seals. Neighbours' leaf hashes are shown in proofs, so no line
may be guessed: an event's holds its MAC, which nobody can compute without the audit key, a notice's its verification
code. What is public anyway needs nothing of the kind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from portal.cases import transactions

EVENT = "event"
#: Above every transaction.
_END = 2**63 - 1


@dataclass(frozen=True)
class Waiting:
    """A row that is not sealed yet: its key and the line that its leaf will hash."""

    key: int
    line: str


@dataclass(frozen=True)
class Standing:
    """A row as it is now, for comparing it with its leaf.

    ``case_number`` and ``seq`` (0 where it is of no event) name the place. ``due`` is whether it must be sealed by now:
    the sealer has gone past it.
    """

    key: int
    case_number: str
    seq: int
    line: str
    due: bool


def _nothing(keys: list[int]) -> None:
    """Most sources need not be told what was sealed."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Something that is sealed beside the events; ``name`` stands in its leaves, ``label`` in what is said of it.

    ``waiting(limit)`` answers what is not sealed yet; none of it may become visible later and belong before what was
    answered. ``sealed(keys)`` is told what was, in the sealer's transaction. ``standing()`` goes over all rows by key.
    """

    name: str
    label: str
    waiting: Callable[[int], list[Waiting]]
    standing: Callable[[], Iterator[Standing]]
    sealed: Callable[[list[int]], None] = _nothing


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let the sealer seal what this source has. Called in ``ready()``."""
    _sources[source.name] = source


def sources() -> list[Source]:
    """All of them, in the order of their names."""
    return [_sources[name] for name in sorted(_sources)]


def event_line(event_hash: str, mac: str) -> str:
    """The line of an event's leaf: canonical JSON of its hash and MAC, put together by hand because they are many."""
    return f'{{"event":"{event_hash}","mac":"{mac}"}}'


_LAST = """
SELECT t.transaction_id, t.id FROM audit_sealedleaf l JOIN {table} t ON t.id = l.key
WHERE l.source = %s ORDER BY l.position DESC LIMIT 1
"""
_WRITTEN = """
SELECT t.id{columns} FROM {table} t
WHERE {bounds} AND NOT EXISTS (SELECT 1 FROM audit_sealedleaf l WHERE l.source = %(source)s AND l.key = t.id)
ORDER BY t.transaction_id, t.id LIMIT %(limit)s
"""
_BEHIND_THE_LAST = (
    "t.transaction_id < %(horizon)s AND (t.transaction_id, t.id) > (%(after)s, %(id)s)"
)
#: Rows of transactions yet to come were restored from another server, and so was what was sealed last.
_RESTORED = (
    "(t.transaction_id < %(horizon)s"
    " OR t.transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
)


def last_sealed(source: str, table: str) -> tuple[int, int]:
    """(transaction, id) of the row of ``table`` that was sealed last; (-1, 0) before any was."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST.format(table=table), [source])
        transaction, key = cursor.fetchone() or (-1, 0)
    return transaction, key


@dataclass(frozen=True)
class Reached:
    """How far the sealer has gone through one table: ``last`` is the (transaction, id) that it sealed last.

    From the transaction ``unheard_of`` on none has begun: what claims to be of one was not written by the portal, and
    the sealer would wait for it for ever.
    """

    last: tuple[int, int]
    unheard_of: int

    def includes(self, transaction: int, key: int) -> bool:
        """Whether that row must be sealed by now."""
        return (transaction, key) <= self.last or transaction >= self.unheard_of


def reached(source: str, table: str) -> Reached:
    """How far the sealer has gone; nowhere before the first seal.

    Nowhere too where the last one was restored from another server, whose transactions have no order with ours.
    """
    last = last_sealed(source, table)
    if last[0] < 0 or last[0] >= transactions.horizon():
        return Reached((-1, 0), _END)
    return Reached(last, transactions.unheard_of())


def written_since(source: str, table: str, limit: int, *columns: str) -> list[tuple[Any, ...]]:
    """The next rows of a table that has ``transaction_id``, as (id, columns…), in the order of (transaction, id).

    Only transactions below which all others have ended: rows become visible in another order than their ids, and what
    is answered here must have nothing before it that shows up later.
    """
    (after, key), horizon = last_sealed(source, table), transactions.horizon()
    bounds = _BEHIND_THE_LAST if after < horizon else _RESTORED
    wanted = "".join(f", t.{name}" for name in columns)
    places: dict[str, Any] = {
        "source": source,
        "horizon": horizon,
        "after": after,
        "id": key,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN.format(columns=wanted, table=table, bounds=bounds), places)
        return list(cursor.fetchall())
