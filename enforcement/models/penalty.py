"""A penalty case, from its opening to its end (administrative penalty law; articles 27–29 / 31–33)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from enforcement.machines.penalty import PenaltyProcedure
from enforcement.models.base import OfficeCase, Sourced
from enforcement.states import ServiceMethod
from portal.cases.models import Case


class Investigated(models.Model):
    """What the officers put together before anybody decides."""

    act_on = models.DateField("违法行为发生日期", null=True, blank=True)
    act_ended_on = models.DateField("违法行为终了日期", null=True, blank=True)
    found_on = models.DateField("发现日期", null=True, blank=True)
    facts = models.TextField("违法事实", max_length=20000, blank=True)
    reasons = models.TextField("理由", max_length=8000, blank=True)
    refs = models.JSONField("违反的条款", default=list, blank=True)
    sanction = models.CharField("处罚依据", max_length=60, blank=True)
    refused = models.BooleanField("拒不改正", default=False)
    #: The order that was not obeyed, where the severe step rests on it.
    refused_order = models.ForeignKey(
        Case,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="未履行的责令改正",
    )
    serious = models.BooleanField("情节严重", default=False)
    serious_reasons = models.TextField("情节严重的理由", max_length=4000, blank=True)
    #: The filing on which the decision acts: revoked, cancelled, or its updates suspended.
    target = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="涉及的备案"
    )
    complexity = models.JSONField("集体讨论情形", default=list, blank=True)
    review_grounds = models.JSONField("法制审核情形", default=list, blank=True)

    class Meta:
        abstract = True


class Intended(models.Model):
    """The penalty: as proposed by the officers, as announced, as decided; codes of ``portal.law.terms.Measure``."""

    measures = models.JSONField("处罚种类", default=list, blank=True)
    fine = models.PositiveIntegerField("罚款（元）", null=True, blank=True)
    suspend_until = models.DateField("暂停信息更新至", null=True, blank=True)

    class Meta:
        abstract = True


class Heard(models.Model):
    """What the party said, and the hearing."""

    notified_at = models.DateTimeField("事先告知送达时间", null=True, blank=True, editable=False)
    statement = models.TextField("陈述申辩", max_length=20000, blank=True, editable=False)
    stated_at = models.DateTimeField("陈述申辩时间", null=True, blank=True, editable=False)
    hearing_right = models.BooleanField("有权要求听证", default=False, editable=False)
    hearing_requested_at = models.DateTimeField(
        "要求听证时间", null=True, blank=True, editable=False
    )
    hearing_waived_at = models.DateTimeField("放弃听证时间", null=True, blank=True, editable=False)
    hearing_at = models.DateTimeField("听证时间", null=True, blank=True, editable=False)
    hearing_place = models.CharField("听证地点", max_length=300, blank=True, editable=False)
    hearing_chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="听证主持人",
    )
    hearing_public = models.BooleanField("公开听证", default=True, editable=False)
    hearing_record = models.TextField("听证笔录", max_length=40000, blank=True, editable=False)
    heard_at = models.DateTimeField("听证结束时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Decided(models.Model):
    """The decision, its service, its publication."""

    opened_at = models.DateTimeField("立案时间", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    decision_extended_until = models.DateField(
        "办案期限延长至", null=True, blank=True, editable=False
    )
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
    decision_reasons = models.TextField("决定理由和采纳情况", blank=True, editable=False)
    no_penalty_ground = models.CharField("不予处罚情形", max_length=40, blank=True, editable=False)
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
    Investigated,
    Intended,
    Heard,
    Decided,
    Performed,
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
    result = models.CharField("结果", max_length=500, blank=True)

    class Meta:
        verbose_name = "复议和诉讼"
        verbose_name_plural = "复议和诉讼"
        ordering: ClassVar = ["penalty", "began_on", "pk"]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.sort}"
