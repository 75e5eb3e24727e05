"""The sealer: gives what was written since the last seal its place in one order, and signs the root over it.

Writers know nothing of it and wait for nothing: it reads what they committed. Two sealers stand in each other's way
without harm. Without a key the trail goes on, unsealed and visibly so.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from portal.audit import heads, leaves, merkle
from portal.audit.models import Seal, SealedLeaf
from portal.signing import detached

#: So many leaves of each source go under one seal: a proof reads them all, and a backlog is taken in such bites.
BATCH = 5_000
#: One run stops beginning new seals after this many seconds; the next one goes on.
BUDGET_SECONDS = 60.0
#: Names the advisory lock.
_LOCK = 0x5EA1
_OLDEST = """
SELECT clock_timestamp() - written_at FROM audit_auditevent WHERE (transaction_id, id) > (%s, %s)
ORDER BY transaction_id, id LIMIT 1
"""


def seal_all(now: datetime, batch: int = BATCH) -> int:
    """Seal what waits, bite by bite; how many leaves were sealed. Raises SigningProblem where nothing can be signed."""
    started, done = time.monotonic(), 0
    while time.monotonic() - started < BUDGET_SECONDS:
        seal = seal_next(now, batch)
        if seal is None:
            break
        done += seal.size
        if seal.size < batch:
            break
    return done


def seal_next(now: datetime, batch: int = BATCH) -> Seal | None:
    """One seal over at most ``batch`` rows of each source; None where nothing waits, or another sealer is at it."""
    with transaction.atomic(durable=True):
        if not _is_alone():
            return None
        found = [(source, key, line) for source, key, line in _waiting(batch)]
        if not found:
            return None
        hashes = [merkle.leaf_hash(line.encode()) for _, _, line in found]
        seal = _sign(hashes, now)
        SealedLeaf.objects.bulk_create(
            (
                SealedLeaf(position=place, seal=seal, source=source, key=key, hash=leaf.hex())
                for place, ((source, key, _), leaf) in enumerate(
                    zip(found, hashes, strict=True), seal.first_position
                )
            ),
            batch_size=1000,
        )
        for source in leaves.sources():
            source.sealed([key for name, key, _ in found if name == source.name])
    return seal


@dataclass(frozen=True)
class Backlog:
    """The newest seal, and for how long the oldest event waits that has none, by the clock of the database."""

    newest: Seal | None
    waiting: timedelta


def backlog() -> Backlog:
    """How far the sealer is behind."""
    after = leaves.last_sealed(leaves.EVENT, "audit_auditevent")
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, after)
        (waiting,) = cursor.fetchone() or (timedelta(),)
    return Backlog(Seal.objects.order_by("number").last(), waiting)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (alone,) = cursor.fetchone()
    return bool(alone)


def _waiting(batch: int) -> Iterator[tuple[str, int, str]]:
    """(source, key, line): the events first, then what the other sources have."""
    rows = leaves.written_since(leaves.EVENT, "audit_auditevent", batch, "hash", "mac")
    for key, event_hash, mac in rows:
        yield leaves.EVENT, key, leaves.event_line(event_hash, mac)
    for source in leaves.sources():
        for row in source.waiting(batch):
            yield source.name, row.key, row.line


def _sign(hashes: list[bytes], now: datetime) -> Seal:
    """The next seal over these leaves, stored."""
    before = Seal.objects.order_by("number").last()
    first = before.last_position + 1 if before else 1
    seal = Seal(
        number=before.number + 1 if before else 1,
        made_at=max(now, before.made_at) if before else now,  # clocks of two machines differ
        first_position=first,
        last_position=first + len(hashes) - 1,
        root=merkle.root(hashes).hex(),
        previous=before.hash if before else "",
    )
    seal.hash = heads.hash_of(seal)
    signed = detached.sign(heads.signed_text(seal).encode(), seal.made_at)
    seal.algorithm, seal.key_id, seal.signature = signed.algorithm, signed.key_id, signed.signature
    seal.save(force_insert=True)
    return seal
