"""What the filings add to the check of the audit trail: frozen versions against the hash that their event names."""

from collections.abc import Iterator

from filings.models import Filing, FilingRevision
from filings.models.filing import content_digest
from portal.audit.verification import Break


def revisions_match() -> Iterator[Break]:
    """A frozen version that was edited, or a hand-in whose version is gone."""
    frozen = FilingRevision.objects.select_related("filing", "event")
    for revision in frozen.iterator(chunk_size=500):
        if content_digest(revision.content) != revision.event.data.get("content_sha256"):
            yield Break(
                revision.filing.number, revision.event.seq, "固化的备案内容与记录的校验值不符"
            )


def numbers_match() -> Iterator[Break]:
    """A record number other than the one that the trail says was given."""
    recorded = Filing.objects.filter(events__action="record").values_list(
        "number", "record_number", "events__seq", "events__data__record_number"
    )
    for number, shown, seq, given in recorded.iterator(chunk_size=2000):
        if shown != given:
            yield Break(number, seq, f"备案编号（{shown}）与记录（{given}）不符")
