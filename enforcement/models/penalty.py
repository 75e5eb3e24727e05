"""A penalty case, from its opening to its end (administrative penalty law; articles 27–29 / 31–33)."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from enforcement.machines.penalty import PenaltyProcedure
from enforcement.models.announcing import Announcing
from enforcement.models.base import OfficeCase, Sourced
from enforcement.models.charge import Charge
from enforcement.models.defence import Defence
from enforcement.models.performance import Aftermath
from enforcement.models.proceedings import Proceedings
from enforcement.models.prosecution import Prosecution
from enforcement.models.scheduling import Scheduling
from enforcement.models.served import Served
from enforcement.models.staffing import Staffed
from enforcement.states import RemedyResult, ServiceMethod
from portal.cases.models import Case, Document


class Decided(models.Model):
    """The decision, its service, its publication."""

    opened_at = models.DateTimeField("立案时间", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    decision_extended_until = models.DateField(
        "办案期限延长至", null=True, blank=True, editable=False
    )
    #: What was asked of whom, signed or refused; added, never changed.
    inquiries = models.JSONField("询问笔录", default=list, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    review_opinion = models.TextField("法制审核意见", blank=True, editable=False)
    reviewed_at = models.DateTimeField("法制审核时间", null=True, blank=True, editable=False)
    deliberated_at = models.DateTimeField("集体讨论时间", null=True, blank=True, editable=False)
    deliberation = models.JSONField("集体讨论", default=dict, blank=True, editable=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    decision_reasons = models.TextField("决定理由", blank=True, editable=False)
    statement_considered = models.TextField("陈述申辩的采纳情况", blank=True, editable=False)
    performance = models.TextField("履行的方式和期限", blank=True, editable=False)
    #: To whom the fine is paid: never the office that decided (article 67).
    collecting_account = models.CharField(
        "收款银行和账户", max_length=300, blank=True, editable=False
    )
    no_penalty_ground = models.CharField("不予处罚情形", max_length=40, blank=True, editable=False)
    #: Why the case ended without a decision to penalise, and where it went.
    end_reason = models.TextField("终结的理由", blank=True, editable=False)
    transferred_to = models.CharField("移送的机关", max_length=200, blank=True, editable=False)
    served_at = models.DateTimeField("送达时间", null=True, blank=True, editable=False)
    service_method = models.CharField(
        "送达方式", max_length=20, choices=ServiceMethod.choices, blank=True, editable=False
    )
    published_at = models.DateTimeField("公开时间", null=True, blank=True, editable=False)
    publication_withdrawn_at = models.DateTimeField(
        "撤回公开时间", null=True, blank=True, editable=False
    )
    closed_at = models.DateTimeField("结案时间", null=True, blank=True, editable=False)
    closing_report = models.TextField("结案情况", blank=True, editable=False)

    class Meta:
        abstract = True


class Performed(models.Model):
    """What became of the fine: paid, put off, in parts, with an extra fine, before a court."""

    pay_by = models.DateField("缴款期限", null=True, blank=True, editable=False)
    demanded_at = models.DateTimeField("催告送达时间", null=True, blank=True, editable=False)
    court_applied_at = models.DateTimeField(
        "申请法院强制执行时间", null=True, blank=True, editable=False
    )
    suspension_lifted_at = models.DateTimeField(
        "恢复信息更新时间", null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True


class Penalty(
    PenaltyProcedure,
    Announcing,
    Prosecution,
    Scheduling,
    Proceedings,
    Charge,
    Defence,
    Decided,
    Performed,
    Aftermath,
    Served,
    Staffed,
    Sourced,
    OfficeCase,
    Case,
):
    """One penalty case against ``organization``."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )

    class Meta:
        verbose_name = "行政处罚"
        verbose_name_plural = "行政处罚"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Evidence(models.Model):
    """One piece of evidence with the hash of its paper; held evidence must be dealt with in time (article 56)."""

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="evidence")
    sort = models.CharField("证据种类", max_length=40)
    name = models.CharField("名称", max_length=200)
    proves = models.TextField("证明对象", max_length=2000)
    source = models.CharField("来源", max_length=300, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="材料"
    )
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    taken_at = models.DateTimeField("取得时间")
    taken_by = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    held_at = models.DateTimeField("先行登记保存时间", null=True, blank=True)
    hold_ended_at = models.DateTimeField("保存处理时间", null=True, blank=True)
    hold_result = models.CharField("处理决定", max_length=500, blank=True)

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"
        ordering: ClassVar = ["penalty", "pk"]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.name}"


class Payment(models.Model):
    """Money that came in for a fine, or for the extra fine; added, never changed."""

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="payments")
    paid_on = models.DateField("缴款日期")
    fen = models.PositiveBigIntegerField("金额（分）")
    reference = models.CharField("缴款凭证号", max_length=100)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "缴款"
        verbose_name_plural = "缴款"
        ordering: ClassVar = ["penalty", "paid_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["penalty", "reference"], name="one_payment_per_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.reference}"


class Instalment(models.Model):
    """A part of a fine with a date of its own (article 66)."""

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="instalments")
    due_on = models.DateField("应缴日期")
    fen = models.PositiveBigIntegerField("金额（分）")
    granted_at = models.DateTimeField("批准时间")
    replaced_at = models.DateTimeField("被替换时间", null=True, blank=True)

    class Meta:
        verbose_name = "分期"
        verbose_name_plural = "分期"
        ordering: ClassVar = ["penalty", "due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.due_on}"


class Remedy(models.Model):
    """A reconsideration or a lawsuit: while it runs the extra fine does not grow (article 73)."""

    class Sort(models.TextChoices):
        RECONSIDERATION = "reconsideration", "行政复议"
        LAWSUIT = "lawsuit", "行政诉讼"

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="remedies")
    sort = models.CharField("途径", max_length=20, choices=Sort.choices)
    began_on = models.DateField("受理日期")
    ended_on = models.DateField("办结日期", null=True, blank=True)
    authority = models.CharField("复议机关或者法院", max_length=200, blank=True)
    document = models.CharField("文书编号", max_length=100, blank=True)
    result = models.CharField("结果", max_length=500, choices=RemedyResult.choices, blank=True)
    result_note = models.TextField("结果说明", max_length=4000, blank=True)

    class Meta:
        verbose_name = "复议和诉讼"
        verbose_name_plural = "复议和诉讼"
        ordering: ClassVar = ["penalty", "began_on", "pk"]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.sort}"

    def first_day_after(self) -> date | None:
        """The extra fine counts again from this day; None while the remedy runs. The last day itself costs nothing."""
        return self.ended_on + timedelta(days=1) if self.ended_on else None
