"""The period of an order to correct: until when it runs, and how far it may be set anew (house rule P8)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import RECTIFICATION
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.periods import due
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

LONGEST = "rectification.longest"
NOT_SERVED = "期限自送达之日起算，尚未登记送达"


class RectifyingPeriod(models.Model):
    """``Rectification`` inherits it. It counts from the service of the order, or of the opinion that returned it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Case`` brings
        deadlines: Any
        served_at: Any

    def deadline(self) -> Deadline | None:
        """The period that runs, or the one that ran last; None while the newest paper waits for its service."""
        if self.served_at is None:
            return None
        last: Deadline | None = self.deadlines.filter(code=RECTIFICATION).order_by("-pk").first()
        return last

    def expired_at(self, now: datetime) -> bool:
        """Whether the period has run out."""
        last = self.deadline()
        return last is not None and now >= last.moment

    def why_not_days(self, days: int | None, ctx: Context) -> list[Reason]:
        """What stands against a second period of so many days: served today, it takes nothing back of the first."""
        before = self.deadline()
        if days is None or before is None or before.last_day is None:
            return []
        last = due(ctx.law.limit(RECTIFICATION), ctx.now, work_calendar(), amount=days).last_day
        if last is None or last >= before.last_day:
            return []
        told = f"新的最后一日 {last} 早于原来的 {before.last_day}，已经给予的期限不能缩短"
        return [Reason(told, "days", ctx.article(RECTIFICATION))]

    def why_not_until(self, until: date | None, ctx: Context) -> list[Reason]:
        """What stands against an extension to that day: the period as a whole has a bound."""
        running = self.deadline()
        if until is None:
            return []
        if running is None:
            return [Reason(NOT_SERVED, "until", ctx.article(RECTIFICATION), code="not_served")]
        most = ctx.law.threshold(LONGEST)
        latest = china_date(running.started_at) + timedelta(days=most.number)
        if until <= latest:
            return []
        told = (
            f"整改期限连同延长至多 {most.number} 日，最后一日不能晚于 {latest}（{most.citation}）"
        )
        return [Reason(told, "until", most.article)]
