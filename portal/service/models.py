"""Rows of service: how each letter stands, every try to serve it, and who agreed to be served electronically."""

from typing import ClassVar

from django.db import models

from portal.accounts.models import Organization, User
from portal.audit.models import AuditEvent
from portal.cases.models import StoredFile
from portal.cases.transactions import TransactionId
from portal.notices.models import Notice
from portal.service.methods import ServiceMethod


class ElectronicServiceConsent(models.Model):
    """电子送达确认书: an organisation agrees to be served electronically, until it withdraws for the future."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="service_consents", verbose_name="单位"
    )
    email = models.EmailField("电子邮箱", blank=True)
    account = models.CharField("本门户账户或者其他账号", max_length=200)
    scope = models.CharField("适用的文书", max_length=300)
    signatory = models.CharField("确认人", max_length=100)
    capacity = models.CharField("确认人身份", max_length=100)
    confirmed_at = models.DateTimeField("确认时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="登录确认人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="撤回人"
    )

    class Meta:
        verbose_name = "电子送达确认书"
        verbose_name_plural = "电子送达确认书"
        ordering: ClassVar = ["-confirmed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(withdrawn_at=None),
                name="one_consent_in_force_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} 电子送达确认书"


class ConsentEvent(models.Model):
    """That a confirmation was signed, or withdrawn: the trail of what stands in no case. Append-only and sealed.

    ``hash`` is the SHA-256 of what the confirmation said then (``portal.service.consent_trail``), ``mac`` seals it with
    the key that is not in the database.
    """

    class What(models.TextChoices):
        SIGNED = "signed", "签订"
        WITHDRAWN = "withdrawn", "撤回"

    consent = models.ForeignKey(
        ElectronicServiceConsent, models.PROTECT, related_name="events", verbose_name="确认书"
    )
    what = models.CharField("动作", max_length=10, choices=What.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="操作人")
    occurred_at = models.DateTimeField("时间")
    hash = models.CharField("校验值", max_length=64)
    mac = models.CharField("封印", max_length=64)
    transaction_id = models.BigIntegerField(db_default=TransactionId(), editable=False)

    class Meta:
        verbose_name = "电子送达确认书的签订和撤回"
        verbose_name_plural = "电子送达确认书的签订和撤回"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consent", "what"], name="signed_once_and_withdrawn_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["transaction_id", "id"], name="consent_events_as_written"),
        ]

    def __str__(self) -> str:
        return f"{self.consent}：{self.get_what_display()}"


class LetterOpening(models.Model):
    """That a letter was opened by somebody whose opening serves it; ``settled_at`` is when the service was recorded.

    Written before the case is asked: whatever holds the case, the moment of the opening is kept, and a worker records
    the service from it.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="openings", verbose_name="文书")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="打开人")
    opened_at = models.DateTimeField("打开时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "打开文书"
        verbose_name_plural = "打开文书"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=models.Q(settled_at=None),
                name="one_opening_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.opened_at:%Y-%m-%d %H:%M}"


class ServiceRecord(models.Model):
    """How the service of one letter stands. A letter without a row was not tried yet."""

    class Status(models.TextChoices):
        PENDING = "pending", "待送达"
        FAILED = "failed", "未能送达"
        SERVED = "served", "已送达"

    notice = models.OneToOneField(
        Notice, models.PROTECT, related_name="service", verbose_name="文书"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PENDING)
    method = models.CharField("方式", max_length=20, choices=ServiceMethod.choices, blank=True)
    served_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = "送达"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="served", served_at__isnull=False)
                | (~models.Q(status="served") & models.Q(served_at=None)),
                name="a_served_letter_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}：{self.get_status_display()}"


class ServiceAttempt(models.Model):
    """One try. What is said of it stays; only what is still empty can be filled in, such as its end or its proof."""

    class Outcome(models.TextChoices):
        UNDERWAY = "underway", "进行中"
        SERVED = "served", "已送达"
        FAILED = "failed", "未能送达"
        DROPPED = "dropped", "已由其他方式送达"

    record = models.ForeignKey(
        ServiceRecord, models.PROTECT, related_name="attempts", verbose_name="送达"
    )
    method = models.CharField("送达方式", max_length=20, choices=ServiceMethod.choices)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("送达或者退回时间", null=True, blank=True)
    address = models.CharField("送达地址", max_length=300, blank=True)
    place = models.CharField("送达地点", max_length=300, blank=True)
    receiver = models.CharField("签收人", max_length=200, blank=True)
    capacity = models.CharField("签收人身份", max_length=100, blank=True)
    servers = models.CharField("送达人", max_length=200, blank=True)
    refusal = models.CharField("拒收的事由", max_length=1000, blank=True)
    witnesses = models.CharField("见证人或者照片、录像", max_length=1000, blank=True)
    tracking = models.CharField("邮件号码", max_length=100, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=1000, blank=True)
    proof = models.CharField("送达凭证", max_length=1000, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True, blank=True)
    file_name = models.CharField("凭证文件", max_length=150, blank=True)
    file_type = models.CharField(max_length=100, blank=True, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+", verbose_name="登记")
    ended_event = models.ForeignKey(
        AuditEvent, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="结果登记"
    )

    class Meta:
        verbose_name = "送达经过"
        verbose_name_plural = "送达经过"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(outcome="served"),
                name="a_letter_is_served_once",
            ),
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(outcome="underway"),
                name="one_try_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="underway", ended_at=None)
                | (~models.Q(outcome="underway") & models.Q(ended_at__isnull=False)),
                name="a_try_that_is_over_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}：{self.get_outcome_display()}"
