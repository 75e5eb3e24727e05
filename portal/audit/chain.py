"""The audit chain: the only writer of events. ``verification`` checks what it wrote.

Each case has its own chain, ``sha256(previous hash ‖ canonical JSON of the event)``; its tip and length stand on the
case row, which every act locks anyway, so that writers on different cases never wait for each other. Event and tip
are sealed with a key that is not in the database, so that a chain cannot be made up or cut by SQL alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from portal.accounts.models import User
from portal.audit import canon
from portal.audit.keys import event_mac, tip_mac
from portal.audit.models import AuditEvent
from portal.cases import sets
from portal.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a caller says of an event; place, hash and transaction are added here."""

    case: Case
    action: str
    actor: User
    role: str
    occurred_at: datetime
    recorded_at: datetime
    before: str = ""
    after: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    cause: AuditEvent | None = None


def append(entry: Entry) -> AuditEvent:
    """Write one event at the tip of its case's chain. The caller holds the case's lock."""
    return append_all([entry])[0]


def append_all(entries: Iterable[Entry]) -> list[AuditEvent]:
    """Write many events, of one case or several, in the order given. The caller holds every case's lock."""
    events = [_place(entry) for entry in entries]
    _insert(events)
    _move_tips({event.case_id: event.case for event in events}.values())
    return events


def _place(entry: Entry) -> AuditEvent:
    case = entry.case
    event = AuditEvent(
        case=case,
        seq=case.chain_length + 1,
        action=entry.action,
        before=entry.before,
        after=entry.after,
        data=json.loads(json.dumps(entry.data, cls=DjangoJSONEncoder)),
        actor=entry.actor,
        role=entry.role,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        cause=entry.cause,
        previous_hash=case.chain_head,
    )
    event.hash = hash_of(event, case.number, entry.cause.hash if entry.cause else "")
    event.mac = event_mac(event.hash)
    case.chain_head, case.chain_length = event.hash, event.seq
    case.chain_mac = tip_mac(case.number, event.seq, event.hash)
    return event


_COLUMNS = (
    *("case_id", "seq", "action", "before", "after", "data", "actor_id", "role"),
    *("occurred_at", "recorded_at", "cause_id", "previous_hash", "hash", "mac"),
)


def _insert(events: Sequence[AuditEvent]) -> None:
    keys = sets.insert(
        "audit_auditevent", [{name: getattr(e, name) for name in _COLUMNS} for e in events]
    )
    for event, key in zip(events, keys, strict=True):
        event.pk, event._state.adding, event._state.db = key, False, connection.alias


def _move_tips(cases: Iterable[Case]) -> None:
    tips = [
        {
            "id": case.pk,
            "chain_head": case.chain_head,
            "chain_length": case.chain_length,
            "chain_mac": case.chain_mac,
        }
        for case in cases
    ]
    sets.update("cases_case", tips)


def hash_of(event: AuditEvent, case_number: str, cause_hash: str) -> str:
    """The event's SHA-256 over the previous hash and its canonical text."""
    return canon.hash_of(event.previous_hash, canon.canonical(event, case_number, cause_hash))
