"""What readers say of a public entry: that it is wrong, out of date, or that its number is used by somebody else."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from filings.register import RegistryEntry
from portal.notices.models import ALPHABET

_GROUPS, _GROUP = 5, 4


def new_receipt_code() -> str:
    """An unguessable code of twenty characters in five groups: 99 bits, without 0/O, 1/I/L."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


class EntryReport(models.Model):
    """One reader's word on one entry. ``contact`` is for the officer alone and never leaves this table."""

    class Kind(models.TextChoices):
        WRONG = "wrong", "内容有误"
        STALE = "stale", "内容过期"
        MISUSED = "misused", "编号被冒用"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        OPEN = "open", "待处理"
        SETTLED = "settled", "已处理"
        DISMISSED = "dismissed", "不予采纳"

    entry = models.ForeignKey(
        RegistryEntry, models.PROTECT, related_name="reports", verbose_name="公示条目"
    )
    kind = models.CharField("问题", max_length=10, choices=Kind.choices)
    text = models.TextField("说明", max_length=1000)
    contact = models.EmailField("联系邮箱", blank=True)
    receipt_code = models.CharField(
        "回执号", max_length=24, unique=True, default=new_receipt_code, editable=False
    )
    created_at = models.DateTimeField("提交时间")
    status = models.CharField(
        "处理情况", max_length=10, choices=Status.choices, default=Status.OPEN
    )
    answer = models.TextField("答复", max_length=1000, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="处理人",
    )
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "公示条目反映"
        verbose_name_plural = "公示条目反映"
        ordering: ClassVar = ["created_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(status="open"),
                name="open_entry_reports",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="open", handled_at=None, handled_by=None, answer="")
                | (
                    ~models.Q(status="open")
                    & ~models.Q(answer="")
                    & models.Q(handled_at__isnull=False, handled_by__isnull=False)
                ),
                name="handled_reports_have_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Where whoever holds the receipt reads what became of it."""
        return reverse("registry:report_status", args=[self.receipt_code])
