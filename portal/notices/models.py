"""What was said: one row a notice, queued in the transaction of its cause, rendered once and frozen."""

import secrets
from typing import ClassVar

from django.db import models

from portal.accounts.models import Organization, User
from portal.audit.models import AuditEvent, Seal
from portal.cases.models import Case, StoredFile
from portal.cases.transactions import TransactionId

#: Without 0/O, 1/I/L: read aloud and typed by hand. 16 of 31 characters are 79 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_verification_code() -> str:
    """An unguessable code of 16 characters in four groups, e.g. ``K7M2-…``."""
    number, characters = secrets.randbelow(len(ALPHABET) ** 16), []
    for _ in range(16):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "-".join("".join(characters[start : start + 4]) for start in range(0, 16, 4))


class Notice(models.Model):
    """One notice of one event to one addressee, or to one ``recipient`` there, who alone reads it then.

    A letter becomes a PDF in the worker; a message is ready at once. ``context`` is everything the template shows,
    snapshotted when the notice was caused, so that a later change of the case never rewrites what was said.
    """

    class Form(models.TextChoices):
        LETTER = "letter", "文书"
        MESSAGE = "message", "消息"

    class Status(models.TextChoices):
        QUEUED = "queued", "待生成"
        READY = "ready", "已发出"
        FAILED = "failed", "生成失败"

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="事项")
    event = models.ForeignKey(
        AuditEvent, models.PROTECT, related_name="notices", verbose_name="起因"
    )
    code = models.CharField("文种", max_length=40)
    form = models.CharField("形式", max_length=10, choices=Form.choices)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文", blank=True)
    addressee = models.ForeignKey(
        Organization, models.PROTECT, related_name="notices", verbose_name="收件单位"
    )
    recipient = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="收件人"
    )
    issuer = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="发出机关",
    )
    context = models.JSONField("内容快照", default=dict)
    #: The document number as printed, e.g. 京网信算备〔2026〕3号; a letter gets it when a worker first takes it up.
    number = models.CharField("发文字号", max_length=60, blank=True)
    series = models.CharField(max_length=80, blank=True, editable=False)
    serial = models.PositiveIntegerField(null=True, blank=True, editable=False)
    #: Which edition of the letter's template said it, from ``portal.notices.editions``.
    edition = models.PositiveSmallIntegerField("模板版本", null=True, blank=True, editable=False)
    #: The newest sealed head of the audit trail when the letter was taken up; it is printed on it.
    printed_seal = models.ForeignKey(
        Seal, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    #: Ties a letter to the outbox that wrote it: the worker signs nothing that SQL alone brought in.
    mac = models.CharField(max_length=64, blank=True, editable=False)
    #: The signing key's certificate: SHA-256 of its DER, in hex.
    signed_with = models.CharField("签名证书", max_length=64, blank=True, editable=False)
    verification_code = models.CharField(
        "核验码", max_length=19, unique=True, default=new_verification_code
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    created_at = models.DateTimeField("产生时间")
    rendered_at = models.DateTimeField("生成时间", null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    last_error = models.TextField("最近错误", blank=True)
    try_after = models.DateTimeField("下次尝试", null=True, blank=True)
    opened_at = models.DateTimeField("首次打开时间", null=True, blank=True)
    #: When it was seen to whom mails about it go; a ready notice without it still waits for that.
    mail_planned_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Which transaction said it: the sealer takes notices in this order (``portal.notices.sealing``).
    transaction_id = models.BigIntegerField(db_default=TransactionId(), editable=False)
    #: Whether the issued letter stands under a seal of the audit trail.
    sealed = models.BooleanField(db_default=False, editable=False)
    #: Likewise the time at which it was first opened.
    opening_sealed = models.BooleanField(db_default=False, editable=False)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "code", "addressee", "recipient"],
                name="one_notice_per_cause_and_addressee",
                nulls_distinct=False,  # one to the place as a whole, beside those to its people
            ),
            models.UniqueConstraint(
                fields=["series", "serial"],
                condition=models.Q(serial__isnull=False),
                name="one_letter_per_document_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(status="queued"), name="queued_notices"),
            models.Index(
                fields=["id"],
                condition=models.Q(status="ready", mail_planned_at=None),
                name="notices_without_mail_plan",
            ),
            models.Index(fields=["transaction_id", "id"], name="notices_as_written"),
            models.Index(
                fields=["id"],
                condition=models.Q(form="letter", status="ready", sealed=False),
                name="letters_to_seal",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(opened_at__isnull=False, opening_sealed=False),
                name="openings_to_seal",
            ),
            models.Index(fields=["addressee", "-created_at"], name="notices_by_addressee"),
        ]

    def __str__(self) -> str:
        return self.title
