"""The sweep's door for the worker."""

from celery import shared_task

from portal.clock import now
from portal.deadlines import heartbeat
from portal.deadlines import sweep as sweeping


@shared_task(name="portal.deadlines.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Witness every milestone that has passed by the portal's clock; answers how many there were."""
    moment = now()
    emitted = sweeping.sweep(moment)
    heartbeat.beat(heartbeat.SWEEP, moment)
    return emitted
