"""What the filings add to the check of the audit trail: frozen versions and record numbers against their events."""

from collections.abc import Iterator

from filings.models import Filing, FilingRevision
from filings.models.assessment import AssessmentRevision
from portal.audit.verification import Break
from portal.workflow.versions import versions_match

revisions_match = versions_match("filing", FilingRevision)
assessments_match = versions_match("security_assessment", AssessmentRevision)


def numbers_match() -> Iterator[Break]:
    """A record number other than the one that the trail says was given, or one that was never given."""
    recorded = Filing.objects.filter(events__action="record").values_list(
        "number", "record_number", "events__seq", "events__data__record_number"
    )
    for number, shown, seq, given in recorded.iterator(chunk_size=2000):
        if shown != given:
            yield Break(number, seq, f"备案编号（{shown}）与记录（{given}）不符")
    unrecorded = Filing.objects.exclude(record_number=None).exclude(events__action="record")
    for number, shown in unrecorded.order_by("pk").values_list("number", "record_number"):
        yield Break(number, 0, f"备案编号（{shown}）没有备案记录")


CHECKS = (revisions_match, assessments_match, numbers_match)
