"""The trail of consents: they are of no case, so what was signed and withdrawn has a trail and leaves of its own."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from portal.accounts.models import User
from portal.audit import leaves
from portal.audit.canon import compact
from portal.audit.keys import mac
from portal.audit.verification import Break
from portal.service.models import ConsentEvent, ElectronicServiceConsent

_SOURCE = "consent"
_PLACE = "电子送达确认书"
_TABLE = ConsentEvent._meta.db_table
_What = ConsentEvent.What
_SAID = ("organization_id", "email", "account", "scope", "signatory", "capacity")


def note(
    consent: ElectronicServiceConsent, what: ConsentEvent.What, *, actor: User, now: datetime
) -> None:
    """Write down that it was signed or withdrawn, in the transaction that does it."""
    made = ConsentEvent(consent=consent, what=what, actor=actor, occurred_at=now)
    made.hash = _hash_of(made)
    made.mac = mac(_SOURCE, made.hash)
    made.save()


def _hash_of(made: ConsentEvent) -> str:
    said = {name: getattr(made.consent, name) for name in _SAID}
    content = {
        "consent": made.consent_id,
        "what": made.what,
        "actor": made.actor_id,
        "at": made.occurred_at.astimezone(UTC).isoformat(),
        **said,
    }
    return hashlib.sha256(compact(content).encode()).hexdigest()


def consents_match() -> Iterator[Break]:
    """A check of the trail: a confirmation that was changed, made up or taken out, or whose end was."""
    rows = ElectronicServiceConsent.objects.prefetch_related("events").order_by("pk")
    for consent in rows.iterator(chunk_size=500):
        told = {event.what: event for event in consent.events.all()}
        ends = {
            _What.SIGNED: (consent.confirmed_at, consent.confirmed_by_id),
            _What.WITHDRAWN: (consent.withdrawn_at, consent.withdrawn_by_id),
        }
        if any(not _holds(told.get(what), *end, consent) for what, end in ends.items()):
            yield Break(_PLACE, consent.pk, "确认书与其签订、撤回的记录不符")


def _holds(
    event: ConsentEvent | None,
    moment: datetime | None,
    person: int | None,
    consent: ElectronicServiceConsent,
) -> bool:
    """Whether the event tells what the row says; neither where nothing happened."""
    if event is None or moment is None:
        return event is None and moment is None
    event.consent = consent
    whole = event.hash == _hash_of(event) and event.mac == mac(_SOURCE, event.hash)
    return whole and (event.occurred_at, event.actor_id) == (moment, person)


# --- Under the seals --------------------------------------------------------------------------------------------------
def _line(event_hash: str, sealed_with: str) -> str:
    return compact({"consent": event_hash, "mac": sealed_with})


def _waiting(limit: int) -> list[leaves.Waiting]:
    rows = leaves.written_since(_SOURCE, _TABLE, limit, "hash", "mac")
    return [leaves.Waiting(key, _line(told, sealed_with)) for key, told, sealed_with in rows]


def _standing() -> Iterator[leaves.Standing]:
    reached = leaves.reached(_SOURCE, _TABLE)
    for made in ConsentEvent.objects.order_by("pk").iterator(chunk_size=500):
        due = reached.includes(made.transaction_id, made.pk)
        line = _line(made.hash, made.mac)
        yield leaves.Standing(made.pk, _PLACE, made.consent_id, line, due)


def register_source() -> None:
    """Let the sealer seal them beside the events."""
    leaves.register(leaves.Source(name=_SOURCE, label=_PLACE, waiting=_waiting, standing=_standing))
