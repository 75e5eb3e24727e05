"""What workers do for service."""

from celery import shared_task

from portal.clock import now
from portal.service import mailing, openings


@shared_task(name=mailing.SETTLE)  # type: ignore[untyped-decorator]
def settle_mails() -> int:
    """Record what became of mails; their outcomes wake it, the timetable asks anyway."""
    return mailing.settle(now())


@shared_task(name=openings.SETTLE)  # type: ignore[untyped-decorator]
def settle_openings() -> int:
    """Record the service of letters that were opened while their case was held; the opening wakes it."""
    return openings.settle(now())
