"""Requests that an officer step aside, each with its answer (penalty law, article 43)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.models.officers import CaseOfficer
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class AnswersRecusals(models.Model):
    """A case whose team the company may object to. ``recusals`` holds a row for each request, in their order."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what the case brings
        recusals: Any

        def is_officer(self, user: User) -> bool: ...

    def recusals_waiting(self) -> list[dict[str, Any]]:
        """The requests that nobody answered yet."""
        return [row for row in self.recusals if row["granted"] is None]

    def why_not_ask_recusal(self, officer: User | None) -> list[Reason]:
        """Why nobody can ask that this officer step aside."""
        if officer is None:
            return []
        if not self.is_officer(officer):
            return [Reason("所选人员不是本事项的执法人员", "officer")]
        if any(row["officer"] == officer.pk for row in self.recusals_waiting()):
            return [Reason("对这名执法人员的回避申请正在等待答复", "officer")]
        return []

    def ask_recusal(self, ctx: Context) -> None:
        """Note the request."""
        officer: User = ctx.data["officer"]
        row = {
            "officer": officer.pk,
            "name": str(officer),
            "reason": ctx.data["reason"],
            "asked_at": ctx.now.isoformat(),
            "granted": None,
            "answer": "",
        }
        self.recusals = [*self.recusals, row]

    def answer_recusal(self, ctx: Context, *, granted: bool) -> None:
        """Note the answer to the request that waits about the officer."""
        asked = ctx.data["officer"].pk
        told = {
            "granted": granted,
            "answer": ctx.data["reason"],
            "answered_at": ctx.now.isoformat(),
        }
        self.recusals = [
            {**row, **told} if row["officer"] == asked and row["granted"] is None else row
            for row in self.recusals
        ]

    def note_recusal(self, event: AuditEvent, ctx: Context) -> None:
        """The officer leaves the case for good."""
        present = CaseOfficer.objects.filter(
            case_id=self.pk, user=ctx.data["officer"], ended_at=None
        )
        present.update(recused_at=ctx.now, ended_at=ctx.now, recusal_reason=ctx.data["reason"])
