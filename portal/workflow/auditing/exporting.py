"""The trail as a file, written while it is read: memory stays the same for ten events and for a million.

The file holds all that is needed to compute the hashes again elsewhere (docs/verification.md). It is read in pieces by
key, up to the newest event of when it was asked for; nothing of the database is held while the reader takes its time.
"""

import base64
import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from portal.audit.canon import canonical, compact
from portal.audit.leaves import EVENT
from portal.audit.models import AuditEvent, AuditExport, Seal, SealedLeaf
from portal.cases.cells import guarded
from portal.workflow import catalogue
from portal.workflow.presenters import instant
from portal.workflow.timeline import label_of

BOM = "\ufeff"
PIECE = 1000
EVENT_COLUMNS = (
    *("id", "case", "kind", "seq", "action", "label", "before", "after", "actor", "actor_name"),
    *("role", "occurred_at", "recorded_at", "canonical", "previous_hash", "hash", "mac"),
    *("position", "leaf", "seal"),
)
SEAL_COLUMNS = (
    *("number", "made_at", "first_position", "last_position", "root", "previous", "hash"),
    *("algorithm", "key_id", "signature"),
)
Row = dict[str, Any]


def as_lines(rows: QuerySet[AuditEvent], made: AuditExport) -> Iterator[bytes]:
    """JSON Lines: the export itself, its events, the seals over them, and an end that says how many there were."""
    yield _line(_head(made))
    events, seals, sealed = 0, 0, set[int]()
    for piece in _pieces(rows, made.up_to):
        events += len(piece)
        sealed |= {row["seal"] for row in piece if row["seal"] is not None}
        yield b"".join(_line({"type": "event", **row}) for row in piece)
    for seal in _seals(sealed):
        seals += 1
        yield _line({"type": "seal", **seal})
    yield _line({"type": "end", "events": events, "seals": seals})


def as_table(rows: QuerySet[AuditEvent], made: AuditExport) -> Iterator[bytes]:
    """The events as CSV: RFC 4180 in UTF-8 with its mark; every cell opens as the text it is (``cases.cells``)."""
    yield _cells([dict(zip(EVENT_COLUMNS, EVENT_COLUMNS, strict=True))], EVENT_COLUMNS, BOM)
    for piece in _pieces(rows, made.up_to):
        yield _cells(piece, EVENT_COLUMNS)


def seals_as_table(rows: QuerySet[AuditEvent], made: AuditExport) -> Iterator[bytes]:
    """All seals as CSV: they are public, whichever events were asked for."""
    yield _cells([dict(zip(SEAL_COLUMNS, SEAL_COLUMNS, strict=True))], SEAL_COLUMNS, BOM)
    for seal in Seal.objects.order_by("number").iterator(chunk_size=PIECE):
        yield _cells([_seal(seal)], SEAL_COLUMNS)


def _pieces(rows: QuerySet[AuditEvent], up_to: int) -> Iterator[list[Row]]:
    """The events in the order in which they were written, a thousand at a time."""
    ordered = rows.filter(pk__lte=up_to).order_by("pk").select_related("case", "actor", "cause")
    last = 0
    while True:
        found = list(ordered.filter(pk__gt=last)[:PIECE])
        if found:
            leaves = _leaves(found)
            yield [_event(event, leaves.get(event.pk)) for event in found]
        if len(found) < PIECE:
            return
        last = found[-1].pk


def _leaves(events: list[AuditEvent]) -> dict[int, SealedLeaf]:
    found = SealedLeaf.objects.filter(source=EVENT, key__in=[event.pk for event in events])
    return {leaf.key: leaf for leaf in found}


def _event(event: AuditEvent, leaf: SealedLeaf | None) -> Row:
    cause = event.cause.hash if event.cause else ""
    return {
        "id": event.pk,
        "case": event.case.number,
        "kind": event.case.kind,
        "seq": event.seq,
        "action": event.action,
        "label": label_of(event.action, catalogue.kind(event.case.kind)),
        "before": event.before,
        "after": event.after,
        "actor": event.actor.username,
        "actor_name": event.actor.display_name,
        "role": event.role,
        "occurred_at": instant(event.occurred_at),
        "recorded_at": instant(event.recorded_at),
        "canonical": canonical(event, event.case.number, cause),
        "previous_hash": event.previous_hash,
        "hash": event.hash,
        "mac": event.mac,
        "position": leaf.position if leaf else None,
        "leaf": leaf.hash if leaf else None,
        "seal": leaf.seal_id if leaf else None,
    }


def _seals(numbers: set[int]) -> Iterator[Row]:
    """The seals of these numbers, in order."""
    wanted = sorted(numbers)
    for begin in range(0, len(wanted), PIECE):
        found = Seal.objects.filter(number__in=wanted[begin : begin + PIECE]).order_by("number")
        yield from map(_seal, found)


def _seal(seal: Seal) -> Row:
    told = {name: getattr(seal, name) for name in SEAL_COLUMNS}
    signature = base64.b64encode(bytes(seal.signature)).decode()
    return {**told, "made_at": instant(seal.made_at), "signature": signature}


def _head(made: AuditExport) -> Row:
    told = {name: getattr(made, name) for name in ("number", "narrowed", "up_to", "events", "hash")}
    by = made.actor.username
    return {"type": "export", **told, "made_at": instant(made.made_at), "actor": by}


def _line(row: Row) -> bytes:
    return compact(row).encode() + b"\n"


def _cells(rows: Iterable[Row], columns: tuple[str, ...], begin: str = "") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return (begin + text.getvalue()).encode()


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else guarded(value, free=True)
