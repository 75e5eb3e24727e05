"""Leads: what was found, until an officer has judged it; each finding leads to one, however often it is seen."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from enforcement.letters.lead import letter_context
from enforcement.machines.lead import LeadProcedure
from enforcement.models.base import OfficeCase
from enforcement.states import LeadSource
from portal.accounts.models import SYSTEM_USERNAME, Organization, User
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.cases.models import Case
from portal.deadlines.models import Lead as MissedDuty
from portal.workflow.machine import Context

#: Whoever finds something in the course of other work may report it, and reads what came of it.
REPORTERS = frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR, Role.LEGAL_REVIEWER})


class Lead(LeadProcedure, OfficeCase, Case):
    """One lead. ``source`` and ``key`` name the finding; ``key`` is empty for what a person reported."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    source = models.CharField("来源", max_length=30, choices=LeadSource.choices)
    key = models.CharField(max_length=80, blank=True, editable=False)
    origin = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="来源事项"
    )
    source_department = models.CharField("移送部门", max_length=200, blank=True)
    facts = models.TextField("线索内容", max_length=8000)
    found_at = models.DateTimeField("发现时间")
    triaged_at = models.DateTimeField("研判时间", null=True, blank=True, editable=False)
    triaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    triage_reason = models.TextField("研判意见", blank=True, editable=False)
    transferred_to = models.CharField("移送单位", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "执法线索"
        verbose_name_plural = "执法线索"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=~models.Q(key=""),
                name="one_lead_per_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def roles_of(self, user: User) -> frozenset[Role]:
        """The office's people, and who reported it; never the organisation's; who complained handles it not."""
        held = super().roles_of(user) - {Role.PROVIDER}
        if self.created_by_id == user.pk:
            held |= Case.roles_of(self, user) & REPORTERS
        return held

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``enforcers``: the office, of a lead that a person of another desk reported."""
        if word != "enforcers":
            return super().addressees(word)
        by, office = self.created_by, self.authority
        known = by.username == SYSTEM_USERNAME or by.has_role(
            Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD
        )
        return [(office, None)] if office is not None and not known else []

    def recused(self, user: User) -> bool:
        """A lead has no officers of its own: whoever takes it up names them in the case that follows."""
        return False

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields. The title says whom it is about and where it came from; it is with the office at once."""
        changed = super().apply(data)
        about = (
            "" if self.organization.kind == Organization.Kind.AUTHORITY else self.organization.name
        )
        missed = self.missed_duty()
        what = f"：{missed.deadline.summary}" if missed else ""
        self.title = f"{about}{self.get_source_display()}线索{what}"[:200]
        if self.received_at is None:
            self.received_at = self.created_at
            self.found_at = self.found_at or self.created_at
        if self.authority is None:
            self.authority = authority_for(self.region, Role.ENFORCEMENT_OFFICER)
        return changed

    def missed_duty(self) -> MissedDuty | None:
        """The duty of which the lead says that it was missed; None for every other lead."""
        if self.source != LeadSource.MISSED_DEADLINE or not self.key:
            return None
        return MissedDuty.objects.filter(pk=self.key).select_related("case", "deadline").first()

    def clean(self) -> None:
        """Nobody found yet what is still to come."""
        super().clean()
        if self.found_at > self.created_at:
            raise ValidationError({"found_at": "“发现时间”不能晚于现在"})

    def triage(self, ctx: Context, reason: str) -> None:
        """Note who judged it, when and why."""
        self.triaged_at, self.triage_reason = ctx.now, reason
        if ctx.role != Role.SYSTEM:
            self.triaged_by = ctx.actor

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the letter of transfer says."""
        return letter_context(self, code, ctx)
