"""What a platform reports by itself: once a year over the ten tasks, and at once on major matters (item 13)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from enforcement.machines.report import MajorMatterProcedure, ReportProcedure
from enforcement.models.platform import Platform
from portal.cases.models import Case


class ResponsibilityReport(ReportProcedure, Case):
    """The report of one platform on one year. ``tasks`` maps each of the ten tasks to what was done."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField("报告年度")
    year_ends_on = models.DateField("年度终了之日", editable=False)
    tasks = models.JSONField("十项重点任务", default=dict, blank=True)
    overview = models.TextField("总体情况", max_length=8000, blank=True)
    problems_found = models.TextField("存在的问题和整改", max_length=8000, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    handed_in_on = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
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


class MajorMatter(MajorMatterProcedure, Case):
    """A platform's report of a major matter."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    matter = models.CharField("事项类别", max_length=40)
    occurred_at = models.DateTimeField("发生时间", null=True, blank=True)
    facts = models.TextField("情况", max_length=8000, blank=True)
    measures = models.TextField("已采取的措施", max_length=8000, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    handed_in_on = models.DateTimeField("报告时间", null=True, blank=True, editable=False)
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
