"""What a platform reports by itself: once a year over the ten tasks, and at once on major matters (item 13)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from enforcement.letters.report import matter_context, report_context
from enforcement.machines.limits import (
    ANNUAL_REPORT,
    MAJOR_MATTER,
    MATTER_SUPPLEMENT,
    PLATFORM_PROFILE,
    REPORT_RETURN,
    REPORT_REVIEW,
)
from enforcement.machines.report import MajorMatterProcedure, ReportProcedure
from enforcement.models.platform import Platform
from enforcement.models.reporting import PlatformReport
from enforcement.rules.lacking import lacking
from enforcement.rules.ten_tasks import unanswered
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context
from portal.workflow.versions import FrozenVersion

_CONTACT = ("contact_name", "contact_phone")
#: What each letter rests on: the text first, then the house rule that sets the days.
_RESTS_ON = {
    "platform_report_received": (ANNUAL_REPORT, REPORT_REVIEW),
    "platform_report_returned": (ANNUAL_REPORT, REPORT_RETURN),
    "major_matter_received": (MAJOR_MATTER,),
    "major_matter_questions": (MAJOR_MATTER, MATTER_SUPPLEMENT),
}


def _with_articles(told: dict[str, Any], code: str, ctx: Context) -> dict[str, Any]:
    if code not in _RESTS_ON:
        return told
    return {**told, "articles": [ctx.citation(row) for row in _RESTS_ON[code]]}


class ResponsibilityReport(ReportProcedure, PlatformReport, Case):
    """The report of one platform on one year. ``tasks`` holds a row for each of the ten tasks that was answered.

    A row is ``{"task", "progress", "work", "evidence"}``. The portal opens the report; the platform fills it in.
    """

    CONTENT = ("tasks", "overview", "problems_found", *_CONTACT)

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="reports", verbose_name="网站平台"
    )
    year = models.PositiveSmallIntegerField("报告年度")
    year_ends_on = models.DateField("年度终了之日", editable=False)
    tasks = models.JSONField("十项重点任务", default=list, blank=True)
    overview = models.TextField("总体情况", max_length=8000, blank=True)
    problems_found = models.TextField("存在的问题和整改", max_length=8000, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    opinion = models.TextField("接收意见", blank=True, editable=False)
    returned_items = models.JSONField("需要补充的内容", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "年度主体责任报告"
        verbose_name_plural = "年度主体责任报告"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["platform", "year"], name="one_report_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; the title says whose year it is."""
        changed = super().apply(data)
        self.title = f"{self.organization.name}{self.year}年度主体责任报告"[:200]
        return changed

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing it in."""
        items = rulebook(PLATFORM_PROFILE).items("key_tasks")
        missing = lacking(self, ("overview", "problems_found", *_CONTACT))
        return [*unanswered(self.tasks, items), *missing]

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        ReportRevision.freeze(self, event, ctx.now)

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the receipt and the return say."""
        return _with_articles(report_context(self, code, ctx), code, ctx)

    def due(self) -> Any:
        """The limit of the year, running or ended; None before it was opened."""
        return self.deadlines.filter(code=ANNUAL_REPORT).order_by("pk").first()


class ReportRevision(FrozenVersion):
    """A yearly report as it was handed in."""

    OWNER = "report"
    report = models.ForeignKey(
        ResponsibilityReport, models.PROTECT, related_name="revisions", verbose_name="年度报告"
    )

    class Meta:
        verbose_name = "年度报告版本"
        verbose_name_plural = "年度报告版本"
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "number"], name="one_report_revision_per_number"
            ),
        ]


class MajorMatter(MajorMatterProcedure, PlatformReport, Case):
    """A platform's report of a major matter."""

    CONTENT = ("matter", "occurred_at", "facts", "measures", *_CONTACT)

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    matter = models.CharField("事项类别", max_length=40)
    occurred_at = models.DateTimeField("发生时间", null=True, blank=True)
    facts = models.TextField("情况", max_length=8000, blank=True)
    measures = models.TextField("已采取的措施", max_length=8000, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    questions = models.JSONField("需要补充的情况", default=list, blank=True, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    opinion = models.TextField("登记意见", blank=True, editable=False)

    class Meta:
        verbose_name = "重大事项报告"
        verbose_name_plural = "重大事项报告"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields. Before the first hand-in the title follows the category; later it stays as it was told."""
        changed = super().apply(data)
        if self.handed_in_on is None:
            self.title = f"重大事项：{self.matter_label()}"[:200]
        return changed

    def matter_label(self) -> str:
        """The category in words."""
        items = rulebook(PLATFORM_PROFILE).items("major_matters")
        return next((item.summary for item in items if item.code == self.matter), self.matter)

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing it in."""
        found = lacking(self, ("occurred_at", "facts", "measures", *_CONTACT))
        if self.occurred_at is not None and self.occurred_at > now:
            found.append(
                Reason("“发生时间”晚于现在，应填写事项实际发生的时间", field="occurred_at")
            )
        return found

    def elapsed(self) -> timedelta | None:
        """How long after it happened the platform first told of it; the text says no more than "promptly"."""
        if self.occurred_at is None or self.received_at is None:
            return None
        return self.received_at - self.occurred_at

    def freeze_revision(self, event: AuditEvent, ctx: Context) -> None:
        """Keep what was handed in, as it was handed in."""
        MatterRevision.freeze(self, event, ctx.now)

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the receipt and the questions say."""
        return _with_articles(matter_context(self, code, ctx), code, ctx)


class MatterRevision(FrozenVersion):
    """A report of a major matter as it was handed in."""

    OWNER = "matter"
    matter = models.ForeignKey(
        MajorMatter, models.PROTECT, related_name="revisions", verbose_name="重大事项报告"
    )

    class Meta:
        verbose_name = "重大事项报告版本"
        verbose_name_plural = "重大事项报告版本"
        ordering: ClassVar = ["matter", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "number"], name="one_matter_revision_per_number"
            ),
        ]
