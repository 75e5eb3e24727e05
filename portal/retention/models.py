"""Holds, destructions with their frozen lists, and the records of what was destroyed."""

from typing import ClassVar

from django.db import models

from portal.accounts.models import Organization, User
from portal.cases.models import Case


class LegalHold(models.Model):
    """Nothing of one case, or of any case of one organisation, is destroyed until the hold is lifted."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="holds", null=True, blank=True, verbose_name="事项"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="holds",
        null=True,
        blank=True,
        verbose_name="单位",
    )
    reason = models.CharField("理由", max_length=500)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="保全人")
    placed_at = models.DateTimeField("保全时间")
    lifted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="解除人"
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_because = models.CharField("解除理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "法律保全"
        verbose_name_plural = "法律保全"
        ordering: ClassVar = ["-placed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, organization=None)
                | models.Q(case=None, organization__isnull=False),
                name="a_hold_is_on_a_case_or_on_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_lifted_hold_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case or self.organization}"


class Destruction(models.Model):
    """One destruction: a frozen list that one administrator proposes and one of the other kind approves.

    ``rule`` is the row of the rulebook as it stood at the proposal. The number is given at the approval.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        APPROVED = "approved", "执行中"
        DONE = "done", "已完成"
        DECLINED = "declined", "未批准"

    number = models.CharField("编号", max_length=20, unique=True, null=True, blank=True)
    holding = models.CharField("类别代码", max_length=40)
    title = models.CharField("类别", max_length=100)
    rule = models.JSONField("规则")
    cut_off = models.DateField("截止日")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_role = models.CharField("提出人角色", max_length=30)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    decline_reason = models.CharField("不批准的理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "销毁"
        verbose_name_plural = "销毁"
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holding"],
                condition=models.Q(state__in=["proposed", "approved"]),
                name="one_open_destruction_per_class",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("proposed_by"))
                | models.Q(state="declined"),
                name="nobody_approves_their_own_destruction",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.title}（{self.get_state_display()}）"


class DestructionItem(models.Model):
    """One thing on a frozen list: a row of the class, in a case. What came of it is written once."""

    class Status(models.TextChoices):
        QUEUED = "queued", "等待"
        DONE = "done", "已销毁"
        LEFT_OUT = "left_out", "未销毁"

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField("序号")
    row = models.BigIntegerField("对象")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="事项")
    size = models.PositiveIntegerField("大小（字节）", default=0)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    status = models.CharField("结果", max_length=10, choices=Status.choices, default=Status.QUEUED)
    note = models.CharField("说明", max_length=100, blank=True)
    settled_at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        verbose_name = "销毁清单"
        verbose_name_plural = "销毁清单"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["destruction", "row"], name="one_item_per_row_of_a_destruction"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["destruction", "position"],
                condition=models.Q(status="queued"),
                name="queued_for_destruction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.destruction_id}#{self.position}"


class DestructionRecord(models.Model):
    """What was destroyed, for ever: the content in canonical JSON, its hash, and a seal that SQL alone cannot make."""

    destruction = models.OneToOneField(Destruction, models.PROTECT, related_name="record")
    number = models.CharField("编号", max_length=20, unique=True)
    content = models.JSONField("内容")
    hash = models.CharField("校验值", max_length=64)
    mac = models.CharField("封印", max_length=64)
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "销毁记录"
        verbose_name_plural = "销毁记录"
        ordering: ClassVar = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return self.number
