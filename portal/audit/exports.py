"""Exports of the trail leave a trail of their own: one chain beside those of the cases, for an export is of no case."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from portal.accounts.models import User
from portal.audit import leaves
from portal.audit.breaks import Break
from portal.audit.canon import compact
from portal.audit.keys import mac
from portal.audit.models import AuditExport, SealedLeaf
from portal.cases.models import NumberCounter
from portal.cases.numbers import next_in

_SERIES = "audit-exports"
_PURPOSE = "export"
_PLACE = "审计导出"


def record(
    *, actor: User, form: str, narrowed: dict[str, Any], up_to: int, events: int, now: datetime
) -> AuditExport:
    """Write down an export before its first byte goes out. Gap-free; whoever exports beside waits for the commit."""
    with transaction.atomic():
        number = next_in(_SERIES)
        before = AuditExport.objects.filter(number=number - 1).first()
        made = AuditExport(
            number=number,
            made_at=now,
            actor=actor,
            form=form,
            narrowed=narrowed,
            up_to=up_to,
            events=events,
            previous_hash=before.hash if before else "",
        )
        made.hash = _hash_of(made)
        made.mac = mac(_PURPOSE, made.hash)
        made.save(force_insert=True)
    return made


def _hash_of(made: AuditExport) -> str:
    content = {
        "number": made.number,
        "made_at": made.made_at.astimezone(UTC).isoformat(),
        "actor": made.actor_id,
        "form": made.form,
        "narrowed": made.narrowed,
        "up_to": made.up_to,
        "events": made.events,
    }
    return hashlib.sha256((made.previous_hash + compact(content)).encode()).hexdigest()


def exports_match() -> Iterator[Break]:
    """A check of the trail: the first export that was changed, made up or taken out; and a tail that was cut."""
    before, expected = "", 1
    for made in AuditExport.objects.order_by("number").iterator(chunk_size=500):
        whole = made.number == expected and made.previous_hash == before
        if not whole or made.hash != _hash_of(made) or made.mac != mac(_PURPOSE, made.hash):
            yield Break(_PLACE, expected, "导出记录被改动、伪造或者删去")
            return
        before, expected = made.hash, made.number + 1
    given = NumberCounter.objects.filter(series=_SERIES).values_list("last", flat=True).first()
    if (given or 0) != expected - 1:
        yield Break(_PLACE, expected, f"已导出 {given or 0} 次，只有 {expected - 1} 条记录")


# --- Under the seals --------------------------------------------------------------------------------------------------
def _line(made: AuditExport) -> str:
    return compact({"export": made.hash, "mac": made.mac})


def _last_sealed() -> int:
    """The counter's lock is held until the commit, so that exports show up in the order of their numbers."""
    found = SealedLeaf.objects.filter(source=_PURPOSE).aggregate(last=Max("key"))["last"]
    return found or 0


def _waiting(limit: int) -> list[leaves.Waiting]:
    rows = AuditExport.objects.filter(number__gt=_last_sealed()).order_by("number")[:limit]
    return [leaves.Waiting(made.number, _line(made)) for made in rows]


def _standing() -> Iterator[leaves.Standing]:
    last = _last_sealed()
    for made in AuditExport.objects.order_by("number").iterator(chunk_size=500):
        number = made.number
        yield leaves.Standing(number, _PLACE, number, _line(made), number <= last)


def register_source() -> None:
    """Let the sealer seal exports beside the events."""
    leaves.register(
        leaves.Source(name=_PURPOSE, label=_PLACE, waiting=_waiting, standing=_standing)
    )
