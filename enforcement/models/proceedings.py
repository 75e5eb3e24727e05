"""What the acts of a penalty case leave behind in rows: evidence, its registration, recusals."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.models.officers import CaseOfficer
from enforcement.states import PenaltyState
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.workflow.machine import Context


class Proceedings(models.Model):
    """The effects of ``PenaltyProcedure``."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` and its other parts bring
        pk: Any
        evidence: Any
        recusal_requests: list[dict[str, Any]]

        state: Any

        def held_evidence(self) -> list[Any]: ...
        def is_officer(self, user: User) -> bool: ...

    def admits_editor(self, user: User) -> bool:
        """While a case is investigated its officers alone write in it."""
        return self.state != PenaltyState.OPENED or self.is_officer(user)

    def note_own_recusal(self, event: AuditEvent, ctx: Context) -> None:
        """The actor is out of the case for good."""
        self._recuse(ctx.actor, ctx.data["reason"], ctx)

    def note_recusal(self, event: AuditEvent, ctx: Context) -> None:
        """So is whoever was told to step aside."""
        self._recuse(ctx.data["user"], ctx.data["reason"], ctx)

    def note_granted_recusal(self, event: AuditEvent, ctx: Context) -> None:
        """And whom the party rightly objected to."""
        if ctx.data["granted"]:
            asked = self.recusal_requests[-1]
            self._recuse(User.objects.get(pk=asked["user"]), asked["reason"], ctx)

    def note_evidence(self, event: AuditEvent, ctx: Context) -> None:
        """One piece, with the hash of its paper as the portal stored it."""
        told = ctx.data
        document = told.get("document")
        piece = self.evidence.create(
            **{name: told[name] for name in ("sort", "name", "proves", "source", "taken_at")},
            document=document,
            sha256=document.file_id if document else "",
        )
        piece.taken_by.set(told["officers"])

    def note_hold(self, event: AuditEvent, ctx: Context) -> None:
        """The pieces are registered from now on."""
        for piece in ctx.data["pieces"]:
            piece.held_at = ctx.now
            piece.save(update_fields=["held_at"])

    def note_hold_settled(self, event: AuditEvent, ctx: Context) -> None:
        """What is registered has been dealt with."""
        for piece in self.held_evidence():
            piece.hold_ended_at, piece.hold_result = ctx.now, ctx.data["result"]
            piece.save(update_fields=["hold_ended_at", "hold_result"])

    def _recuse(self, user: User, reason: str, ctx: Context) -> None:
        """End the person's part; who was no officer gets a row that says so, and is none by it."""
        gone = {"recused_at": ctx.now, "ended_at": ctx.now, "recusal_reason": reason}
        named = CaseOfficer.objects.filter(case_id=self.pk, user=user, ended_at=None)
        if not named.update(**gone):
            CaseOfficer.objects.create(case_id=self.pk, user=user, named_at=ctx.now, **gone)
