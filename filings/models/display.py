"""Checks of the display duty (draft article 22, provisions article 26): what was asked, what was found, evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from filings.display.results import CHOICES, MISSES, UNKNOWN, Result
from filings.models.filing import Filing
from portal.audit.models import AuditEvent
from portal.cases.models import Destroyable, StoredFile


class DisplayCheck(Destroyable):
    """One check of one declared address. A row is asked first, answered once, and settled with its case after that.

    What the company states and what an officer saw are rows without an address, answered as they are written.
    """

    filing = models.ForeignKey(
        Filing, models.PROTECT, related_name="display_checks", verbose_name="备案"
    )
    address = models.CharField("核验地址", max_length=2000, blank=True)
    #: None where the timetable asked.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="请求人",
    )
    requested_at = models.DateTimeField("请求时间")
    #: Whoever works on the row wrote this; a later worker writes another and the earlier one's finding is dropped.
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    result = models.CharField("结果", max_length=20, choices=CHOICES, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    excerpt = models.CharField("摘录", max_length=500, blank=True)
    final_url = models.CharField("最终地址", max_length=2000, blank=True)
    http_status = models.PositiveSmallIntegerField("HTTP 状态码", null=True, blank=True)
    encoding = models.CharField("编码", max_length=40, blank=True)
    body = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="网页内容"
    )
    event = models.ForeignKey(
        AuditEvent, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="事件"
    )
    settled_at = models.DateTimeField("结算时间", null=True, blank=True)

    class Meta:
        verbose_name = "标明核验"
        verbose_name_plural = "标明核验"
        ordering: ClassVar = ["-requested_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["filing", "address"],
                condition=models.Q(finished_at=None),
                name="one_waiting_check_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at=None, result="")
                | (models.Q(finished_at__isnull=False) & ~models.Q(result="")),
                name="finished_checks_have_a_result",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["filing", "-requested_at"], name="checks_of_a_filing"),
            models.Index(
                fields=["requested_at"],
                condition=models.Q(finished_at=None),
                name="waiting_checks",
            ),
            models.Index(
                fields=["filing"],
                condition=models.Q(settled_at=None, finished_at__isnull=False),
                name="unsettled_checks",
            ),
            models.Index(
                fields=["filing", "address"],
                condition=models.Q(result__in=sorted(result.value for result in UNKNOWN)),
                name="checks_without_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.address} {self.result}"

    @property
    def result_label(self) -> str:
        """The result in Chinese; what is going on where there is none yet."""
        return Result(self.result).label if self.result else "检查中"

    @property
    def tone(self) -> str:
        """How the result is marked on a page."""
        if not self.result:
            return "info"
        if self.result in MISSES or self.result == Result.FOUND_MISSING:
            return "warn"
        return "neutral" if self.result in UNKNOWN else "ok"
