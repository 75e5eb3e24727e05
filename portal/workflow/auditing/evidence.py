"""What speaks for one event: its text, whether its hash and its links hold, and under which seal it stands."""

import json
from dataclasses import dataclass

from portal.audit.canon import canonical, hash_of
from portal.audit.keys import event_mac
from portal.audit.leaves import EVENT
from portal.audit.models import AuditEvent, SealedLeaf


@dataclass(frozen=True)
class Evidence:
    """One event, checked as it is shown. ``data`` is for people, ``canonical`` is what is hashed.

    ``holds`` is whether the text has the event's hash, ``follows`` whether it joins the event before, ``is_ours``
    whether the portal wrote it. ``leaf`` is None until the sealer has come by.
    """

    data: str
    canonical: str
    holds: bool
    follows: bool
    is_ours: bool
    leaf: SealedLeaf | None


def evidence_of(event: AuditEvent) -> Evidence:
    """Check ``event`` against its neighbour and itself."""
    text = canonical(event, event.case.number, event.cause.hash if event.cause else "")
    before = AuditEvent.objects.filter(case=event.case_id, seq=event.seq - 1).first()
    return Evidence(
        data=json.dumps(event.data, ensure_ascii=False, indent=2),
        canonical=text,
        holds=hash_of(event.previous_hash, text) == event.hash,
        follows=event.previous_hash == (before.hash if before else ""),
        is_ours=event.mac == event_mac(event.hash),
        leaf=SealedLeaf.objects.filter(source=EVENT, key=event.pk).select_related("seal").first(),
    )
