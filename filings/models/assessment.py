"""A security assessment: why it is made, what was found, the report, and its frozen versions."""

from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from filings import assessment_rules as rules
from filings.assessment_letters import letter_context
from filings.assessment_terms import Method, Result, Trigger
from filings.machines.assessment import AssessmentProcedure
from filings.models.filing import Filing
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.deadlines.models import Deadline
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

PAPERS = {rules.REPORT: "安全评估报告", rules.OTHER_PAPERS: "其他材料"}


class AssessmentContent(models.Model):
    """What the company states, section by section (articles 3, 5 and 6). A draft may leave most of it empty."""

    trigger = models.CharField("评估情形", max_length=20, choices=Trigger.choices)
    service_name = models.CharField("服务名称", max_length=100, blank=True)
    filing_number = models.CharField("关联的算法备案", max_length=40, blank=True)
    launched_on = models.DateField("上线日期", null=True, blank=True)
    occurred_on = models.DateField("发生日期", null=True, blank=True)
    facts = models.TextField("情况说明", max_length=4000, blank=True)
    #: ``{"point", "conclusion", "text"}`` for each of the eight points that was answered.
    points = models.JSONField("评估重点", default=list, blank=True)
    method = models.CharField("评估方式", max_length=20, choices=Method.choices, blank=True)
    assessor = models.CharField("评估机构", max_length=100, blank=True)
    assessed_on = models.DateField("评估完成日期", null=True, blank=True)
    report_basics = models.TextField("基本情况和证照取得情况", max_length=4000, blank=True)
    report_measures = models.TextField(
        "制度和措施的落实情况及防控效果", max_length=4000, blank=True
    )
    result = models.CharField("评估结果", max_length=20, choices=Result.choices, blank=True)
    report_conclusion = models.TextField("安全评估结论", max_length=4000, blank=True)
    report_other = models.TextField("其他应当说明的情况", max_length=4000, blank=True)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(f.name for f in AssessmentContent._meta.local_fields)


class SecurityAssessment(AssessmentProcedure, AssessmentContent, Case):
    """A security assessment under the 2018 rules, as the cyberspace authority receives it."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    supplement_requested_at = models.DateTimeField(
        "要求补充说明时间", null=True, blank=True, editable=False
    )
    supplements = models.JSONField("补充说明事项", default=list, blank=True, editable=False)
    reassessment_required_at = models.DateTimeField(
        "责令重新评估时间", null=True, blank=True, editable=False
    )
    reassessments = models.JSONField("重新评估的理由", default=list, blank=True, editable=False)
    reassess_until = models.DateField("重新评估最后一日", null=True, blank=True, editable=False)
    #: From the order to its stated last day, as the limit counts.
    reassessment_days = models.PositiveSmallIntegerField(
        "重新评估天数", null=True, blank=True, editable=False
    )
    accepted_at = models.DateTimeField("书面审查完成时间", null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    opinion = models.TextField("审查意见", max_length=2000, blank=True, editable=False)

    class Meta:
        verbose_name = "安全评估"
        verbose_name_plural = "安全评估"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def handed_in_at(self) -> datetime | None:
        """The last time a report was handed in."""
        return self.submitted_at

    def clean(self) -> None:
        """What the database knows and no form can: the company's own filings, the day of an order."""
        super().clean()
        if self.filing_number and self.filing() is None:
            told = "“关联的算法备案”：本单位没有这一备案编号或者事项编号的算法备案，请核对"
            raise ValidationError({"filing_number": told})
        being_ordered = self.ctx is not None and "until" in self.ctx.data
        if being_ordered and not self.reassessment_days:
            raise ValidationError({"until": "“最后一日”应晚于今天"})

    def filing(self) -> Filing | None:
        """The company's own filing that is named, by its record number or its case number."""
        named = Q(record_number=self.filing_number) | Q(number=self.filing_number)
        return Filing.objects.filter(named, organization=self.organization_id).first()

    def content(self) -> dict[str, Any]:
        """What the assessment states."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS}

    def running_limit(self, code: str) -> Deadline | None:
        """The limit of that code, while it runs."""
        return Deadline.objects.filter(case_id=self.pk, code=code, closed_at=None).first()

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing in."""
        papers = frozenset(document.slot for document in documents_of(self))
        return rules.problems(self.content(), papers, now)

    def paper_labels(self) -> list[str]:
        """The papers in the case now, as letters list them."""
        return [f"{PAPERS[d.slot]}：{d.name}" for d in documents_of(self)]

    def as_handed_in(self) -> "SecurityAssessment":
        """The assessment with the content of its last frozen version: what an authority may see of it."""
        revision = self.revisions.order_by("-number").first()
        if revision is None:
            return self
        shown = copy(self)
        for name in CONTENT_FIELDS:
            setattr(shown, name, stated(AssessmentContent, revision.content, name))
        return shown

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; before the first hand-in the case's title follows the service's name."""
        changed = super().apply(data)
        if self.submitted_at is None:
            self.name_case()
        return changed

    def name_case(self) -> None:
        """Lists call the case by its service."""
        self.title = self.service_name or "（未命名服务）"

    def responsible_authority(self) -> Organization | None:
        """The nearest authority with filing officers for the company's place (article 7)."""
        return authority_for(self.region, Role.FILING_OFFICER)

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        AssessmentRevision.freeze(self, event, ctx.now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """The trail holds the hash of the content that it speaks of."""
        spoken_of = self if FREEZES in step.effects else self.as_handed_in()
        told = {"content_sha256": content_digest(spoken_of.content())}
        if FREEZES in step.effects:
            told["papers_sha256"] = papers_digest(papers_in(self))
        return told

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the assessment's letters say."""
        return letter_context(self, code, ctx)


class AssessmentRevision(FrozenVersion):
    """The content of an assessment as it was handed in."""

    OWNER = "assessment"
    assessment = models.ForeignKey(
        SecurityAssessment, models.PROTECT, related_name="revisions", verbose_name="安全评估"
    )

    class Meta:
        verbose_name = "安全评估版本"
        verbose_name_plural = "安全评估版本"
        ordering: ClassVar = ["assessment", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="one_assessment_revision_per_number"
            )
        ]
