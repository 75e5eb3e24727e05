"""Platforms: whom a local office keeps in its ledger (platform opinions, item 12), and how each came into it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.accounts.models import Organization


class Platform(models.Model):
    """An organisation in the ledger, from a day on. Its matters are cases; this row only says that it is known.

    ``enforcement.listing`` alone changes a row, with a ``PlatformChange`` for each change.
    """

    organization = models.OneToOneField(
        Organization, models.PROTECT, related_name="+", verbose_name="网站平台"
    )
    services = models.TextField("主要服务", max_length=2000, blank=True)
    responsible = models.CharField("主体责任负责人", max_length=60, blank=True)
    listed_on = models.DateField("列入台账日期")
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    ended_on = models.DateField("移出台账日期", null=True, blank=True)
    ended_reason = models.CharField("移出理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "网站平台"
        verbose_name_plural = "网站平台"
        ordering: ClassVar = ["organization__division_code", "organization__name"]

    def __str__(self) -> str:
        return str(self.organization)


class PlatformChange(models.Model):
    """One change of the ledger: who, when, why. Rows are added, never changed; ``by`` is empty for the portal."""

    class Act(models.TextChoices):
        LISTED = "listed", "列入台账"
        UNLISTED = "unlisted", "移出台账"

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="changes")
    act = models.CharField("变动", max_length=10, choices=Act.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="登记人"
    )
    reason = models.CharField("理由", max_length=500)

    class Meta:
        verbose_name = "台账变动"
        verbose_name_plural = "台账变动"
        ordering: ClassVar = ["platform", "pk"]

    def __str__(self) -> str:
        return f"{self.platform} {self.get_act_display()}"
