"""The change feed as a follower reads it: what became visible since it last looked, nothing lost, nothing twice.

Transactions commit in another order than they took their numbers. The cursor therefore does not say "up to row 7" but
"every transaction older than xmin is complete, and of the younger ones these rows are known".
"""

from dataclasses import dataclass, field

from django.db import connection

_PENDING = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
       (SELECT system_identifier FROM pg_control_system())::text || '/' ||
       (SELECT oid FROM pg_database WHERE datname = current_database()),
       c.id, c.entry_id, c.transaction_id
FROM (SELECT 1) AS always
LEFT JOIN filings_registrychange c ON c.transaction_id >= %s AND c.id <> ALL (%s)
"""
_KNOWN = "SELECT id FROM filings_registrychange WHERE transaction_id >= %s AND id = ANY (%s)"
_SETTLE = """
UPDATE filings_registrychange SET transaction_id = 0
WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""


@dataclass(frozen=True)
class Cursor:
    """A place in the feed: transactions below ``xmin`` are complete, above it the rows ``known`` were read."""

    xmin: int = 0
    known: tuple[int, ...] = ()


@dataclass(frozen=True)
class News:
    """What one look at the feed found: the entries to read again, and the cursor after that."""

    database: str
    horizon: int
    cursor: Cursor
    entry_ids: frozenset[int] = field(default_factory=frozenset)


def since(cursor: Cursor) -> News:
    """Everything visible now that ``cursor`` does not cover. One statement, hence one snapshot."""
    with connection.cursor() as sql:
        sql.execute(_PENDING, [cursor.xmin, list(cursor.known)])
        rows = sql.fetchall()
    xmin, horizon, database = rows[0][:3]
    fresh = [row for row in rows if row[3] is not None]
    if not fresh:
        return News(database, horizon, cursor)
    young = [row[3] for row in fresh if row[5] >= xmin]
    still = _still_young(xmin, cursor.known)
    return News(
        database,
        horizon,
        Cursor(xmin, tuple(sorted({*young, *still}))),
        frozenset(row[4] for row in fresh),
    )


def settle() -> int:
    """Make changes that a restore brought from another server's future part of the past; how many there were.

    Transaction numbers belong to one server. After a restore on a younger one the old numbers would stay "young".
    """
    with connection.cursor() as sql:
        sql.execute(_SETTLE)
        return int(sql.rowcount)


def _still_young(xmin: int, known: tuple[int, ...]) -> list[int]:
    if not known:
        return []
    with connection.cursor() as sql:
        sql.execute(_KNOWN, [xmin, list(known)])
        return [row[0] for row in sql.fetchall()]
