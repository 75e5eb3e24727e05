"""The change feed as a follower reads it: what became visible since it last looked, nothing lost, nothing twice.

Transactions commit in another order than they took their numbers, so "everything after row 7" would lose row 6 that
commits late, and "everything older than the oldest open transaction" would wait for a stranger's long one. The cursor
is therefore the snapshot itself under which the follower read: the next transaction to come, and those then open. What
is visible now and was not then is new.
"""

from dataclasses import dataclass, field

from django.db import connection

#: A visible row of a transaction yet to come was restored from another server: it is history, and no news.
#: A writer that searches before its commit sees its own rows, again and again until it commits.
_NEWS = """
SELECT pg_snapshot_xmax(now.snapshot)::text::bigint,
       ARRAY(SELECT x::text::bigint FROM pg_snapshot_xip(now.snapshot) AS x),
       now.own,
       (SELECT system_identifier FROM pg_control_system())::text || '/' ||
       (SELECT oid FROM pg_database WHERE datname = current_database()),
       news.entry_id
FROM (SELECT pg_current_snapshot() AS snapshot,
             pg_current_xact_id_if_assigned()::text::bigint AS own) AS now
LEFT JOIN LATERAL (
    SELECT c.entry_id FROM filings_registrychange c
    WHERE (c.transaction_id >= %s OR c.transaction_id = ANY (%s::bigint[]))
      AND (c.transaction_id < pg_snapshot_xmax(now.snapshot)::text::bigint
           OR c.transaction_id = now.own)
    LIMIT %s
) AS news ON true
"""


@dataclass(frozen=True)
class Cursor:
    """A snapshot: transactions from ``horizon`` on had not begun, those in ``open`` had not ended."""

    horizon: int = 0
    open: tuple[int, ...] = ()


@dataclass(frozen=True)
class News:
    """What one look at the feed found: the entries to read again, and the cursor after that."""

    database: str
    cursor: Cursor
    entry_ids: frozenset[int] = field(default_factory=frozenset)


def since(cursor: Cursor, *, limit: int | None = None) -> News:
    """Everything visible now that was not under ``cursor``. One statement, hence one snapshot.

    With ``limit`` no more rows are read than that: enough to know that they are many, and the cursor must not be kept.
    """
    with connection.cursor() as sql:
        sql.execute(_NEWS, [cursor.horizon, list(cursor.open), limit])
        rows = sql.fetchall()
    horizon, unfinished, own, database = rows[0][:4]
    still_open = {*unfinished, *([] if own is None else [own])}
    entry_ids = frozenset(row[4] for row in rows if row[4] is not None)
    return News(database, Cursor(horizon, tuple(sorted(still_open))), entry_ids)


def now() -> News:
    """The cursor of this moment, without anything that went before."""
    return since(Cursor(), limit=0)
