"""The register as one file, written while it is read: memory stays the same for ten entries and for a million.

All rows come from one statement through a server-side cursor, hence from one moment of the register. The cursor of the
change feed was read before: whoever follows the feed from there misses nothing.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery

from filings.open_data.columns import COLUMNS, NAMES, Kind
from filings.open_data.records import STORED, Record, record
from filings.register import RegistryChange, RegistryEntry
from filings.search.query import Search
from filings.search.stored import matching
from portal.cases.cells import guarded

TITLE = "互联网信息服务算法备案公示"
NOTICE = "备案不是对算法、产品或者服务的认可。使用时请注明来源和取得的时间；内容以公示页面为准。"
_ROWS = 500
_BOM = b"\xef\xbb\xbf"
_FREE = tuple(column.kind is Kind.TEXT for column in COLUMNS)
#: A reader who takes nothing for so long loses the download, so that it cannot hold the database for ever.
_PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = '60s'"


def entries(search: Search) -> QuerySet[RegistryEntry]:
    """The entries of a search, all pages of it, the latest publication first."""
    found = RegistryEntry.objects.none() if search.hopeless else matching(search)
    return found.order_by("-published_on", "pk")


def records(search: Search, site: str) -> Iterator[Record]:
    """The records of a search, one by one."""
    newest = RegistryChange.objects.filter(entry=OuterRef("pk")).order_by()
    version = Subquery(newest.values("entry").annotate(n=Max("version")).values("n"))
    rows: QuerySet[Any, Any] = entries(search).annotate(version=version).values_list(*STORED)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_PATIENCE)
        for row in rows.iterator(chunk_size=_ROWS):
            yield record(row, site)


def as_csv(told: Iterable[Record]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with its mark, the names of the columns first; every cell opens as the text it is."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(NAMES)
    yield _BOM + lines.taken()
    for some in _batches(told):
        writer.writerows(map(_cells, some))
        yield lines.taken()


def as_json(told: Iterable[Record], *, about: dict[str, Any]) -> Iterator[bytes]:
    """One JSON object: what it is, the entries one a line, and their count at the end."""
    yield (_json({"title": TITLE, "notice": NOTICE, **about})[:-1] + ',"entries":[').encode()
    count = 0
    for some in _batches(told):
        lines = ",\n".join(map(_json, some))
        yield f"{',' if count else ''}\n{lines}".encode()
        count += len(some)
    yield f'\n],"count":{count}}}\n'.encode()


def _batches(told: Iterable[Record]) -> Iterator[list[Record]]:
    some: list[Record] = []
    for one in told:
        some.append(one)
        if len(some) == _ROWS:
            yield some
            some = []
    if some:
        yield some


def _cells(told: Record) -> list[str]:
    return [_cell(value, free) for value, free in zip(told.values(), _FREE, strict=True)]


def _cell(value: Any, free: bool) -> str:
    if isinstance(value, str):
        return guarded(value, free=free)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Lines:
    """Takes what the CSV writer writes, and hands it on in one piece."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        """Keep a line."""
        self._parts.append(text)

    def taken(self) -> bytes:
        """Everything kept so far, once."""
        text, self._parts = "".join(self._parts), []
        return text.encode()
