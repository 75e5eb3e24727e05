"""Making a job: the job and all its items in one transaction, then a wake-up for a worker."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.notices import outbox
from portal.workflow.batch.choosing import Chosen
from portal.workflow.batch.forms import BatchForm
from portal.workflow.batch.kinds import BatchKind
from portal.workflow.models import BatchItem, BatchJob
from portal.workflow.side_acts import UNKNOWN

TASK = "portal.workflow.work_batches"
Status = BatchItem.Status


def start(
    kind: BatchKind,
    chosen: Chosen,
    form: BatchForm,
    *,
    actor: User,
    now: datetime,
    receipt: Callable[[BatchJob], None] | None = None,
) -> BatchJob:
    """Write a job for the cases that were chosen, with the input of a valid form.

    Numbers that stand for nothing are refused at once. ``receipt`` is called inside the transaction, for what must be
    stored together with the job.
    """
    with transaction.atomic(durable=True):
        job = BatchJob.objects.create(
            kind=kind.code,
            params=form.params(),
            summary=form.summary(),
            created_by=actor,
            created_at=now,
        )
        items = list(_items(job, chosen))
        BatchItem.objects.bulk_create(items)
        if not chosen.known:
            job.finished_at = now
            job.save(update_fields=["finished_at"])
        if receipt:
            receipt(job)
        wake()
    return job


def wake() -> None:
    """After the caller's commit, wake a worker; the timetable finds what no message announced."""
    outbox.nudge(TASK)


def _items(job: BatchJob, chosen: Chosen) -> Iterable[BatchItem]:
    for position, (number, pk) in enumerate(chosen.cases.items(), 1):
        item = BatchItem(job=job, position=position, number=number, case_id=pk)
        if pk is None:
            item.status, item.message = Status.REFUSED, UNKNOWN
        yield item
