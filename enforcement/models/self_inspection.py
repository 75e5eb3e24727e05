"""What one company found itself, by article, as it handed it in."""

from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from enforcement.letters.campaign import report_context
from enforcement.machines.self_inspection import SelfInspectionProcedure
from enforcement.models.base import CONCERNED_ROLES, OFFICE_ROLES
from enforcement.models.campaign import Campaign, CampaignTarget
from enforcement.rules.lacking import lacking
from enforcement.rules.self_inspecting import answer_problems, inventory_problems
from enforcement.states import SelfInspectionState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.law.rows import ListItem
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context
from portal.workflow.versions import (
    FREEZES,
    FrozenVersion,
    content_digest,
    papers_digest,
    papers_in,
    stated,
)


class SelfInspectionContent(models.Model):
    """What the company states; ``algorithms`` and ``answers`` are rows, see ``enforcement.forms.self_inspection``."""

    algorithms = models.JSONField("算法应用情况", default=list, blank=True)
    answers = models.JSONField("逐条自查", default=list, blank=True)
    capability = models.TextField("算法安全能力评估", max_length=8000, blank=True)
    staff = models.TextField("机构和人员", max_length=4000, blank=True)
    corrected = models.TextField("自行整改情况", max_length=8000, blank=True)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(field.name for field in SelfInspectionContent._meta.local_fields)


class SelfInspection(SelfInspectionProcedure, SelfInspectionContent, Case):
    """One company's report. The portal opens it for every company that was told of a campaign."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="self_inspections", verbose_name="专项行动"
    )
    target = models.OneToOneField(
        CampaignTarget, models.PROTECT, related_name="self_inspection", verbose_name="选入记录"
    )
    handed_in_on = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    returned_items = models.JSONField("需要补充的内容", default=list, blank=True, editable=False)
    opinion = models.TextField("审阅意见", blank=True, editable=False)
    findings = models.JSONField("发现的问题", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "自查自纠"
        verbose_name_plural = "自查自纠"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return str(SelfInspectionState(self.state).label)

    @property
    def handed_in_at(self) -> datetime | None:
        """What changed since is still the company's own."""
        return self.handed_in_on

    @property
    def inside_roles(self) -> frozenset[Role]:
        """Who reads what the office says to itself."""
        return OFFICE_ROLES | {Role.AUDITOR}

    @property
    def notified_at(self) -> datetime | None:
        """When the company was told of the campaign: from then on its time runs."""
        return self.target.told_at

    @property
    def days(self) -> int | None:
        """The period that the campaign's notice set, in natural days."""
        return self.campaign.self_inspection_days

    def roles_of(self, user: User) -> frozenset[Role]:
        """The company's people, and the enforcement people of its place."""
        return super().roles_of(user) & CONCERNED_ROLES

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields. The title says whose it is; the leading office reads it."""
        changed = super().apply(data)
        self.title = f"{self.organization.name}自查自纠报告（{self.campaign.title}）"[:200]
        if self.authority is None:
            self.authority = self.campaign.organization
            self.received_at = self.created_at
        return changed

    def asked(self) -> list[ListItem]:
        """The items of the questionnaire, in the order of the text."""
        items = rulebook(self.law_profile).items("conduct")
        return [item for item in items if item.code in self.campaign.questionnaire]

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing it in."""
        return [
            *inventory_problems(self.algorithms),
            *answer_problems(self.asked(), self.answers),
            *lacking(self, ("capability", "staff", "corrected")),
        ]

    def as_handed_in(self) -> "SelfInspection":
        """The report with the content of its last frozen version: what others than the company see of it."""
        revision = self.revisions.order_by("-number").first()
        shown = copy(self)
        for name in CONTENT_FIELDS:
            said = revision.content if revision else {}
            setattr(shown, name, stated(SelfInspection, said, name))
        return shown

    def content(self) -> dict[str, Any]:
        """What a version keeps."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS}

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        SelfInspectionRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """Hashes of what is handed in."""
        if FREEZES not in step.effects:
            return {}
        return {
            "content_sha256": content_digest(self.content()),
            "papers_sha256": papers_digest(papers_in(self)),
        }

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What its letters say."""
        return report_context(self, code, ctx)


class SelfInspectionRevision(FrozenVersion):
    """A report as it was handed in."""

    OWNER = "self_inspection"
    self_inspection = models.ForeignKey(
        SelfInspection, models.PROTECT, related_name="revisions", verbose_name="自查自纠"
    )

    class Meta:
        verbose_name = "自查自纠报告版本"
        verbose_name_plural = "自查自纠报告版本"
        ordering: ClassVar = ["self_inspection", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["self_inspection", "number"], name="one_self_inspection_per_number"
            )
        ]
