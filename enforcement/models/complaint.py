"""Complaints of the public, and who made them: sealed, apart from what they say (law notes 7.4)."""

import json
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from enforcement.letters.complaint import MATTERS, letter_context
from enforcement.machines.complaint import ComplaintProcedure
from enforcement.machines.limits import COMPLAINT_ANSWER
from enforcement.models.base import OFFICE_ROLES, OfficeCase
from enforcement.states import ComplaintMatter, ComplaintOutcome
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case, Destroyable
from portal.sealing import seal, unseal
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: What may be known of who complained.
IDENTITY = ("name", "phone", "email")


class Complaint(ComplaintProcedure, OfficeCase, Case):
    """One complaint. ``organization`` is the office that has it; ``respondent`` the platform, where the portal has it.

    ``receipt_digest`` is the keyed digest of the receipt number, which only the complainant holds.
    ``lodged_by_digest`` is that of a signed-in complainant's account: whoever complained never handles the case.
    """

    CONCERNS = ("organization", "respondent")

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    receipt_digest = models.CharField("回执", max_length=64, unique=True, editable=False)
    lodged_by_digest = models.CharField("提交方式", max_length=64, blank=True, editable=False)
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
    # What a user's appeal says of the platform's own handling.
    platform_decision = models.TextField("平台的处理", max_length=2000, blank=True)
    platform_decided_on = models.DateField("平台处理日期", null=True, blank=True)
    appealed_to_platform = models.BooleanField("已向平台申诉", default=False)
    platform_reply = models.TextField("平台对申诉的答复", max_length=2000, blank=True)
    # What the office made of it.
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    decision_reason = models.TextField("不予受理或者转送的理由", blank=True, editable=False)
    transferred_to = models.CharField("转送的部门", max_length=200, blank=True, editable=False)
    passed_on = models.TextField("转给平台的情况摘要", max_length=4000, blank=True, editable=False)
    routed_at = models.DateTimeField("转交平台时间", null=True, blank=True, editable=False)
    asked_again = models.TextField("要求平台补充的内容", blank=True, editable=False)
    company_answer = models.TextField("平台答复", max_length=8000, blank=True, editable=False)
    answered_at = models.DateTimeField("平台答复时间", null=True, blank=True, editable=False)
    answer_until = models.DateField("办理期限延长至", null=True, blank=True, editable=False)
    extension_reason = models.TextField("延长理由", blank=True, editable=False)
    outcome = models.CharField(
        "办理结果", max_length=20, choices=ComplaintOutcome.choices, blank=True, editable=False
    )
    reply = models.TextField("给投诉人的答复", max_length=8000, blank=True, editable=False)
    findings = models.TextField("查明的情况", max_length=8000, blank=True, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "投诉举报"
        verbose_name_plural = "投诉举报"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def handed_in_at(self) -> datetime | None:
        """Its papers came with it."""
        return self.received_at

    def roles_of(self, user: User) -> frozenset[Role]:
        """The office's people, and the platform's from the moment the complaint went there; never the complainant."""
        held = super().roles_of(user) & (OFFICE_ROLES | {Role.AUDITOR, Role.SYSTEM})
        if self.routed_at is not None and self._answers(user):
            held |= {Role.PROVIDER}
        return held

    def opens_papers_to(self, user: User) -> bool:
        """What the complainant handed in stays with the office."""
        return bool(self.roles_of(user) & self.inside_roles)

    def accountable(self) -> Organization:
        """Whose limits run on the other side: the platform's, once it has the complaint."""
        return self.respondent if self.routed_at and self.respondent else self.organization

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``respondent``: the platform, from the moment the complaint went there."""
        if word == "respondent":
            return [(self.respondent, None)] if self.routed_at and self.respondent else []
        return super().addressees(word)

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields. The title says whom it is about and never what the complainant wrote beyond that."""
        changed = super().apply(data)
        self._retitle()
        return changed

    def name_respondent(self, respondent: Organization | None) -> None:
        """The platform, found or corrected; from here on it stands under its registered name."""
        if respondent is not None:
            self.respondent, self.respondent_name = respondent, respondent.name
            self._retitle()

    @property
    def handler_id(self) -> int | None:
        """Who needs to know: the assignee; while nobody is named, who accepted it."""
        return self.assignee_id or self.accepted_by_id

    def admits_assigner(self, user: User) -> bool:
        """Who complained is the handler's to know: nobody becomes the handler but by the present one or the head."""
        is_head = Role.ENFORCEMENT_HEAD in self.roles_of(user)
        return self.handler_id in (None, user.pk) or is_head

    @property
    def has_identity(self) -> bool:
        """Whether somebody left a name or an address that still can be read."""
        return Complainant.objects.filter(complaint=self, destroyed_at=None).exists()

    def why_not_until(self, until: date | None, ctx: Context) -> list[Reason]:
        """What stands against a later last day for the answer."""
        running = self.deadlines.filter(code=COMPLAINT_ANSWER, closed_at=None).first()
        if running is None or running.last_day is None or running.overdue_at(ctx.now):
            return [Reason("办理期限已经届满，不能再延长", code="not_running")]
        if self.answer_until is not None:
            return [Reason(f"已经延长至 {self.answer_until}，只能延长一次", code="extended")]
        if until is None:
            return []
        cap = ctx.law.threshold("complaint.extension")
        if until <= running.last_day:
            told = f"“新的最后一日”应晚于现在的 {running.last_day}"
        elif (until - running.last_day).days > cap.number:
            told = f"自 {running.last_day} 起至多延长 {cap.number} 日（{cap.citation}）"
        else:
            return []
        return [Reason(told, field="until")]

    def note_message_of_the_office(self, event: AuditEvent, ctx: Context) -> None:
        """A word to the complainant."""
        self._note(ctx, from_office=True)

    def note_message_of_the_complainant(self, event: AuditEvent, ctx: Context) -> None:
        """A word of the complainant."""
        self._note(ctx, from_office=False)

    def seal_identity(self, event: AuditEvent, ctx: Context) -> None:
        """Keep who complained, as given last."""
        keep_identity(self, {name: ctx.data[name] for name in IDENTITY})

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What letters and messages say of it."""
        return letter_context(self, code, ctx)

    def _note(self, ctx: Context, *, from_office: bool) -> None:
        ComplaintMessage.objects.create(
            complaint=self, from_office=from_office, text=ctx.data["text"], written_at=ctx.now
        )

    def _answers(self, user: User) -> bool:
        providers = user.organization_ids(frozenset({Role.PROVIDER}))
        return self.respondent_id is not None and self.respondent_id in providers

    def _retitle(self) -> None:
        self.title = f"关于{self.respondent_name}的{MATTERS[self.matter]}"[:200]


class Complainant(Destroyable):
    """Who complained, sealed under the field key; no row where nobody gave a name. Read by ``identity_of`` alone."""

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, primary_key=True, related_name="complainant"
    )
    sealed = models.BinaryField()

    class Meta:
        verbose_name = "投诉人"
        verbose_name_plural = "投诉人"

    def __str__(self) -> str:
        return f"{self.complaint_id}"


def keep_identity(complaint: Complaint, told: dict[str, str]) -> None:
    """Seal what was given of the complainant; nothing where all of it is empty. Inside the act's transaction."""
    given = {name: told.get(name, "") for name in IDENTITY}
    if any(given.values()):
        sealed = seal(json.dumps(given, ensure_ascii=False))
        Complainant.objects.update_or_create(complaint=complaint, defaults={"sealed": sealed})


def identity_of(complaint: Complaint) -> dict[str, str]:
    """Who complained, opened. Only behind the act that records who reads it. Raises SealBroken, DoesNotExist."""
    row = Complainant.objects.get(complaint=complaint, destroyed_at=None)
    opened: dict[str, str] = json.loads(unseal(row.sealed))
    return opened


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
