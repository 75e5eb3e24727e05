"""Mails about notices: one row a mail, how far it came, and what each person wants to be told by mail."""

import uuid
from typing import ClassVar

from django.db import models

from portal.accounts.models import User
from portal.mail.addresses import masked
from portal.notices.models import Notice


class Cadence(models.TextChoices):
    """When a person is mailed what is not statutory."""

    AT_ONCE = "at_once", "随时"
    DAILY = "daily", "每个工作日汇总"
    WEEKLY = "weekly", "每周汇总"
    OFF = "off", "不发邮件"


class Delivery(models.Model):
    """One mail: of a notice to a person, of a digest to a person, or of a letter served to an address.

    A mail is handed to the server once. From ``handing_over`` on only the server knows whether it has it; if the answer
    never comes the row is ``uncertain`` and nothing but a person's decision sends it again.
    A notice that waits for a digest is ``collected``, then ``bundled`` in the digest, which has a row of its own.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", "通知"
        DIGEST = "digest", "汇总"
        SERVICE = "service", "送达"

    class State(models.TextChoices):
        COLLECTED = "collected", "等待汇总"
        BUNDLED = "bundled", "已并入汇总"
        WAITING = "waiting", "等待发送"
        CLAIMED = "claimed", "正在准备"
        HANDING_OVER = "handing_over", "正在移交"
        DEFERRED = "deferred", "暂未发出，稍后重试"
        ACCEPTED = "accepted", "邮件服务器已接收"
        REFUSED = "refused", "邮件服务器拒收"
        GIVEN_UP = "given_up", "多次未发出，已停止"
        UNCERTAIN = "uncertain", "不知是否发出"
        CANCELLED = "cancelled", "不再发送"

    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    notice = models.ForeignKey(
        Notice, models.PROTECT, related_name="deliveries", null=True, verbose_name="通知"
    )
    person = models.ForeignKey(
        User, models.PROTECT, related_name="mail_deliveries", null=True, verbose_name="收件人"
    )
    #: Of a digest its period, of a service the caller's key; a mail is never made twice for one key.
    key = models.CharField("标识", max_length=100, blank=True, editable=False)
    #: To which address; of a person the one that stood in the account when the mail was handed over.
    address = models.EmailField("地址", max_length=254, blank=True)
    cadence = models.CharField("频率", max_length=10, choices=Cadence.choices)
    bundle = models.ForeignKey(
        "self", models.PROTECT, related_name="items", null=True, verbose_name="汇总"
    )
    #: Stands in the Message-ID, the same at every attempt.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("状态", max_length=12, choices=State.choices)
    created_at = models.DateTimeField("产生时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    try_after = models.DateTimeField("下次尝试", null=True)
    #: Who works on it now, and until when nobody else may think that worker dead.
    claim = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField("占用至", null=True, editable=False)
    step = models.CharField("到达步骤", max_length=20, blank=True)
    reply = models.CharField("答复", max_length=300, blank=True)
    handed_over_at = models.DateTimeField("移交时间", null=True)
    settled_at = models.DateTimeField("结果时间", null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name="处理人"
    )
    decided_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "邮件"
        verbose_name_plural = "邮件"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "person"],
                condition=models.Q(kind="notice"),
                name="one_mail_per_notice_and_person",
            ),
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=models.Q(kind="digest"),
                name="one_digest_per_person_and_period",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(kind="service"), name="one_mail_per_service"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["waiting", "deferred"]),
                name="mail_to_be_sent",
            ),
            models.Index(
                fields=["leased_until"],
                condition=models.Q(state__in=["claimed", "handing_over"]),
                name="mail_in_work",
            ),
            models.Index(
                fields=["person", "id"],
                condition=models.Q(state="collected"),
                name="mail_to_be_bundled",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["refused", "given_up", "uncertain"]),
                name="mail_that_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}邮件 {self.pk}"

    @property
    def masked_address(self) -> str:
        """Enough to recognise one's own address, too little to learn another's; empty before one is known."""
        return masked(self.address)


#: Mails that did not go out and will not by themselves: somebody has to look.
FAILED = (Delivery.State.REFUSED, Delivery.State.GIVEN_UP, Delivery.State.UNCERTAIN)
#: Mails that will go out by themselves.
UNDER_WAY = (
    Delivery.State.WAITING,
    Delivery.State.CLAIMED,
    Delivery.State.HANDING_OVER,
    Delivery.State.DEFERRED,
)


class Preference(models.Model):
    """How often a person is mailed one group of what is not statutory. Without a row the group's default holds."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="mail_preferences", verbose_name="用户"
    )
    group = models.CharField("类别", max_length=30)
    cadence = models.CharField("频率", max_length=10, choices=Cadence.choices)

    class Meta:
        verbose_name = "邮件偏好"
        verbose_name_plural = "邮件偏好"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "group"], name="one_preference_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.group} · {self.get_cadence_display()}"


class Outage(models.Model):
    """The mail server cannot be reached: since when, why, and when it is asked again. At most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    since = models.DateTimeField("始于")
    problem = models.CharField("原因", max_length=300)
    failures = models.PositiveIntegerField("次数", default=1)
    try_after = models.DateTimeField("下次尝试")

    class Meta:
        verbose_name = "邮件服务器故障"
        verbose_name_plural = "邮件服务器故障"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_outage_at_a_time")
        ]

    def __str__(self) -> str:
        return self.problem
