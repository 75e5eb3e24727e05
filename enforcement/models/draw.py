"""What was drawn: kept with its seed and its pool, so that anybody can repeat it; the database lets nothing change."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from enforcement.models.campaign import Campaign, CampaignTarget
from portal.cases.models import Case


class Draw(models.Model):
    """A random draw. ``pool`` are companies, ``officers_pool`` maps people to departments, by their lots' entries.

    ``seed`` is the public number that ``seed_source`` brought forth on ``draws_on``, after the pool was fixed.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="draws")
    seed = models.CharField("种子", max_length=120)
    seed_source = models.CharField("种子的来源", max_length=500)
    draws_on = models.DateField("号码公布日期")
    pool_fixed_at = models.DateTimeField("名单固定时间")
    pool_fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pool = models.JSONField("抽取范围")
    officers_pool = models.JSONField("检查人员名录", default=dict)
    barred = models.JSONField("回避", default=dict)
    count = models.PositiveSmallIntegerField("抽取企业数")
    size = models.PositiveSmallIntegerField("每组人数")
    departments = models.JSONField("每组必有的部门", default=list)
    result = models.JSONField("抽取结果")
    drawn_at = models.DateTimeField("抽取时间")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "随机抽取"
        verbose_name_plural = "随机抽取"
        ordering: ClassVar = ["campaign", "pk"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.seed}"


class Lot(models.Model):
    """A company that was drawn, its team, and the inspection that the portal opened for it."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="lots")
    target = models.OneToOneField(CampaignTarget, models.PROTECT, related_name="lot")
    position = models.PositiveSmallIntegerField("次序")
    officers = models.JSONField("检查人员")
    inspection = models.OneToOneField(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="监督检查"
    )

    class Meta:
        verbose_name = "中签企业"
        verbose_name_plural = "中签企业"
        ordering: ClassVar = ["draw", "position"]

    def __str__(self) -> str:
        return f"{self.draw_id}.{self.position}"
