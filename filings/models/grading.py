"""Classes and grades of a filing (draft article 19, provisions article 23): for officers alone."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.audit.models import AuditEvent


class Grading(models.Model):
    """One grading: the five factors scored from 1 to 5, the level that the officer gave, and why."""

    class Level(models.TextChoices):
        """The level that an officer decides on; the sum of the scores only suggests it."""

        HIGH = "high", "一级（重点）"
        MIDDLE = "middle", "二级（较高）"
        LOW = "low", "三级（一般）"

    filing = models.ForeignKey(
        "filings.Filing", models.PROTECT, related_name="gradings", verbose_name="备案"
    )
    scores = models.JSONField("各因素评分")
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    high_risk = models.BooleanField("高风险", default=False)
    reason = models.TextField("理由")
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    graded_at = models.DateTimeField("评定时间")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "分级"
        verbose_name_plural = "分级"
        ordering: ClassVar = ["-graded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.get_level_display()}"

    @property
    def total(self) -> int:
        """The sum of the five scores."""
        return sum(int(score) for score in self.scores.values())
