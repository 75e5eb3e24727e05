"""The daily clearing of replies kept for repeated calls."""

from datetime import timedelta

from celery import shared_task

from portal.clock import now
from portal.workflow.models import IdempotentReply

#: Long enough for any client to repeat a call; no legal limit, so it stands here and not in the rulebook.
KEPT = timedelta(days=30)


@shared_task(name="portal.workflow.forget_replies")  # type: ignore[untyped-decorator]
def forget_replies() -> None:
    """Delete replies older than ``KEPT``."""
    IdempotentReply.objects.filter(created_at__lt=now() - KEPT).delete()
