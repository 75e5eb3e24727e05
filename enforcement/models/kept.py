"""What the acts after a decision leave behind in rows: payments, instalments, remedies, the public text."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.letters.penalty import measures_text
from enforcement.states import RemedyResult
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.workflow.machine import Context

_FELL = (RemedyResult.ALTERED, RemedyResult.REVOKED, RemedyResult.VOID)


class KeptRows(models.Model):
    """The effects of the acts after a decision. ``Penalty`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        number: Any
        organization: Any
        authority: Any
        sanction: str
        decided_at: Any
        standing_measures: Any
        standing_fine: Any
        suspend_until: Any
        payments: Any
        instalments: Any
        remedies: Any
        published: Any

    def keep_payment(self, event: AuditEvent, ctx: Context) -> None:
        """One row a receipt."""
        self.payments.create(
            paid_on=ctx.data["paid_on"],
            fen=int(ctx.data["amount"] * 100),
            reference=ctx.data["reference"],
            recorded_at=ctx.now,
        )

    def keep_instalments(self, event: AuditEvent, ctx: Context) -> None:
        """The new plan; the one before stays, marked."""
        self.drop_instalments(event, ctx)
        for row in ctx.data["rows"]:
            self.instalments.create(
                due_on=row["due_on"], fen=int(row["amount"] * 100), granted_at=ctx.now
            )

    def drop_instalments(self, event: AuditEvent, ctx: Context) -> None:
        """A plan that adds up to another fine, or runs to another day, no longer holds."""
        self.instalments.filter(replaced_at=None).update(replaced_at=ctx.now)

    def keep_reconsideration(self, event: AuditEvent, ctx: Context) -> None:
        """One row a remedy."""
        self._keep_remedy("reconsideration", ctx)

    def keep_lawsuit(self, event: AuditEvent, ctx: Context) -> None:
        """One row a remedy."""
        self._keep_remedy("lawsuit", ctx)

    def _keep_remedy(self, sort: str, ctx: Context) -> None:
        told = {name: ctx.data.get(name, "") for name in ("authority", "document")}
        self.remedies.create(sort=sort, began_on=ctx.data["began_on"], **told)

    def keep_remedy_end(self, event: AuditEvent, ctx: Context) -> None:
        """The running row ends; parts of a fine that changed no longer hold."""
        self.remedies.filter(ended_on=None).update(
            ended_on=ctx.data["ended_on"],
            result=ctx.data["result"],
            result_note=ctx.data["note"],
        )
        if ctx.data["result"] in _FELL:
            self.drop_instalments(event, ctx)

    def keep_publication(self, event: AuditEvent, ctx: Context) -> None:
        """The whitelist: what of the decision the public may read, and nothing else."""
        own = self.organization
        self.published.create(
            number=self.number,
            party=own.name,
            uscc=own.uscc or "",
            summary=ctx.data["summary"],
            basis=ctx.citation(self.sanction),
            measures=self.measures_told(),
            decided_on=china_date(self.decided_at),
            authority=self.authority.name,
            is_demo=own.is_demo,
            published_at=ctx.now,
        )

    def keep_withdrawal(self, event: AuditEvent, ctx: Context) -> None:
        """The row stays, marked, with the reason that the public reads in its place."""
        self.published.filter(withdrawn_at=None).update(
            withdrawn_at=ctx.now, withdrawal_reason=ctx.data["reason"]
        )

    def measures_told(self) -> list[str]:
        """The measures that stand, in words, with their numbers."""
        return measures_text(self.standing_measures, self.standing_fine, self.suspend_until)
