"""What happened: one row an act, chained per case; and the seals that give all of it one order.

The database refuses to change or delete a row.
"""

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


class Seal(models.Model):
    """A signed head of the whole trail: the Merkle root (RFC 6962) over the leaves that came since the seal before.

    Seals are chained by ``previous``; ``signature`` is over ``hash``, made with the key named by ``key_id`` (SHA-256 of
    its certificate). Published, so that whoever keeps one can later tell whether anything before it was changed.
    """

    number = models.PositiveIntegerField("序号", primary_key=True)
    made_at = models.DateTimeField("封印时间")
    first_position = models.PositiveBigIntegerField("首条")
    last_position = models.PositiveBigIntegerField("末条")
    root = models.CharField("根值", max_length=64)
    previous = models.CharField("上一封印", max_length=64, blank=True)
    hash = models.CharField("封印值", max_length=64, unique=True)
    algorithm = models.CharField("签名算法", max_length=30)
    key_id = models.CharField("签名证书", max_length=64)
    signature = models.BinaryField("签名")

    class Meta:
        verbose_name = "封印"
        verbose_name_plural = "封印"
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"第 {self.number} 号封印"


class SealedLeaf(models.Model):
    """One sealed thing at its place in the order of the whole portal: an event, or a letter as it was issued."""

    position = models.PositiveBigIntegerField("位置", primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves", verbose_name="封印")
    event = models.OneToOneField(
        AuditEvent, models.PROTECT, related_name="leaf", null=True, blank=True
    )
    #: The key of an issued letter; notices stand above the trail, so there is no relation.
    letter = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    hash = models.CharField("叶值", max_length=64)

    class Meta:
        verbose_name = "封印内容"
        verbose_name_plural = "封印内容"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=False) ^ models.Q(letter__isnull=False),
                name="a_leaf_is_an_event_or_a_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"
