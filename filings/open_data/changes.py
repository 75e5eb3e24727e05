"""The public change feed: what became visible since the reader last looked, in pages, nothing lost.

Why a cursor is a snapshot is told in filings.search.feed. A page reads a closed window: all that is visible under one
snapshot and was not under an earlier one. Within a window rows go by id. Ids of one entry rise with its versions,
because each version is written under the entry's lock, so a reader who lets the later item win ends with the register.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from filings.open_data.cursors import BadCursor, Place, read, written
from filings.open_data.records import digest, record_of
from filings.publishing import PublicEntry
from filings.register import RegistryChange
from filings.search.feed import Cursor as Snapshot

PAGE = 500
_NOW = """
SELECT pg_snapshot_xmax(snapshot)::text::bigint,
       ARRAY(SELECT x::text::bigint FROM pg_snapshot_xip(snapshot) AS x ORDER BY 1),
       (SELECT system_identifier FROM pg_control_system())::text || '/' ||
       (SELECT oid FROM pg_database WHERE datname = current_database())
FROM pg_current_snapshot() AS snapshot
"""
#: A visible row of a transaction yet to come was restored from another server: it belongs to the beginning.
_FROM_THE_BEGINNING = """
SELECT id FROM filings_registrychange
WHERE id > %(after)s
  AND NOT (transaction_id = ANY (%(until_open)s::bigint[])
           OR transaction_id >= %(until)s
              AND transaction_id < (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint))
ORDER BY id LIMIT %(limit)s
"""
#: The news first, by their index, whatever the planner thinks of the way by id.
_SINCE = """
WITH news AS MATERIALIZED (
    SELECT id, transaction_id FROM filings_registrychange
    WHERE transaction_id = ANY (%(since_open)s::bigint[])
       OR transaction_id >= %(since)s
          AND transaction_id < (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
)
SELECT id FROM news
WHERE id > %(after)s
  AND NOT (transaction_id = ANY (%(until_open)s::bigint[]) OR transaction_id >= %(until)s)
ORDER BY id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Page:
    """Some changes in order, the cursor after them, and whether more of them are there already."""

    items: list[dict[str, Any]]
    next: str
    more: bool


def changes(since: str, *, site: str) -> Page:
    """The page after ``since``; an empty cursor is the beginning. Raises BadCursor.

    Where nothing is new the cursor comes back as it was, so that an idle reader gets the same answer again.
    """
    present, database = snapshot()
    place = read(since, database) if since else Place()
    if any(seen and seen.horizon > present.horizon for seen in (place.since, place.until)):
        raise BadCursor("since 比登记册还新，登记册可能已由备份恢复，请从头读取")
    until = place.until or present
    found = _ids(place, until)
    ids, more = found[:PAGE], len(found) > PAGE
    if more:
        following = Place(place.since, until, ids[-1])
    elif ids or place.since is None:
        following = Place(until)
    else:
        following = Place(until) if place.until else place
    return Page(_items(ids, site), written(following, database), more)


def cursor_now() -> str:
    """The cursor of a reader who has everything that is visible now."""
    present, database = snapshot()
    return written(Place(present), database)


def snapshot() -> tuple[Snapshot, str]:
    """What is visible now, and the name of the database in which it is."""
    with connection.cursor() as sql:
        sql.execute(_NOW)
        horizon, unfinished, database = sql.fetchone()
    return Snapshot(horizon, tuple(unfinished)), database


def _ids(place: Place, until: Snapshot) -> list[int]:
    """The rows of the window behind the reader's place, one more than a page holds."""
    bounds: dict[str, Any] = {"after": place.after, "limit": PAGE + 1}
    bounds |= {"until": until.horizon, "until_open": list(until.open)}
    statement = _FROM_THE_BEGINNING
    if place.since is not None:
        statement = _SINCE
        bounds |= {"since": place.since.horizon, "since_open": list(place.since.open)}
    with connection.cursor() as sql:
        sql.execute(statement, bounds)
        return [row[0] for row in sql.fetchall()]


def _items(ids: list[int], site: str) -> list[dict[str, Any]]:
    """Each change with its entry as it stood then, whatever has been published since."""
    rows = RegistryChange.objects.filter(pk__in=ids).select_related("entry").order_by("pk")
    changed = list(rows.defer("content"))
    histories = _histories({change.entry_id for change in changed})
    items = []
    for change in changed:
        history = histories[change.entry_id][: change.version]
        content = record_of(history, change.entry, site)
        items.append(
            {
                "record_number": content["record_number"],
                "version": change.version,
                "action": change.action,
                "action_label": change.get_action_display(),
                "at": change.at,
                "content": content,
                "sha256": digest(content),
            }
        )
    return items


def _histories(entry_ids: set[int]) -> dict[int, list[PublicEntry]]:
    rows = RegistryChange.objects.filter(entry__in=entry_ids).order_by("entry", "version")
    histories: dict[int, list[PublicEntry]] = defaultdict(list)
    for entry_id, content in rows.values_list("entry_id", "content").iterator(chunk_size=2000):
        histories[entry_id].append(PublicEntry.from_content(content))
    return histories
