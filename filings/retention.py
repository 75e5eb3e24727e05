"""What the registry keeps for a while only: the pages that were fetched to see whether they show the filing number."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from filings.models import DisplayCheck
from portal.retention.papers import destroy_bytes
from portal.retention.schedule import Holding, Order


def _due(before: datetime) -> QuerySet[DisplayCheck]:
    """Checks that were answered and settled before that, each with the page that it kept."""
    return DisplayCheck.objects.filter(
        finished_at__lt=before, settled_at__isnull=False, body__isnull=False, destroyed_at=None
    )


def _destroy(rows: Sequence[DisplayCheck], order: Order) -> Mapping[int, str]:
    """The page goes; what was found on it, its excerpt and its hash stay."""
    return destroy_bytes(rows, order, field="body_id")


DISPLAY_EVIDENCE = Holding(
    code="display_evidence",
    title="核验编号标明时取得的网页",
    limit="retention.display_evidence",
    due=_due,
    destroy=_destroy,
    case="filing_id",
    size="body__size",
    sha256="body_id",
)
