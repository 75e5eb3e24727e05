"""A review: its parts put together, and what is kept of it in versions and in the trail."""

from typing import Any, ClassVar

from django.db import models

from ethics_review.letters.review import letter_context
from ethics_review.machines.appealing import Appeal
from ethics_review.machines.convening import Convening
from ethics_review.machines.deciding import Decision
from ethics_review.machines.deliberating import Deliberation
from ethics_review.machines.following import Following
from ethics_review.machines.intake import Intake
from ethics_review.machines.listing import Listing
from ethics_review.machines.rechecking import Rechecking
from ethics_review.machines.simplified import Simplified
from ethics_review.models.activity import Activity
from ethics_review.models.addressing import Addressing
from ethics_review.models.advising import Advised
from ethics_review.models.application import Application
from ethics_review.models.balloting import Balloting
from ethics_review.models.committee import Committee
from ethics_review.models.conduct import Conduct
from ethics_review.models.deciding import Decided
from ethics_review.models.insiders import Insiders
from ethics_review.models.listing import Listed
from ethics_review.models.rechecked import Rechecked
from ethics_review.states import ReviewState
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
)

_S = ReviewState
_DECISIONS = (_S.APPROVED, _S.AMENDMENT_DUE, _S.REVISION_REQUIRED, _S.REJECTED)


class Review(
    Intake,
    Listing,
    Convening,
    Simplified,
    Deliberation,
    Rechecking,
    Decision,
    Appeal,
    Following,
    Insiders,
    Addressing,
    Conduct,
    Balloting,
    Advised,
    Rechecked,
    Decided,
    Activity,
    Listed,
    Application,
    Case,
):
    """The ethics review of one activity, from the application to its end."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="reviews", verbose_name="审查的委员会或者服务中心"
    )

    class Meta:
        verbose_name = "伦理审查"
        verbose_name_plural = "伦理审查"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(decision__in=["approve", "approve_after_revision"])
                | models.Q(decided_round__isnull=False),
                name="no_approval_without_a_vote",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def itself_id(self) -> int:
        """For follow-ups of an act on the same review."""
        return int(self.pk)

    @property
    def itself(self) -> "Review":
        """The same."""
        return self

    def begin_anew(self) -> None:
        """A fresh application: what was said and decided before stays in the trail and its versions."""
        self.supplement_count, self.supplements = 0, []
        self.procedure = self.procedure_reason = self.simplified_ground = ""
        self.conversion_ground = self.conversion_reason = ""
        self.deliberation_since = self.converted_at = self.extended_until = None
        self.accepted_at = self.accepted_by = None
        self.preliminary_opinion = self.recheck_opinion = self.recheck_text = ""
        self.preliminary_at = self.recheck_returned_at = None
        self.exempt_ground = self.exempt_number = self.exempt_reason = ""
        self.exempt_at = self.refused_at = self.presider = None
        self.decision = self.decision_text = ""
        self.decided_at = self.decided_by = self.decided_round = self.served_at = None
        self.appealed_at = self.late_appeal_at = None
        self.appeal_grounds = self.appeal_answer = ""
        self.appeal_is_late = False
        self.amendment_submitted_at = self.approved_at = self.tracking_months = None
        self.amendment_returned, self.listing_weighed, self.decided_under = [], [], []
        self.recognised_unit = self.recognised_decision = ""
        self.recognised_scope = self.recognised_reason = ""
        self.registered_at = self.suspended_at = None
        self.registration_note = self.suspension_reason = ""
        self.resumption_reason = self.rereview_reason = ""

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        ReviewRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the content, and of a ballot nothing but its seal."""
        told: dict[str, Any] = self.sets_aside(step, ctx)
        if FREEZES in step.effects:
            told["content_sha256"] = content_digest(self.content())
            told["papers_sha256"] = papers_digest(papers_in(self))
        if {"open_meeting_round", "open_simplified_round"} & set(step.effects):
            told |= self.opened_for(self.voters(ctx))
        if "store_ballot" in step.effects:
            told |= self.sealed_ballot()
        if "count_round" in step.effects and (running := self.open_round()) is not None:
            count = running.recount(ctx.law)
            told |= {"round": running.number, "outcome": count.outcome, "counts": count.as_json()}
        if step.target in _DECISIONS and self.decided_round is not None:
            told |= {"decided_round": self.decided_round.number}
        if step.name == "receive_opinion":
            told |= {"held": self.recheck_opinion}
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the review's letters say."""
        return letter_context(self, code, ctx)


class ReviewRevision(FrozenVersion):
    """An application as it was handed in."""

    OWNER = "review"
    review = models.ForeignKey(
        Review, models.PROTECT, related_name="revisions", verbose_name="伦理审查"
    )

    class Meta:
        verbose_name = "申请版本"
        verbose_name_plural = "申请版本"
        ordering: ClassVar = ["review", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "number"], name="one_review_revision_per_number"
            )
        ]
