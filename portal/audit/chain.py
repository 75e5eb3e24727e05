"""The audit chain: the only writer of events and the only checker.

Each case has its own chain, ``sha256(previous hash ‖ canonical JSON of the event)``; its tip and length stand on the
case row, which every act locks anyway, so that writers on different cases never wait for each other.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Exists, Min, OuterRef

from portal.accounts.models import User
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


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    case_number: str
    seq: int
    reason: str

    def __str__(self) -> str:
        return f"事项 {self.case_number} 第 {self.seq} 条：{self.reason}"


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
    case.chain_head, case.chain_length = event.hash, event.seq
    return event


_COLUMNS = (
    *("case_id", "seq", "action", "before", "after", "data", "actor_id", "role"),
    *("occurred_at", "recorded_at", "cause_id", "previous_hash", "hash"),
)


def _insert(events: Sequence[AuditEvent]) -> None:
    keys = sets.insert(
        "audit_auditevent", [{name: getattr(e, name) for name in _COLUMNS} for e in events]
    )
    for event, key in zip(events, keys, strict=True):
        event.pk, event._state.adding, event._state.db = key, False, connection.alias


def _move_tips(cases: Iterable[Case]) -> None:
    tips = [
        {"id": case.pk, "chain_head": case.chain_head, "chain_length": case.chain_length}
        for case in cases
    ]
    sets.update("cases_case", tips)


def hash_of(event: AuditEvent, case_number: str, cause_hash: str) -> str:
    """The event's SHA-256 over the previous hash and its canonical content."""
    content = {
        "case": case_number,
        "seq": event.seq,
        "action": event.action,
        "before": event.before,
        "after": event.after,
        "data": event.data,
        "actor": event.actor_id,
        "role": event.role,
        "occurred_at": event.occurred_at.astimezone(UTC).isoformat(),
        "recorded_at": event.recorded_at.astimezone(UTC).isoformat(),
        "cause": cause_hash,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((event.previous_hash + canonical).encode()).hexdigest()


def verify() -> Iterator[Break]:
    """Walk every chain and yield the first break of each case that has one."""
    yield from _broken_chains()
    for case in Case.objects.filter(events__isnull=True).only("number"):
        yield Break(case.number, 1, "事项没有任何审计记录")
    left_behind = AuditEvent.objects.filter(~Exists(Case.objects.filter(pk=OuterRef("case_id"))))
    for case_id, seq in left_behind.values_list("case_id").annotate(Min("seq")).order_by("case_id"):
        yield Break(f"#{case_id}", seq, "记录所属的事项已不存在")


def _broken_chains() -> Iterator[Break]:
    events = (
        AuditEvent.objects.order_by("case_id", "seq")
        .select_related("case", "cause")
        .only(
            *(
                "seq",
                "action",
                "before",
                "after",
                "data",
                "actor_id",
                "role",
                "occurred_at",
                "recorded_at",
            ),
            *(
                "previous_hash",
                "hash",
                "case__number",
                "case__chain_head",
                "case__chain_length",
                "cause__hash",
            ),
        )
    )
    walked: Case | None = None
    expected, head, broken = 1, "", False
    for event in events.iterator(chunk_size=2000):
        if walked is None or walked.pk != event.case_id:
            if walked is not None and not broken:
                yield from _tip(walked, expected - 1, head)
            walked, expected, head, broken = event.case, 1, "", False
        if broken:
            continue
        reason = _fault(event, expected, head)
        if reason:
            broken = True
            yield Break(event.case.number, expected, reason)
        expected, head = event.seq + 1, event.hash
    if walked is not None and not broken:
        yield from _tip(walked, expected - 1, head)


def _fault(event: AuditEvent, expected: int, head: str) -> str:
    if event.seq != expected:
        return f"缺少第 {expected} 条，链上下一条为第 {event.seq} 条"
    if event.previous_hash != head:
        return "与上一条的校验值不衔接"
    if event.hash != hash_of(event, event.case.number, event.cause.hash if event.cause else ""):
        return "内容与校验值不符，记录被改动或伪造"
    return ""


def _tip(case: Case, length: int, head: str) -> Iterator[Break]:
    if case.chain_length != length or case.chain_head != head:
        yield Break(
            case.number,
            length + 1,
            f"链尾与事项登记的不符：应有 {case.chain_length} 条，实有 {length} 条",
        )
