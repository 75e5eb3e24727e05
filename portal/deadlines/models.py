"""By when: deadlines as snapshots of their rule, the milestones on their way, what moved them, what a miss led to."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.law.periods import Due
from portal.law.rows import citation
from portal.law.terms import Direction, Force, Kind, OnMiss, Party, Unit


def _choices(terms) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return [(term.value, term.label) for term in terms]


class Deadline(models.Model):
    """One running or ended limit of a case. The rule is copied: editing a profile never rewrites history.

    ``moment`` is exclusive: an act at ``moment`` or later is late. Overdue is derived, never stored.
    """

    class Outcome(models.TextChoices):
        MET = "met", "按期"
        LATE = "late", "逾期"
        LAPSED = "lapsed", "期满失效"
        VOID = "void", "不再适用"

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines", verbose_name="事项")
    code = models.CharField("期限", max_length=60)
    profile = models.CharField("规则", max_length=40)
    instrument = models.CharField("法规", max_length=120)
    article = models.CharField("条款", max_length=60)
    summary = models.CharField("内容", max_length=200)
    party = models.CharField("义务人", max_length=20, choices=_choices(Party))
    unit = models.CharField("单位", max_length=20, choices=_choices(Unit))
    amount = models.PositiveIntegerField("数额", null=True)
    direction = models.CharField("方向", max_length=10, choices=_choices(Direction))
    stated = models.BooleanField("届满日由决定确定", default=False)
    force = models.CharField("效力", max_length=20, choices=_choices(Force))
    kind = models.CharField("性质", max_length=20, choices=_choices(Kind))
    on_miss = models.CharField("逾期后果", max_length=20, choices=_choices(OnMiss))
    opened_at = models.DateTimeField("开立时间")
    started_at = models.DateTimeField("起算时间")
    last_day = models.DateField("最后一日", null=True)
    moment = models.DateTimeField("届满时刻")
    provisional = models.BooleanField("暂算", default=False)
    steps = models.JSONField("计算过程", default=list)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    opened_by = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+", null=True)
    closed_by = models.ForeignKey(
        AuditEvent, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = "期限"
        ordering: ClassVar = ["moment", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=models.Q(closed_at=None),
                name="one_open_deadline_per_code",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, outcome="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="closed_deadlines_have_an_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["moment"],
                condition=models.Q(closed_at=None),
                name="open_deadlines_by_moment",
            ),
            models.Index(
                fields=["provisional"],
                condition=models.Q(closed_at=None, provisional=True),
                name="open_provisional",
            ),
        ]

    #: How it was just computed; only on instances fresh from ``portal.deadlines.service``.
    answer: Due | None = None

    def __str__(self) -> str:
        return f"{self.code} → {self.moment:%Y-%m-%d %H:%M}"

    @property
    def citation(self) -> str:
        """《instrument》article: an included row stands in another law than the case's own profile."""
        return citation(self)

    def overdue_at(self, now: datetime) -> bool:
        """Whether it runs on although its moment has passed."""
        return self.closed_at is None and self.moment <= now


class Milestone(models.Model):
    """A moment on the way to a deadline that the sweep witnesses exactly once. Closing a deadline drops the rest."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="milestones")
    name = models.CharField("节点", max_length=20)
    at = models.DateTimeField("时刻")
    emitted_at = models.DateTimeField("发出时间", null=True, blank=True)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "期限节点"
        verbose_name_plural = "期限节点"
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deadline", "name"], name="each_milestone_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at", "id"], condition=models.Q(emitted_at=None), name="pending_milestones"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} @ {self.at:%Y-%m-%d %H:%M}"


class DeadlineChange(models.Model):
    """The date before and after, whenever a deadline moved: calendar settled, start corrected, limit extended."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="changes")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=200)
    old_last_day = models.DateField(null=True)
    old_moment = models.DateTimeField()
    old_provisional = models.BooleanField()
    new_last_day = models.DateField(null=True)
    new_moment = models.DateTimeField()
    new_provisional = models.BooleanField()

    class Meta:
        verbose_name = "期限变动"
        verbose_name_plural = "期限变动"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.old_last_day} → {self.new_last_day}"


class Lead(models.Model):
    """A missed duty, for an enforcement officer to judge. One a duty, however often it is noticed or reopened."""

    deadline = models.OneToOneField(
        Deadline, models.PROTECT, related_name="lead", verbose_name="期限"
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="leads", verbose_name="事项")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("产生时间")
    code = models.CharField("期限代码", max_length=60)
    missed_at = models.DateTimeField("届满时刻")
    #: The date was moved afterwards so that nothing seems missed. The lead stays: an officer judges the correction too.
    corrected_at = models.DateTimeField("期限更正时间", null=True, blank=True)

    class Meta:
        verbose_name = "线索"
        verbose_name_plural = "线索"
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "code", "missed_at"], name="one_lead_per_missed_duty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.deadline_id}"


class HolidayNotice(models.Model):
    """One imported State Council arrangement; the newest notice wins a date. ``days`` keeps the file's rows."""

    year = models.PositiveIntegerField("年份")
    source = models.CharField("来源", max_length=300, blank=True)
    days = models.JSONField("安排")
    sha256 = models.CharField("文件校验值", max_length=64, unique=True)
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.year} 年节假日安排"


class Heartbeat(models.Model):
    """When a recurring job last ran to its end. The readiness page reads it; nothing else depends on it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "任务心跳"
        verbose_name_plural = "任务心跳"

    def __str__(self) -> str:
        return self.name
