"""What penalty decisions leave on a filing: which one ended it, and the suspensions of its information updates."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from filings import publishing
from filings.machines.enforced import Enforced
from filings.states import EntryStatus
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.workflow.machine import Context


class UnderDecision(Enforced, models.Model):
    """The columns of enforced acts, and what those acts do. ``Filing`` inherits it."""

    ended_by_decision = models.CharField(
        "终止备案的处罚决定", max_length=40, blank=True, editable=False
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        suspensions: Any
        record_number: Any
        change_remarks: Any
        in_force: Any
        ended_at: Any
        service_ends_on: Any
        termination_reason: Any
        revocation_notified_at: Any

        def restore_recorded(self, ctx: Context) -> None: ...

    def stand_again(self, ctx: Context) -> None:
        """The number holds again, with the version that it stood for; what was in the making is gone."""
        self.restore_recorded(ctx)
        self.in_force, self.ended_at, self.ended_by_decision = True, None, ""
        self.service_ends_on, self.termination_reason = None, ""
        self.revocation_notified_at = None

    def running_suspensions(self) -> Any:
        """The suspensions in force, the oldest first."""
        return self.suspensions.filter(ended_on=None)

    def keep_suspension(self, event: AuditEvent, ctx: Context) -> None:
        """A row, and the mark in the register."""
        self.suspensions.create(
            decision=ctx.data["decision"],
            reason=ctx.data["reason"],
            began_on=china_date(ctx.now),
            until=ctx.data.get("until"),
            event=event,
        )
        self._mark_suspension(ctx)

    def end_suspension(self, event: AuditEvent, ctx: Context) -> None:
        """The suspension of the decision that the act names ends today."""
        rows = self.running_suspensions().filter(decision=ctx.data["decision"])
        rows.update(ended_on=china_date(ctx.now), end_reason=ctx.data["reason"])
        self._mark_suspension(ctx)

    def end_suspensions(self, event: AuditEvent, ctx: Context) -> None:
        """A number that ends has no updates left to suspend."""
        told = "备案已经终止"
        if self.running_suspensions().update(ended_on=china_date(ctx.now), end_reason=told):
            self._mark_suspension(ctx)

    def mark_restored(self, event: AuditEvent, ctx: Context) -> None:
        """The entry counts as in force again, with the remark it had."""
        note = "；".join(self.change_remarks)
        publishing.mark_status(self.record_number, EntryStatus.IN_FORCE, now=ctx.now, note=note)

    def _mark_suspension(self, ctx: Context) -> None:
        told = "；".join(row.told() for row in self.running_suspensions())
        publishing.mark_suspension(self.record_number, told, now=ctx.now)


class UpdateSuspension(models.Model):
    """One decision's suspension of a filing's information updates; the filing itself stays in force."""

    filing = models.ForeignKey(
        "filings.Filing", models.PROTECT, related_name="suspensions", verbose_name="备案"
    )
    decision = models.CharField("处罚决定编号", max_length=40)
    reason = models.TextField("理由", blank=True)
    began_on = models.DateField("暂停自")
    until = models.DateField("暂停至", null=True, blank=True)
    ended_on = models.DateField("实际恢复日期", null=True, blank=True)
    end_reason = models.TextField("恢复的理由", blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "暂停信息更新"
        verbose_name_plural = "暂停信息更新"
        ordering: ClassVar = ["filing", "began_on", "pk"]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.decision}"

    def told(self) -> str:
        """How pages and the register say it."""
        return f"自 {self.began_on} 起，{_end(self.until)}（处罚决定 {self.decision}）"


def _end(until: date | None) -> str:
    return f"至 {until}" if until else "至决定解除之日"
