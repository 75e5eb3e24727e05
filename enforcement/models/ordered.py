"""How an order to correct, or the opinion that returned it, reached the company."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.models.announced import why_not_announced
from enforcement.rules.serving import service_problems
from enforcement.states import RectificationState, ServiceMethod
from portal.clock import china_date
from portal.service import consents, keeping
from portal.service.rules import announcement_ends
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

SERVED_BY = "record_service"


class Ordered(models.Model):
    """``Rectification`` inherits it. ``served_at`` is of the newest paper: returning the order empties it."""

    served_at = models.DateTimeField("送达时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Rectification`` brings
        organization_id: Any
        state: Any
        issued_at: Any
        returned_at: Any
        days: Any
        more_days: Any

    @property
    def days_given(self) -> int | None:
        """The period that the newest paper sets, in natural days."""
        found: int | None = self.more_days or self.days
        return found

    @property
    def waits_for_service(self) -> bool:
        """Whether a paper is out whose service nobody recorded: its period does not run yet."""
        return self.state == RectificationState.ISSUED and self.served_at is None

    def service_moment(self, ctx: Context) -> datetime | None:
        """When the paper counts as served by what is told: a public notice at its end."""
        if ctx.data.get("service_method") != ServiceMethod.PUBLIC_NOTICE:
            told: datetime | None = ctx.data.get("served_at")
            return told
        began: date | None = ctx.data.get("notice_on")
        return announcement_ends(self, began) if began else None

    def why_not_served(self, ctx: Context) -> list[Reason]:
        """Why what is told proves no service; nothing while nothing is told."""
        issued: datetime = self.returned_at or self.issued_at
        began, told_at = ctx.data.get("notice_on"), ctx.data.get("served_at")
        if began is not None and began < china_date(issued):
            return [Reason("公告日期不应早于发出文书的日期", "notice_on", code="before_the_paper")]
        consent = consents.standing(self.organization_id, told_at) if told_at else None
        found = service_problems(
            ctx.data,
            decided_at=issued,
            now=ctx.now,
            confirmed_at=consent.confirmed_at if consent else None,
            notice_ends=self.service_moment(ctx),
            before="发出文书",
        )
        return [*found, *why_not_announced(self, SERVED_BY, ctx)]

    def keep_order_service(self, event: Any, ctx: Context) -> None:
        """The paper was served."""
        keeping.follow(self, event, ctx, moment=self.served_at)
