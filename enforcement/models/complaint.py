"""Complaints of the public, and who made them: sealed, apart from what they say (law notes 7.4)."""

from typing import ClassVar

from django.db import models

from enforcement.machines.complaint import ComplaintProcedure
from enforcement.models.base import OfficeCase
from enforcement.states import ComplaintMatter, ComplaintOutcome
from portal.accounts.models import Organization
from portal.cases.models import Case


class Complaint(ComplaintProcedure, OfficeCase, Case):
    """One complaint. ``organization`` is the office that has it; ``respondent`` the platform, where the portal has it.

    ``receipt_digest`` is the keyed digest of the receipt number, which only the complainant holds.
    ``lodged_by_digest`` is that of a signed-in complainant's account: whoever complained never handles the case.
    """

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    receipt_digest = models.CharField(max_length=64, unique=True, editable=False)
    lodged_by_digest = models.CharField(max_length=64, blank=True, editable=False)
    matter = models.CharField("事由", max_length=20, choices=ComplaintMatter.choices)
    category = models.CharField("类别", max_length=40)
    respondent = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="被反映的平台",
    )
    respondent_name = models.CharField("被反映的平台名称", max_length=200)
    record_number = models.CharField("备案编号", max_length=40, blank=True)
    service = models.CharField("产品或者功能", max_length=200, blank=True)
    facts = models.TextField("反映的情况", max_length=5000)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    anonymous = models.BooleanField("匿名", default=True, editable=False)
    passed_on = models.TextField("转给平台的情况摘要", max_length=4000, blank=True, editable=False)
    routed_at = models.DateTimeField("转交平台时间", null=True, blank=True, editable=False)
    company_answer = models.TextField("平台答复", max_length=8000, blank=True, editable=False)
    answered_at = models.DateTimeField("平台答复时间", null=True, blank=True, editable=False)
    outcome = models.CharField(
        "办理结果", max_length=20, choices=ComplaintOutcome.choices, blank=True, editable=False
    )
    reply = models.TextField("给投诉人的答复", max_length=8000, blank=True, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "投诉举报"
        verbose_name_plural = "投诉举报"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Complainant(models.Model):
    """Who complained, sealed under the field key; no row where nobody gave a name. Read by ``unseal`` alone."""

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, primary_key=True, related_name="complainant"
    )
    sealed = models.BinaryField()
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = "投诉人"
        verbose_name_plural = "投诉人"

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class ComplaintMessage(models.Model):
    """What passed between the complainant and the office after the complaint was made, on its status page."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="messages")
    from_office = models.BooleanField("来自办理机关")
    text = models.TextField("内容", max_length=4000)
    written_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "投诉往来"
        verbose_name_plural = "投诉往来"
        ordering: ClassVar = ["complaint", "written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.written_at:%Y-%m-%d}"
