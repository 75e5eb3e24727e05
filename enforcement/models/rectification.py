"""Orders to correct within a set time: what, by which article, until when, and what the re-inspection found."""

from typing import ClassVar

from django.db import models

from enforcement.machines.rectification import RectificationProcedure
from enforcement.models.base import OfficeCase, Sourced
from enforcement.models.campaign import Campaign
from enforcement.states import ItemResult
from portal.cases.models import Case


class Rectification(RectificationProcedure, Sourced, OfficeCase, Case):
    """One order. ``days`` is the period that the order sets, in natural days from its service."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="orders", null=True, blank=True
    )
    facts = models.TextField("事实和问题", max_length=8000, blank=True)
    days = models.PositiveSmallIntegerField("整改期限（自然日）", null=True, blank=True)
    how_to_report = models.CharField("报告方式", max_length=300, blank=True)
    issued_at = models.DateTimeField("下达时间", null=True, blank=True, editable=False)
    extended_until = models.DateField("延长至", null=True, blank=True, editable=False)
    report = models.TextField("整改报告", max_length=20000, blank=True, editable=False)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True, editable=False)
    conclusion = models.TextField("复查意见", max_length=8000, blank=True, editable=False)
    concluded_at = models.DateTimeField("复查时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField("撤回理由", blank=True, editable=False)

    class Meta:
        verbose_name = "责令限期改正"
        verbose_name_plural = "责令限期改正"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class OrderItem(models.Model):
    """One thing to correct."""

    order = models.ForeignKey(Rectification, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    ref = models.CharField("条款", max_length=20)
    problem = models.CharField("问题类型", max_length=40, blank=True)
    demand = models.TextField("改正要求", max_length=2000)
    answer = models.TextField("整改情况", max_length=4000, blank=True)
    result = models.CharField(
        "复查结果", max_length=10, choices=ItemResult.choices, default=ItemResult.PENDING
    )
    remark = models.TextField("复查说明", max_length=2000, blank=True)

    class Meta:
        verbose_name = "整改事项"
        verbose_name_plural = "整改事项"
        ordering: ClassVar = ["order", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="an_item_once_in_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}.{self.position}"
