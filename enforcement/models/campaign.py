"""Special actions: their targets, how inspections were drawn, what companies found themselves (campaign of 2022)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from enforcement.machines.campaign import CampaignProcedure, SelfInspectionProcedure
from enforcement.models.base import OfficeCase
from portal.accounts.models import Organization
from portal.cases.models import Case


class Campaign(CampaignProcedure, OfficeCase, Case):
    """One special action. ``organization`` is the office that leads it; its tracks run side by side."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    basis = models.TextField("依据", max_length=2000, blank=True)
    scope = models.TextField("范围", max_length=4000, blank=True)
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    self_inspection_days = models.PositiveSmallIntegerField(
        "自查期限（自然日）", null=True, blank=True
    )
    departments = models.JSONField("参加部门", default=list, blank=True)
    announced_at = models.DateTimeField("公布时间", null=True, blank=True, editable=False)
    summary = models.TextField("总结", max_length=20000, blank=True, editable=False)
    figures = models.JSONField("总结数据", default=dict, blank=True, editable=False)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "专项行动"
        verbose_name_plural = "专项行动"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CampaignTarget(models.Model):
    """A company chosen for a campaign, by whom and why."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reason = models.CharField("选入理由", max_length=500, blank=True)
    chosen_at = models.DateTimeField("选入时间")
    to_inspect = models.BooleanField("列入现场检查", default=False)

    class Meta:
        verbose_name = "专项行动对象"
        verbose_name_plural = "专项行动对象"
        ordering: ClassVar = ["campaign", "organization__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "organization"], name="a_company_once_in_a_campaign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.organization}"


class Draw(models.Model):
    """A random draw, kept with its seed and its pool, so that anybody can repeat it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="draws")
    seed = models.CharField("种子", max_length=120)
    pool = models.JSONField("抽取范围")
    officers_pool = models.JSONField("检查人员名录", default=list)
    count = models.PositiveSmallIntegerField("抽取数量")
    result = models.JSONField("抽取结果")
    drawn_at = models.DateTimeField("抽取时间")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "随机抽取"
        verbose_name_plural = "随机抽取"
        ordering: ClassVar = ["campaign", "pk"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.seed}"


class SelfInspection(SelfInspectionProcedure, Case):
    """What one company found itself, by article. The portal opens it for every chosen company."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="self_inspections")
    target = models.OneToOneField(CampaignTarget, models.PROTECT, related_name="self_inspection")
    answers = models.JSONField("自查情况", default=dict, blank=True)
    algorithms = models.TextField("算法应用情况", max_length=8000, blank=True)
    capability = models.TextField("算法安全能力评估", max_length=8000, blank=True)
    corrected = models.TextField("自行整改情况", max_length=8000, blank=True)
    staff = models.TextField("机构和人员", max_length=4000, blank=True)
    handed_in_on = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    returned_items = models.JSONField("需要补充的内容", default=list, blank=True, editable=False)
    opinion = models.TextField("审阅意见", blank=True, editable=False)

    class Meta:
        verbose_name = "自查自纠"
        verbose_name_plural = "自查自纠"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
