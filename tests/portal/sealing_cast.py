"""Sealed trails for tests, which write and seal in one transaction; and an intruder who knows the audit key."""

import pytest
from django.db.models import F

from portal.audit import chain, keys, sealing
from portal.audit.models import AuditEvent, Seal
from portal.cases import transactions
from portal.cases.models import Case
from portal.cases.uploads import store_bytes
from portal.notices import document_numbers
from portal.notices.models import Notice
from portal.signing import certificates
from tests.make import NOW
from tests.portal.intruding import intruder
from tests.signing.rings import paper, signed


@pytest.fixture
def own_rows_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sealer waits for writers to end; here the test itself is the writer."""
    monkeypatch.setattr(transactions, "horizon", lambda: 2**62)


def seal() -> Seal:
    """Everything that waits, under one seal."""
    made = sealing.seal_next(NOW)
    assert made is not None
    return made


def issued(case: Case) -> Notice:
    """The case's newest letter, as if a worker had made it."""
    letter = Notice.objects.filter(case_id=case.pk, form=Notice.Form.LETTER).latest("pk")
    document_numbers.assign(letter)
    return documented(letter)


def documented(letter: Notice) -> Notice:
    """The letter with a document that the portal signed."""
    letter.file = store_bytes(signed(paper(letter.verification_code), at=NOW))
    letter.signed_with = papers_key()
    letter.status, letter.rendered_at = Notice.Status.READY, NOW
    letter.save()
    return letter


def papers_key() -> str:
    """The key that signs now."""
    certificate = certificates.current()
    assert certificate is not None
    return certificate.key_id


def made_anew(case: Case) -> None:
    """The whole chain of a case, right in itself, from whatever its events now say: whoever has AUDIT_KEY can."""
    head, seq = "", 0
    with intruder():
        AuditEvent.objects.filter(case_id=case.pk).update(seq=F("seq") + 1000)
        for event in AuditEvent.objects.filter(case_id=case.pk).order_by("seq"):
            seq += 1
            event.seq, event.previous_hash, event.hash = seq, head, ""
            event.hash = head = chain.hash_of(event, case.number, "")
            event.mac = keys.event_mac(head)
            event.save(force_update=True)
        tip = keys.tip_mac(case.number, seq, head)
        Case.objects.filter(pk=case.pk).update(chain_head=head, chain_length=seq, chain_mac=tip)
