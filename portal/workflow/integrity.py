"""What the kernel's own side acts add to the check of the audit trail: who sees to a case, against its event."""

from collections.abc import Iterator

from django.db.models import OuterRef, Q, Subquery

from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.cases.models import Case
from portal.workflow.side_acts import ASSIGNED


def assignees_match() -> Iterator[Break]:
    """A case in the hands of somebody else than the last assignment says.

    Assignments from before the trail named people by their key are passed over.
    """
    given = AuditEvent.objects.filter(case=OuterRef("pk"), action=ASSIGNED).order_by("-seq")
    rows = Case.objects.annotate(
        seq=Subquery(given.values("seq")[:1]), told=Subquery(given.values("data")[:1])
    ).filter(Q(assignee__isnull=False) | Q(seq__isnull=False))
    found = rows.order_by("pk").values_list("number", "seq", "told", "assignee_id")
    for number, seq, told, shown in found.iterator(chunk_size=2000):
        if told is None or told.get("assignee_id", shown) != shown:
            yield Break(number, seq or 0, "承办人与最近一次分派的记录不符")
