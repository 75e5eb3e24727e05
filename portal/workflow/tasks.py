"""Batch jobs item by item; the daily clearing of what was kept for a while."""

import time
from datetime import timedelta

from celery import shared_task

from portal.clock import now
from portal.workflow.batch import steering, working
from portal.workflow.batch.starting import TASK, wake
from portal.workflow.models import IdempotentReply

#: Long enough for any client to repeat a call; no legal limit, so it stands here and not in the rulebook.
KEPT = timedelta(days=30)
#: One task goes on for so long; a long job must not hold a worker from the sweep.
BUDGET_SECONDS = 10.0


@shared_task(name="portal.workflow.forget_replies")  # type: ignore[untyped-decorator]
def forget_replies() -> None:
    """Delete replies older than ``KEPT``."""
    IdempotentReply.objects.filter(created_at__lt=now() - KEPT).delete()


@shared_task(name=TASK)  # type: ignore[untyped-decorator]
def work_batches() -> int:
    """Do items of batch jobs for a while; answers how many. What is left then waits behind the other tasks."""
    started, done = time.monotonic(), 0
    while time.monotonic() - started < BUDGET_SECONDS and working.step(now()):
        done += 1
    working.close_finished(now())
    if time.monotonic() - started >= BUDGET_SECONDS and working.anything_waits():
        wake()
    return done


@shared_task(name="portal.workflow.forget_batches")  # type: ignore[untyped-decorator]
def forget_batches() -> None:
    """Let expired exports and jobs that are long over go."""
    steering.forget(now())
