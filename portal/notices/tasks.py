"""The door by which a worker drains the outbox."""

from celery import shared_task

from portal import clock
from portal.notices import outbox


@shared_task(name="portal.notices.drain")  # type: ignore[untyped-decorator]
def drain() -> None:
    """Render the letters that wait; idempotent, safe in any number of workers."""
    outbox.drain(clock.now())
