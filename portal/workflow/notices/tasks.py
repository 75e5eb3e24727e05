"""The door by which a worker makes the digests: mail knows no calendar of its own."""

from celery import shared_task

from portal import clock
from portal.deadlines.calendar import work_calendar
from portal.mail import digests, outbox


@shared_task(name="portal.workflow.make_digests")  # type: ignore[untyped-decorator]
def make_digests() -> int:
    """Make the digests whose hour has come; answers how many. Idempotent, safe in any number of workers."""
    if not outbox.is_on():
        return 0
    made = digests.make(clock.now(), work_calendar())
    if made:
        outbox.wake()
    return made
