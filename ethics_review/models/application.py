"""What a review is asked for: the application as it stands, as it was handed in, what it still lacks (article 12)."""

from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.conf import settings
from django.db import models

from ethics_review.models.content import CONTENT_FIELDS, ReviewContent
from ethics_review.rules import completeness
from ethics_review.rules.procedure import Proposal, proposed
from ethics_review.states import Procedure
from portal.accounts.models import Organization
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context
from portal.workflow.versions import content_digest, papers_digest, papers_in, stated


class Application(ReviewContent):
    """``Review`` inherits it: from the draft to acceptance, and the amendment that a decision asks for."""

    submitted_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    supplement_count = models.PositiveSmallIntegerField(default=0, editable=False)
    supplement_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    supplements = models.JSONField("需要补充的材料", default=list, blank=True, editable=False)
    proposed_procedure = models.CharField(max_length=20, blank=True, editable=False)
    procedure = models.CharField(
        "程序", max_length=20, choices=Procedure.choices, blank=True, editable=False
    )
    procedure_reason = models.TextField("适用程序的理由", blank=True, editable=False)
    simplified_ground = models.CharField(max_length=20, blank=True, editable=False)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    refused_at = models.DateTimeField("不予受理时间", null=True, blank=True, editable=False)
    refusal_reasons = models.JSONField(default=list, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(blank=True, editable=False)
    # Asked for by a decision
    amendment_submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    amendment_returned = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` and its other parts bring
        title: Any
        organization_id: Any
        committee: Any
        law_profile: str
        revisions: Any
        on_recheck_list: Any

        def settle_listing(self, law: Rulebook) -> None: ...

    @property
    def handed_in_at(self) -> datetime | None:
        """The last time the application, or an amendment, was handed in."""
        return max(filter(None, [self.submitted_at, self.amendment_submitted_at]), default=None)

    @property
    def _case(self) -> Case:
        return cast(Case, self)

    def content(self) -> dict[str, Any]:
        """What the application states."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS} | {
            "committee": self.committee.number
        }

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing in."""
        papers = frozenset(document.slot for document in documents_of(self._case))
        own = self.committee.organization_id == self.organization_id
        facts = {**self.content(), "committee_is_own": own}
        return completeness.problems(facts, papers, rulebook(self.law_profile), now)

    def changed_since_handed_in(self) -> bool:
        """Whether content or papers differ from the last version handed in."""
        last = self.revisions.order_by("-number").first()
        if last is None:
            return True
        same = content_digest(self.content()) == content_digest(last.content)
        return not same or papers_digest(papers_in(self._case)) != papers_digest(last.papers)

    def has_paper(self, slot: str) -> bool:
        """Whether such a paper is among those handed in."""
        at = self.handed_in_at
        return (
            at is not None
            and documents_of(self._case).filter(slot=slot, uploaded_at__lte=at).exists()
        )

    def proposal(self, law: Rulebook) -> Proposal:
        """What the answers propose; a person decides (article 13)."""
        filed = self.as_handed_in()
        before = filed.earlier_approval() is not None
        return proposed(filed.content(), law, listed=self.on_recheck_list, approved_before=before)

    def propose_procedure(self, ctx: Context) -> str:
        """The proposal for what is being handed in, and whether the list holds it."""
        self.settle_listing(ctx.law)
        before, listed = self.earlier_approval() is not None, self.on_recheck_list
        proposal = proposed(self.content(), ctx.law, listed=listed, approved_before=before)
        return str(proposal.procedure)

    def earlier_approval(self) -> Self | None:
        """The unit's review that this one amends, while it stands approved (article 19, items 2 and 3)."""
        if not self.amends_number:
            return None
        earlier = type(self)._default_manager.filter(
            number=self.amends_number, organization=self.organization_id, in_force=True
        )
        return earlier.first()

    def as_handed_in(self) -> Self:
        """The review with the content of its last frozen version: what a committee may see of it."""
        revision = self.revisions.order_by("-number").first()
        if revision is None:
            return self
        shown = copy(self)
        for name in CONTENT_FIELDS:
            setattr(shown, name, stated(ReviewContent, revision.content, name))
        return shown

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; before the first hand-in the case's title follows the activity's name."""
        changed: set[str] = super().apply(data)  # type: ignore[misc]
        if self.submitted_at is None:
            self.name_case()
        return changed

    def name_case(self) -> None:
        """Lists call the case by its activity."""
        self.title = self.activity_name or "（未命名活动）"

    def responsible_committee(self) -> Organization:
        """Whom the application goes to (article 12)."""
        return self.committee.organization

    def hand_in_amendment(self, ctx: Context) -> None:
        """The committee sees the amended version from here on; it may put the activity on the list."""
        self.amendment_submitted_at = ctx.now
        self.settle_listing(ctx.law)
        self.name_case()
