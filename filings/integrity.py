"""What the filings add to the check of the audit trail: frozen versions and record numbers against their events."""

from collections.abc import Iterator

from filings.models import Filing, FilingRevision
from filings.models.filing import content_digest
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.workflow.machine import actions_of

#: The acts that freeze a version of the content.
_HAND_INS = [step.name for step in actions_of(Filing).values() if "freeze_revision" in step.effects]


def revisions_match() -> Iterator[Break]:
    """A frozen version that was edited, or a hand-in whose version is gone."""
    frozen = FilingRevision.objects.select_related("filing", "event")
    for revision in frozen.iterator(chunk_size=500):
        if content_digest(revision.content) != revision.event.data.get("content_sha256"):
            yield Break(
                revision.filing.number, revision.event.seq, "固化的备案内容与记录的校验值不符"
            )
    handed_in = AuditEvent.objects.filter(case__kind="filing", action__in=_HAND_INS)
    lost = handed_in.exclude(pk__in=FilingRevision.objects.values("event"))
    for number, seq in lost.order_by("case", "seq").values_list("case__number", "seq"):
        yield Break(number, seq, "提交时固化的备案内容已不存在")


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
