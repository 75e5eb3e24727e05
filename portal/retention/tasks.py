"""The worker's door to destructions."""

import time

from celery import shared_task

from portal.clock import now
from portal.retention import working
from portal.retention.proposing import TASK

#: One task goes on for so long; a long list must not hold a worker from the sweep.
BUDGET_SECONDS = 10.0


@shared_task(name=TASK)  # type: ignore[untyped-decorator]
def destroy() -> int:
    """Carry out approved destructions for a while; answers how many batches. The timetable goes on with the rest."""
    started, done = time.monotonic(), 0
    while time.monotonic() - started < BUDGET_SECONDS and working.step(now()):
        done += 1
    return done
