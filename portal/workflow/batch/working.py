"""Doing a job: item by item, each in one transaction with its effect, by any number of workers at once.

A worker that is killed leaves its item as it was, untouched and queued; what was committed is never done again. The
creator's rights are looked at anew for every item, as they are by then.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from portal.workflow.batch.kinds import KINDS, Result
from portal.workflow.errors import Refused
from portal.workflow.models import BatchItem, BatchJob

logger = logging.getLogger(__name__)
Status = BatchItem.Status


def step(now: datetime) -> bool:
    """Do the next item that waits, whosoever's; False when none does.

    Jobs take turns: a short one does not wait behind a long one. Lock order: the item, then its case.
    """
    with transaction.atomic(durable=True):
        waiting = BatchItem.objects.filter(status=Status.QUEUED).order_by("position", "pk")
        locked = waiting.select_for_update(skip_locked=True, of=("self",))
        item = locked.select_related("job__created_by").first()
        if item is None:
            return False
        _do(item, now)
        item.save(update_fields=["status", "message", "event", "row"])
    return True


def _do(item: BatchItem, now: datetime) -> None:
    """The item's effect and its answer. What fails is undone and told; the rest of the job goes on."""
    try:
        with transaction.atomic():
            result = _result(item, now)
    except Refused as refused:
        item.status = Status.REFUSED
        item.message = str(refused)
    except (
        Exception
    ):  # one broken case must not stop all others; it is logged and can be tried again
        logger.exception("batch item %s (%s) failed", item.pk, item.number)
        item.status, item.message = Status.FAILED, "办理时出错，没有任何变动，可以重试"
    else:
        item.status, item.message = Status.DONE, result.message
        item.event, item.row = result.event, result.row


def _result(item: BatchItem, now: datetime) -> Result:
    job = item.job
    if item.case_id is None:
        raise LookupError(f"item {item.pk} is queued without a case")
    return KINDS[job.kind].act(item.case_id, job.created_by, job.params, now)


def close_finished(now: datetime) -> int:
    """Put down the end of every job of which no item waits any more; answers how many there were.

    An item that another worker holds still counts as waiting: that worker closes the job when it is done.
    """
    waiting = BatchItem.objects.filter(job=OuterRef("pk"), status=Status.QUEUED)
    ended = BatchJob.objects.filter(~Exists(waiting), finished_at=None)
    return ended.update(finished_at=now)


def anything_waits() -> bool:
    """Whether an item is queued, held by somebody or not."""
    return BatchItem.objects.filter(status=Status.QUEUED).exists()
