"""What happened: one row an act, chained per case; and the seals that give all of it one order.

The database refuses to change or delete a row.
"""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

from portal.cases.models import Case

#: A limit was missed, or kept too late.
LATE = models.Q(action="deadline_due") | models.Q(data__contains={"closed": [{"outcome": "late"}]})


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
        indexes: ClassVar = [
            models.Index(fields=["transaction_id", "id"], name="events_as_written"),
            # What the auditor looks for; see portal.workflow.auditing.
            models.Index(fields=["recorded_at", "id"], name="events_by_moment"),
            models.Index(fields=["recorded_at", "id"], condition=LATE, name="late_events"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.action}"


class Seal(models.Model):
    """A signed head of the whole trail: the Merkle root (RFC 6962) over the leaves that came since the seal before.

    Seals are chained by ``previous``; ``hash`` is the SHA-256 of the signed text (``portal.audit.heads``), and
    ``signature`` is made with the key named by ``key_id`` (SHA-256 of its certificate). Published, so that whoever
    keeps one can later tell whether anything before it was changed.
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

    @property
    def size(self) -> int:
        """How many leaves it covers."""
        return self.last_position - self.first_position + 1


class SealedLeaf(models.Model):
    """One sealed thing at its place in the order of the whole portal: row ``key`` of ``source``.

    Sources are the events, and what stands above the trail and registers itself (``portal.audit.leaves``): notices as
    they were said, letters as they were issued, versions of the public register. Hence no relation but a number.
    """

    position = models.PositiveBigIntegerField("位置", primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves", verbose_name="封印")
    source = models.CharField("种类", max_length=12)
    key = models.PositiveBigIntegerField("编号")
    hash = models.CharField("叶值", max_length=64)

    class Meta:
        verbose_name = "封印内容"
        verbose_name_plural = "封印内容"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="each_thing_is_sealed_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["source", "-position"], name="newest_leaf_of_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class AuditExport(models.Model):
    """That an auditor took events out: who, when, which ones. Append-only and chained, as the events of a case are.

    ``up_to`` is the newest event at that time and ``events`` how many there were to write. ``hash`` is the SHA-256 of
    ``previous_hash`` and the rest; ``mac`` seals it with the key that is not in the database.
    """

    number = models.PositiveIntegerField("序号", primary_key=True)
    made_at = models.DateTimeField("导出时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导出人"
    )
    form = models.CharField("格式", max_length=10)
    narrowed = models.JSONField("筛选条件", default=dict)
    up_to = models.PositiveBigIntegerField("截至")
    events = models.PositiveBigIntegerField("条数")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64)
    mac = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = "审计导出"
        verbose_name_plural = "审计导出"
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"第 {self.number} 次导出"
