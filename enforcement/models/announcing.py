"""What the party of a penalty case is told, and when: the notice, the papers, the letters, to whom they go."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from enforcement.letters.penalty import letter_context
from enforcement.models.base import OFFICE_ROLES
from enforcement.rules import charging
from enforcement.rules.charging import conduct, grounds_text
from enforcement.states import PenaltyState
from portal.accounts.models import Organization, User
from portal.accounts.roles import ORGANISATION_ROLES
from portal.cases.paper_sides import PaperSide
from portal.clock import china_date
from portal.law.terms import Measure
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: The place of the party's own papers; all others are the office's.
PARTY_PAPERS = "party_papers"


class Announcing(models.Model):
    """The party reads the snapshot of the notice, never the office's own words as they change."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` and its other parts bring
        state: Any
        announced: Any
        told_at: Any
        stated_at: Any
        lead: Any
        lead_id: Any
        organization: Any
        organization_id: Any
        evidence: Any
        facts: Any
        reasons: Any
        refs: Any
        sanction: Any
        refused: Any
        serious: Any
        serious_reasons: Any
        measures: Any
        fine: Any
        suspend_until: Any
        hearing_right: Any

        def team(self) -> Any: ...

    def clean(self) -> None:
        """A lead speaks of the organisation that the case is about."""
        super().clean()
        if self.lead_id is not None and self.lead.organization_id != self.organization_id:
            raise ValidationError({"lead": "“线索编号”是其他单位的线索"})

    def what_is_announced(self, ctx: Context) -> dict[str, Any]:
        """The content of the prior notice (articles 44, 63), frozen."""
        sanction = ctx.law.sanction(self.sanction)
        return {
            "at": ctx.now.isoformat(),
            "change_reason": ctx.data.get("change_reason", ""),
            "facts": self.facts,
            "reasons": self.reasons,
            "evidence": [piece.name for piece in self.evidence.all()],
            "refs": [f"{item.citation}（{item.summary}）" for item in conduct(ctx.law, self.refs)],
            "basis": sanction.citation,
            "aggravation": grounds_text(self),
            "serious_reasons": self.serious_reasons if self.serious else "",
            "measures": list(self.measures),
            "measures_text": [Measure(word).label for word in self.measures],
            "fine": self.fine,
            "suspend_until": self.suspend_until.isoformat() if self.suspend_until else "",
            "officers": [
                {"name": str(one.user), "credential": one.credential} for one in self.team()
            ],
        }

    def why_not_announced_again(self, ctx: Context) -> list[Reason]:
        """Why a second notice cannot be heavier than the one before it: nothing new, or no word about it."""
        if not self.announced:
            return []
        now = self.what_is_announced(ctx)
        heavier = charging.heavier_problems(
            self.announced, self.measures, self.fine, self.suspend_until, china_date(ctx.now)
        )
        if not any(True for _ in heavier):
            return []
        if not charging.rests_on_something_new(self.announced, now):
            text = "拟作出的处罚重于上一次告知的内容，但没有新的事实、依据或者证据"
            return [Reason(text, code="heavier_for_nothing")]
        if "change_reason" in ctx.data and not ctx.data["change_reason"].strip():
            text = "拟作出的处罚重于上一次告知的内容，请填写“加重的理由”"
            return [Reason(text, "change_reason", code="no_reason")]
        return []

    def paper_sides(self) -> tuple[PaperSide, ...]:
        """The party's papers go over with each statement; the office's never do."""
        party = frozenset({PARTY_PAPERS})
        return (
            PaperSide(ORGANISATION_ROLES, self.stated_at, self.stated_at, party),
            PaperSide(OFFICE_ROLES, None, None),
        )

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``party``: the organisation, once it knows of the case."""
        if word == "party":
            return [(self.organization, None)] if self.told_at else []
        told: list[tuple[Organization, User | None]] = super().addressees(word)  # type: ignore[misc]
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What a notice says beyond what every notice says."""
        return letter_context(self, code, ctx)

    @property
    def is_being_written(self) -> bool:
        """The office's own words may still change."""
        return self.state in (PenaltyState.DRAFT, PenaltyState.OPENED)
