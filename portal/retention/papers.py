"""Papers: how stored bytes are destroyed, and the kernel's own class of them, the papers of cases that have ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases import destroying
from portal.cases.models import Case, Destroyable, Document
from portal.deadlines.models import Deadline
from portal.retention.schedule import Holding, Order, begun_by_companies, kept_slots
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind

GONE = "内容已销毁"
SHARED = "已销毁；内容相同的文件另有未到期的材料使用，文件内容随其留存"


def destroy_bytes(
    rows: Sequence[Destroyable], order: Order, *, field: str = "file_id"
) -> Mapping[int, str]:
    """Mark rows as destroyed and let go of their bytes; ``field`` is the hash of a row's bytes.

    Bytes that something else still holds stay for that; bytes in use just now are left for the next time.
    """
    free = destroying.release(getattr(row, field) for row in rows)
    now_gone = [row for row in rows if getattr(row, field) in free]
    for row in now_gone:
        row.destroyed_at, row.destruction = order.now, order.number
        row.save(update_fields=["destroyed_at", "destruction"])
    ended = destroying.end(free, order.now)
    return {row.pk: GONE if getattr(row, field) in ended else SHARED for row in now_gone}


def _ended_cases(before: datetime) -> QuerySet[Case]:
    """Cases at an end that nothing leads out of, reached before the instant; none whose decision is in force."""
    ends = Q(pk__in=[])
    for kind in catalogue.kinds():
        rows = Q(kind=kind.code, state__in=_ends(kind))
        ends |= rows & Q(received_at__isnull=False) if begun_by_companies(kind) else rows
    moves = AuditEvent.objects.filter(case=OuterRef("pk")).exclude(before=F("after"))
    reached = Subquery(moves.order_by("-seq").values("occurred_at")[:1])
    running = Deadline.objects.filter(case=OuterRef("pk"), closed_at=None)
    return (
        Case.objects.filter(~Exists(running), ends, in_force=False)
        .annotate(reached=reached)
        .filter(reached__lt=before)
    )


def _ends(kind: CaseKind) -> list[str]:
    """The states that no person leads a case out of; a mark may still be given, or a decision be overturned."""
    moves = [s for s in kind.actions.values() if s.target and s.roles - {Role.SYSTEM}]
    left = {source for step in moves for source in step.source}
    return [state for state in kind.states.values if state not in left]


def _due_papers(before: datetime) -> QuerySet[Document]:
    kept = Q(pk__in=[])
    for kind, slots in kept_slots().items():
        kept |= Q(case__kind=kind, slot__in=slots)
    ended = _ended_cases(before).values("pk")
    return Document.objects.filter(case__in=ended, destroyed_at=None).exclude(kept)


def _destroy_papers(rows: Sequence[Document], order: Order) -> Mapping[int, str]:
    done = destroy_bytes(rows, order)
    Document.objects.filter(pk__in=done).update(text="")
    return done


ENDED_CASE_PAPERS = Holding(
    code="ended_case_papers",
    title="已办结事项的材料",
    limit="retention.ended_case_papers",
    due=_due_papers,
    destroy=_destroy_papers,
    size="size",
    sha256="file_id",
)
