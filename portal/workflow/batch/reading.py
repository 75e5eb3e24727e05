"""How far a job is, for the one person who started it. For everybody else it does not exist."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from portal.accounts.models import User
from portal.workflow.models import BatchItem, BatchJob
from portal.workflow.side_acts import works_on_cases

Status = BatchItem.Status


@dataclass(frozen=True)
class Progress:
    """The items of a job by status."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.counts.values())

    @property
    def queued(self) -> int:
        """Those that wait."""
        return self.counts[Status.QUEUED]

    @property
    def settled(self) -> int:
        """Those with an answer."""
        return self.total - self.queued

    @property
    def running(self) -> bool:
        """Whether anything waits."""
        return self.queued > 0

    @property
    def state(self) -> str:
        """The job's state as the API names it."""
        if self.running:
            return "running" if self.settled else "queued"
        return "cancelled" if self.counts[Status.CANCELLED] else "finished"

    @property
    def state_label(self) -> str:
        """The same in words."""
        return {
            "running": "进行中",
            "queued": "等待开始",
            "cancelled": "已取消",
            "finished": "已结束",
        }[self.state]


_COUNTS = {f"n_{s.value}": Count("items", filter=Q(items__status=s)) for s in Status}


def jobs_of(user: User) -> QuerySet[BatchJob]:
    """The person's own jobs with their counts, the newest first; none for whom batches do not exist."""
    mine = BatchJob.objects.filter(created_by=user).annotate(**_COUNTS)
    mine = mine.order_by("-created_at", "-pk")
    return mine if works_on_cases(user) else mine.none()


def job_for(user: User, pk: int) -> BatchJob:
    """One of the person's own jobs, with its counts. Raises Http404."""
    job = jobs_of(user).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def progress_of(job: BatchJob) -> Progress:
    """How far a job of ``jobs_of`` is."""
    return Progress({s.value: getattr(job, f"n_{s.value}") for s in Status})


def items_of(job: BatchJob) -> QuerySet[BatchItem]:
    """The job's items in order, each with its case where it has one; without the lines of exports."""
    return job.items.select_related("case").defer("row").order_by(F("position"))
