"""Replies kept for repeated calls; batch jobs of officers with one row for each case."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.audit.models import AuditEvent
from portal.cases.models import Case


class IdempotentReply(models.Model):
    """What a call under an ``Idempotency-Key`` was answered. Written in the transaction of its effect.

    ``fingerprint`` is the SHA-256 of method, path and content, ``body`` the JSON text as it went out.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户"
    )
    key = models.CharField("键", max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField("状态码")
    body = models.TextField("答复")
    created_at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "重复请求的答复"
        verbose_name_plural = "重复请求的答复"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="one_reply_per_user_and_key"),
        ]

    def __str__(self) -> str:
        return self.key


class BatchJob(models.Model):
    """One piece of work on many cases, as one person asked for it. How far it is, its items say.

    ``params`` is the clean input of its kind's form, ``summary`` the same in words. ``finished_at`` is set once no item
    waits any more, and taken back when failed ones are tried again.
    """

    class Kind(models.TextChoices):
        ASSIGN = "assign", "分派"
        REMIND = "remind", "催办"
        EXPORT = "export", "导出"

    kind = models.CharField("工作", max_length=10, choices=Kind.choices)
    params = models.JSONField("参数", default=dict, encoder=DjangoJSONEncoder)
    summary = models.CharField("内容", max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人"
    )
    created_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量办理"
        verbose_name_plural = "批量办理"
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["created_by", "-created_at"], name="batches_by_person"),
            models.Index(
                fields=["id"], condition=models.Q(finished_at=None), name="unfinished_batches"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class BatchItem(models.Model):
    """One case of a job. Its status is written in the transaction of its effect, so that neither is ever alone.

    ``number`` is what was asked for; ``case`` stays empty where the person may know of no such case. ``row`` is the
    line of an export until it expires.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "待处理"
        DONE = "done", "已完成"
        REFUSED = "refused", "未办理"
        FAILED = "failed", "出错"
        CANCELLED = "cancelled", "已取消"

    job = models.ForeignKey(BatchJob, models.CASCADE, related_name="items", verbose_name="批次")
    position = models.PositiveIntegerField("序号")
    number = models.CharField("事项编号", max_length=20)
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="事项"
    )
    status = models.CharField("结果", max_length=10, choices=Status.choices, default=Status.QUEUED)
    message = models.TextField("说明", blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+", null=True, blank=True)
    row = models.JSONField("导出内容", null=True, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "批量办理的事项"
        verbose_name_plural = "批量办理的事项"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "position"], name="one_item_per_place"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["job", "status"], name="batch_items_by_status"),
            models.Index(
                fields=["position", "id"],
                condition=models.Q(status="queued"),
                name="queued_batch_items",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_status_display()}"
