"""The yearly report of a committee: which year is due, and the year's work in numbers (2023 measures, article 45)."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import ANNUAL_REPORT, CENTRE_ANNUAL_REPORT
from portal.audit.models import AuditEvent
from portal.clock import CHINA, china_date
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: By these a committee takes a review on.
_ACCEPTS = ("accept_general", "accept_simplified", "accept_emergency")


class Yearly(models.Model):
    """``Committee`` inherits it."""

    reporting_since = models.DateTimeField(null=True, blank=True, editable=False)
    #: ``{"year", "work", "listed_activities", "training", "figures", "reported_at"}`` for each year.
    reports = models.JSONField("年度报告", default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Committee`` brings
        established_on: Any
        deadlines: Any
        reviews: Any
        meetings: Any

    def why_not_report(self, ctx: Context) -> list[Reason]:
        """What stands against the yearly report: years are reported one after the other, each once it has ended."""
        due = self.year_due()
        if due is None:
            return []
        if due >= china_date(ctx.now).year:
            return [Reason(f"{due} 年度尚未结束，自 {due + 1} 年 1 月 1 日起提交", field="year")]
        if ctx.data.get("year", due) != due:
            return [Reason(f"现在应当提交的是 {due} 年度的报告", field="year")]
        return []

    def year_due(self) -> int | None:
        """The year whose report is waited for: the one before the running limit's; None while none runs."""
        codes = (ANNUAL_REPORT, CENTRE_ANNUAL_REPORT)
        running = self.deadlines.filter(code__in=codes, closed_at=None).first()
        return running.last_day.year - 1 if running is not None and running.last_day else None

    def first_year_ends(self, now: datetime) -> datetime:
        """From when the first yearly report is counted: no report is asked for a time before it was set up."""
        first = self.established_on or china_date(now)
        return max(now, year_end(first.year))

    def next_year_ends(self, year: int) -> datetime:
        """From when the report after that of ``year`` is counted."""
        return year_end(year + 1)

    def figures_of(self, year: int) -> dict[str, int]:
        """The year's work in numbers, counted by the portal from the trail (2023 measures, article 45)."""
        acts = _acts_in(year, self.reviews.values("pk"))
        told = Counter(acts.order_by().values_list("action", flat=True))
        accepted = acts.filter(action__in=_ACCEPTS).values("case")
        held = _acts_in(year, self.meetings.values("pk")).filter(action="close_session")
        return {
            "accepted": sum(told[name] for name in _ACCEPTS),
            "simplified": told["accept_simplified"],
            "emergency": told["accept_emergency"],
            "approved": told["approve"],
            "approved_after_revision": told["approve_after_revision"],
            "revision": told["require_revision"],
            "rejected": told["reject"],
            "listed": self.reviews.filter(pk__in=accepted, on_recheck_list=True).count(),
            "meetings": held.count(),
        }


def _acts_in(year: int, cases: "models.QuerySet[Any, Any]") -> "models.QuerySet[AuditEvent]":
    """What happened to the cases in that year in China. Rows tell what is now; the trail tells what was."""
    begins, ends = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    return AuditEvent.objects.filter(case__in=cases, occurred_at__gte=begins, occurred_at__lt=ends)


def year_end(year: int) -> datetime:
    """The beginning of the year's last day in China: from it the next 31 March is that of its report."""
    return datetime(year, 12, 31, tzinfo=CHINA)
