"""What enforcement keeps for a while only: who complained. What was said and what came of it stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from enforcement.models.complaint import Complainant
from portal.retention.papers import GONE
from portal.retention.schedule import Holding, Order


def _due(before: datetime) -> QuerySet[Complainant]:
    """Those whose complaint had ended before that."""
    return Complainant.objects.filter(complaint__closed_at__lt=before, destroyed_at=None)


def _destroy(rows: Sequence[Complainant], order: Order) -> Mapping[int, str]:
    """The sealed text goes; that there was one, and when it went, stays."""
    for row in rows:
        row.sealed, row.destroyed_at, row.destruction = b"", order.now, order.number
        row.save(update_fields=["sealed", "destroyed_at", "destruction"])
    return {row.pk: GONE for row in rows}


COMPLAINANT_IDENTITY = Holding(
    code="complainant_identity",
    title="投诉举报人的身份信息",
    limit="retention.complainant_identity",
    due=_due,
    destroy=_destroy,
    case="complaint_id",
)
