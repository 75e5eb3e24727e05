"""Changing one's mind about a job: calling off what waits, trying again what failed, letting old exports go."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.workflow.batch.exporting import EXPORT_KEPT
from portal.workflow.batch.starting import wake
from portal.workflow.models import BatchItem, BatchJob

Status = BatchItem.Status
#: So long a job is kept at all. A house rule, no legal limit.
JOB_KEPT = timedelta(days=180)


def cancel(job: BatchJob) -> int:
    """Call off every item that still waits; answers how many. What is under way is finished."""
    with transaction.atomic():
        waiting = BatchItem.objects.filter(job=job, status=Status.QUEUED)
        free = waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)
        return BatchItem.objects.filter(pk__in=list(free)).update(
            status=Status.CANCELLED, message="办理前已取消"
        )


def retry(job: BatchJob) -> int:
    """Queue every failed item again; answers how many."""
    with transaction.atomic():
        failed = BatchItem.objects.filter(job=job, status=Status.FAILED)
        again = failed.update(status=Status.QUEUED, message="")
        if again:
            BatchJob.objects.filter(pk=job.pk).update(finished_at=None)
            wake()
        return again


def forget(now: datetime) -> None:
    """Drop the lines of expired exports, and jobs that are long over. The trail of the cases keeps what was done."""
    expired = BatchItem.objects.filter(job__finished_at__lte=now - EXPORT_KEPT, row__isnull=False)
    expired.update(row=None)
    BatchJob.objects.filter(finished_at__lte=now - JOB_KEPT).delete()
