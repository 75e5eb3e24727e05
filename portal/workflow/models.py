"""Replies kept for repeated calls: one row for each key that a person has used."""

from typing import ClassVar

from django.conf import settings
from django.db import models


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
