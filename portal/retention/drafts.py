"""Drafts that were never handed in: nobody but their writers ever saw them, so nothing of them need last.

The case stays, with its number, title and trail: a number that was given is never taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases import destroying
from portal.cases.models import Case
from portal.retention.papers import destroy_bytes
from portal.retention.schedule import Holding, Order, begun_by_companies
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind
from portal.workflow.side_acts import DESTROYED

EMPTIED = "所填文字和材料已销毁"
_TYPED = (models.CharField, models.TextField, models.JSONField)


def _due(before: datetime) -> QuerySet[Case]:
    """Cases that nobody handed in or touched since; one that was emptied only after somebody touched it again."""
    kinds = [kind.code for kind in catalogue.kinds() if begun_by_companies(kind)]
    events = AuditEvent.objects.filter(case=OuterRef("pk"))
    touches = events.exclude(role=Role.SYSTEM).order_by("-seq")  # a reminder touches no draft
    return (
        Case.objects.filter(kind__in=kinds, received_at=None)
        .annotate(touched=Subquery(touches.values("occurred_at")[:1]))
        .annotate(newest=Subquery(touches.values("seq")[:1]))
        .filter(touched__lt=before)
        .exclude(Exists(events.filter(action=DESTROYED, seq__gt=OuterRef("newest"))))
    )


def _destroy(rows: Sequence[Case], order: Order) -> Mapping[int, str]:
    return {row.pk: EMPTIED for row in rows if _empty(row, order)}


def _empty(row: Case, order: Order) -> bool:
    """Set the papers aside and blank what was typed beyond the opening; False while bytes are in use just now."""
    papers = list(row.documents.filter(destroyed_at=None))
    hashes = {paper.file_id for paper in papers}
    if destroying.release(hashes) != hashes:
        return False
    destroy_bytes(papers, order)
    row.documents.update(text="")
    row.documents.filter(removed_at=None).update(removed_at=order.now)
    kind = catalogue.kind(row.kind)
    case, fields = kind.load(row), _typed(kind)
    for field in fields:
        setattr(case, field.name, field.get_default())
    case.version += 1  # a form that is still open somewhere must not bring it all back unseen
    case.save(update_fields=["version", *(field.name for field in fields)])
    return True


def _typed(kind: CaseKind) -> "list[models.Field[Any, Any]]":
    """The texts and lists that the kind's sections ask for; what the opening asks keeps the case recognisable."""
    asked = {name for part in kind.sections if part.form for name in part.form.base_fields}
    asked -= set(kind.create_form.base_fields)
    return [
        field
        for field in kind.model._meta.concrete_fields
        if field.name in asked and isinstance(field, _TYPED)
    ]


DRAFTS = Holding(
    code="drafts",
    title="从未提交的草稿",
    limit="retention.draft",
    due=_due,
    destroy=_destroy,
    case="pk",
)
