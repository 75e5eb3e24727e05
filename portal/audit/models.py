"""What happened: one row an act, chained per case. The database refuses to change or delete a row."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

from portal.cases.models import Case


class AuditEvent(models.Model):
    """One event of one case.

    ``occurred_at`` is when the thing happened or fell due, ``recorded_at`` when the portal wrote it down.
    ``transaction_id`` is set by the database and ties a change of state to its event.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", verbose_name="事项")
    seq = models.PositiveIntegerField("序号")
    action = models.CharField("动作", max_length=60)
    before = models.CharField("原状态", max_length=30, blank=True)
    after = models.CharField("新状态", max_length=30, blank=True)
    data = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人"
    )
    role = models.CharField("角色", max_length=30)
    occurred_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间")
    cause = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64)
    mac = models.CharField("封印", max_length=64)
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    transaction_id = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        verbose_name = "审计事件"
        verbose_name_plural = "审计事件"
        ordering: ClassVar = ["case", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "seq"], name="one_event_per_place_in_the_chain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.action}"
