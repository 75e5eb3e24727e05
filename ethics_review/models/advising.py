"""Advisers of a review: asked for an opinion in their field, without a vote (article 14, paragraph 2)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from ethics_review.models.chairing import adviser_problems
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Invitation(models.Model):
    """An adviser asked for an opinion; no vote (article 14, paragraph 2)."""

    review = models.ForeignKey("ethics_review.Review", models.PROTECT, related_name="invitations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="顾问专家"
    )
    field = models.CharField("领域", max_length=100)
    advice = models.TextField("咨询意见", blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "顾问邀请"
        verbose_name_plural = "顾问邀请"
        ordering: ClassVar = ["review", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "user"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.field}）"


class Advised(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        invitations: Any

    def why_not_advise(self, user: User | None) -> list[Reason]:
        """What stands against the adviser who is named."""
        return adviser_problems(self, user)

    def note_invitation(self, event: AuditEvent, ctx: Context) -> None:
        """Write whom the committee asks for advice."""
        self.invitations.update_or_create(
            user=ctx.data["adviser"],
            defaults={"field": ctx.data["field"], "event": event},
        )

    def note_advice(self, event: AuditEvent, ctx: Context) -> None:
        """Write what the adviser says."""
        self.invitations.filter(user=ctx.actor).update(
            advice=ctx.data["advice"], advised_at=ctx.now
        )
