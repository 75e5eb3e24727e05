"""Inspections on site: who came, what was looked at by article, what was found, who signed (articles 24 / 28)."""

from django.db import models

from enforcement.machines.inspection import InspectionProcedure
from enforcement.models.base import OfficeCase, Sourced
from enforcement.models.campaign import Campaign
from portal.cases.models import Case


class Inspection(InspectionProcedure, Sourced, OfficeCase, Case):
    """One inspection. ``checklist`` maps each item of the rulebook's list to its answer and note."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="inspections", null=True, blank=True
    )
    announced = models.BooleanField("事先通知", default=True)
    scope = models.TextField("检查事项", max_length=4000, blank=True)
    place = models.CharField("检查地点", max_length=300, blank=True)
    planned_on = models.DateField("检查日期", null=True, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True, editable=False)
    receiver = models.CharField("现场接待人", max_length=100, blank=True, editable=False)
    checklist = models.JSONField("检查清单", default=dict, blank=True)
    record = models.TextField("现场检查笔录", max_length=20000, blank=True, editable=False)
    recorded_at = models.DateTimeField("笔录完成时间", null=True, blank=True, editable=False)
    signature = models.JSONField("签名或者拒签", default=dict, blank=True, editable=False)
    conclusion = models.TextField("检查结论", max_length=8000, blank=True, editable=False)
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    cancelled_reason = models.TextField("取消理由", blank=True, editable=False)

    class Meta:
        verbose_name = "监督检查"
        verbose_name_plural = "监督检查"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
