"""What service adds to the check of the audit trail: what the rows say was served, the trail says too."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.service.models import ServiceAttempt, ServiceRecord
from portal.workflow.side_acts import LETTER_SERVED

#: The trail keeps moments to the millisecond.
_EXACT = timedelta(milliseconds=1)


def services_match() -> Iterator[Break]:
    """A service of which the trail of its case tells nothing, or something else; a letter without its service."""
    served = ServiceAttempt.objects.filter(outcome=ServiceAttempt.Outcome.SERVED).order_by("pk")
    rows = served.select_related("record__notice__case", "event", "ended_event")
    for attempt in rows.iterator(chunk_size=500):
        record, case = attempt.record, attempt.record.notice.case
        event = attempt.ended_event or attempt.event
        if (record.status, record.method) != ("served", attempt.method) or (
            record.served_at != attempt.ended_at
        ):
            yield Break(case.number, event.seq, "送达的结果与送达经过不符")
        if event.case_id != case.pk or not _tells(event, attempt):
            yield Break(case.number, event.seq, "送达的登记与办理过程不符")
    bare = ServiceRecord.objects.filter(status=ServiceRecord.Status.SERVED)
    bare = bare.exclude(attempts__outcome=ServiceAttempt.Outcome.SERVED)
    for number in bare.values_list("notice__case__number", flat=True):
        yield Break(number, 0, "文书标明已送达，但没有送达经过")


def _tells(event: AuditEvent, attempt: ServiceAttempt) -> bool:
    """Whether the event names this way and this moment; an announcement counts by its own day."""
    said: dict[str, Any] = event.data
    if event.action == LETTER_SERVED:
        method, moment = said.get("method"), said.get("at")
    else:
        told = said.get("input") or {}
        method, moment = told.get("service_method"), told.get("served_at")
    if method != attempt.method or attempt.ended_at is None:
        return False
    return not moment or abs(datetime.fromisoformat(moment) - attempt.ended_at) < _EXACT
