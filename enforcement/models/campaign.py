"""Special actions: what they are about, which companies were chosen, who may be drawn (campaign of 2022)."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from enforcement.letters.campaign import letter_context
from enforcement.machines.campaign import CampaignProcedure
from enforcement.models.base import OFFICE_ROLES, OfficeCase
from enforcement.models.choosing import ChoosesTargets
from enforcement.models.drawing import Draws
from enforcement.models.pooling import KeepsPool
from enforcement.rules.lacking import lacking
from enforcement.states import CampaignState
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.clock import china_date
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Action, Context

_CONTENT = (
    "basis",
    "scope",
    "starts_on",
    "ends_on",
    "departments",
    "questionnaire",
    "self_inspection_days",
)


class Campaign(CampaignProcedure, ChoosesTargets, KeepsPool, Draws, OfficeCase, Case):
    """One special action. ``organization`` is the office that leads it; its tracks run side by side.

    ``fixed_pool`` and what goes with it are set while a draw waits for the day on which its number becomes known.
    """

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    basis = models.TextField("依据", max_length=2000, blank=True)
    scope = models.TextField("范围", max_length=4000, blank=True)
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    self_inspection_days = models.PositiveSmallIntegerField(
        "自查期限（自然日）", null=True, blank=True
    )
    departments = models.JSONField("参加部门", default=list, blank=True)
    questionnaire = models.JSONField("自查条款", default=list, blank=True)
    announced_at = models.DateTimeField("公布时间", null=True, blank=True, editable=False)
    seed_source = models.CharField("种子的来源", max_length=500, blank=True, editable=False)
    draws_on = models.DateField("号码公布日期", null=True, blank=True, editable=False)
    pool_fixed_at = models.DateTimeField("名单固定时间", null=True, blank=True, editable=False)
    pool_fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name="固定名单的人",
    )
    fixed_pool = models.JSONField("抽取名单", default=dict, blank=True, editable=False)
    summary = models.TextField("总结", max_length=20000, blank=True, editable=False)
    figures = models.JSONField("总结数据", default=dict, blank=True, editable=False)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "专项行动"
        verbose_name_plural = "专项行动"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return str(CampaignState(self.state).label)

    def roles_of(self, user: User) -> frozenset[Role]:
        """The leading office's people and its superiors'; a chosen company's once it was told."""
        if Role.SYSTEM in Case.roles_of(self, user):
            return frozenset({Role.SYSTEM})
        held = {m.role for m in user.active_memberships}
        office = OFFICE_ROLES | {Role.AUDITOR}
        found = {
            Role(m.role)
            for m in user.active_memberships
            if m.role in office and self._led_below(m.organization)
        }
        if Role.PROVIDER in held and self.told_targets().filter(organization__in=_own(user)):
            found.add(Role.PROVIDER)
        return frozenset(found)

    def _grants(self, membership: Membership) -> bool:
        """Never by place: the nation's office sits in one of the provinces."""
        return False

    def _led_below(self, office: Organization) -> bool:
        leading = self.organization.jurisdiction
        if office.jurisdiction is None or leading is None:
            return False
        return leading.startswith(office.jurisdiction)

    def told_targets(self) -> "QuerySet[CampaignTarget]":
        """The companies that were told of the action."""
        return self.targets.filter(told_at__isnull=False)

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``chosen``: every company that was told; ``reached``: whom the present act tells."""
        rows = {
            "chosen": self.told_targets(),
            "reached": self.targets.filter(pk__in=self.reached),
        }.get(word)
        if rows is None:
            return super().addressees(word)
        return [(target.organization, None) for target in rows.select_related("organization")]

    def problems(self, now: datetime) -> list[Reason]:
        """What has to be stated before it can be announced."""
        found = lacking(self, _CONTENT)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            found.append(Reason("“结束日期”早于“开始日期”", field="ends_on"))
        if self.ends_on and self.ends_on < china_date(now):
            found.append(Reason("“结束日期”已经过去", field="ends_on"))
        return found

    def department_labels(self) -> list[str]:
        """The departments that take part, in the order of the opinions."""
        items = rulebook(self.law_profile).items("departments")
        return [item.summary for item in items if item.code in self.departments]

    def counted(self, now: datetime) -> dict[str, Any]:
        """The figures as they stand, with the keys of what they count."""
        from enforcement.models.counting import frozen  # noqa: PLC0415 -- reads the models

        return frozen(self, now)

    def recorded(self, step: Action, ctx: Context) -> dict[str, Any]:
        """When the pool is fixed the trail keeps it, as a hash: the names stay inside."""
        return {"pool_sha256": self.pool_digest()} if step.name == "fix_pool" else {}

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the action's letters say; never of another company."""
        return letter_context(self, code, ctx)

    def note_urged(self, event: AuditEvent, ctx: Context) -> None:
        """Each company is urged once."""
        chosen = self.targets.filter(organization__in=ctx.data["organizations"])
        self.reached = list(chosen.values_list("pk", flat=True))
        chosen.update(urged_at=ctx.now)


def _own(user: User) -> list[int]:
    return user.organization_ids(frozenset({Role.PROVIDER}))


class CampaignTarget(models.Model):
    """A company chosen for a campaign, why, when it was told, when it was urged to file."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reason = models.CharField("选入理由", max_length=500, blank=True)
    chosen_at = models.DateTimeField("选入时间")
    told_at = models.DateTimeField("通知时间", null=True, blank=True)
    urged_at = models.DateTimeField("督促备案时间", null=True, blank=True)

    class Meta:
        verbose_name = "专项行动对象"
        verbose_name_plural = "专项行动对象"
        ordering: ClassVar = ["campaign", "organization__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "organization"], name="a_company_once_in_a_campaign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.organization}"

    @property
    def entry(self) -> str:
        """The company in a draw: its code, which everybody can look up."""
        return self.organization.uscc or f"#{self.organization_id}"


class PoolOfficer(models.Model):
    """Somebody who may be drawn for a joint team. ``avoids`` are the companies that the person keeps away from."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="pool")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="执法人员"
    )
    department = models.CharField("所属部门", max_length=40)
    credential = models.CharField("执法证号", max_length=40, blank=True)
    avoids = models.JSONField("回避的企业", default=list, blank=True)
    added_at = models.DateTimeField("列入时间")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    stepped_aside = models.BooleanField("回避", default=False)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "检查人员名录"
        verbose_name_plural = "检查人员名录"
        ordering: ClassVar = ["campaign", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "user"], name="an_officer_once_in_a_pool"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.user}"
