"""Inspections on site: who came, what was looked at by article, what was found, who signed (articles 24 / 28)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from enforcement.letters.inspection import letter_context
from enforcement.machines.inspection import InspectionProcedure
from enforcement.models.base import OFFICE_ROLES, OfficeCase, Sourced
from enforcement.models.campaign import Campaign
from enforcement.models.inspecting import EVIDENCE, OnSite
from enforcement.models.recusing import AnswersRecusals
from enforcement.models.staffing import Staffed
from enforcement.rules.inspecting import asked
from enforcement.rules.lacking import lacking
from enforcement.states import InspectionState
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.cases.models import Case
from portal.cases.paper_sides import PaperSide
from portal.clock import china_date
from portal.law.rows import ListItem
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context
from portal.workflow.versions import FrozenVersion


class Inspection(InspectionProcedure, OnSite, AnswersRecusals, Staffed, Sourced, OfficeCase, Case):
    """One inspection. ``checklist`` maps each row of the list to ``{"finding", "note"}``.

    ``items`` are the duties that are looked at, all where it is empty. ``recusals`` are the company's requests, each
    with its answer.
    """

    TEAM = "inspection.officers"

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="inspections", null=True, blank=True
    )
    announced = models.BooleanField("事先通知企业", default=True)
    scope = models.TextField("检查事项", max_length=4000, blank=True)
    items = models.JSONField("检查的条款", default=list, blank=True)
    place = models.CharField("检查地点", max_length=300, blank=True)
    planned_on = models.DateField("检查日期", null=True, blank=True)
    prepare = models.TextField("需要准备的材料", max_length=2000, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True, editable=False)
    receiver = models.CharField("现场接待人", max_length=100, blank=True, editable=False)
    credentials_shown = models.BooleanField("已出示执法证件", default=False, editable=False)
    checklist = models.JSONField("检查清单", default=dict, blank=True, editable=False)
    obstruction = models.TextField(
        "拒绝、阻碍检查的情况", max_length=4000, blank=True, editable=False
    )
    obstructed_at = models.DateTimeField(
        "拒绝、阻碍检查的时间", null=True, blank=True, editable=False
    )
    left_at = models.DateTimeField("检查结束时间", null=True, blank=True, editable=False)
    present = models.CharField("在场的企业人员", max_length=500, blank=True, editable=False)
    record_findings = models.TextField("查明的情况", max_length=20000, blank=True, editable=False)
    statement = models.TextField("企业人员的说明", max_length=4000, blank=True, editable=False)
    recorded_at = models.DateTimeField("笔录作成时间", null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    confirmed_at = models.DateTimeField("笔录确认时间", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    corrected_reason = models.TextField("更正笔录的理由", blank=True, editable=False)
    signature = models.JSONField("签名或者拒签", default=dict, blank=True, editable=False)
    signed_at = models.DateTimeField("签名时间", null=True, blank=True, editable=False)
    recusals = models.JSONField("回避申请", default=list, blank=True, editable=False)
    conclusion = models.TextField("检查结论", max_length=8000, blank=True, editable=False)
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    cancelled_reason = models.TextField("取消理由", blank=True, editable=False)

    class Meta:
        verbose_name = "监督检查"
        verbose_name_plural = "监督检查"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def notice_day(self) -> date | None:
        """The day that the notice must come before; none where nobody is told before."""
        return self.planned_on if self.announced else None

    def asked(self, law: Rulebook) -> list[ListItem]:
        """The rows of this inspection's checklist."""
        return asked(law, self.items)

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; the title says whom it is about. What the portal opens is run by the office of the place."""
        changed = super().apply(data)
        self.title = f"{self.organization.name}监督检查"[:200]
        if self.authority is None:
            self.authority = authority_for(self.region, Role.ENFORCEMENT_OFFICER)
        return changed

    def admits_editor(self, user: User) -> bool:
        """The plan is the office's; what is gathered on the spot is the named officers' alone."""
        return self.state == InspectionState.DRAFT or self.is_officer(user)

    def paper_sides(self) -> tuple[PaperSide, ...]:
        """Evidence is put in on the spot, fixed with the record, and then open to the company."""
        gathered = OFFICE_ROLES if self.state == InspectionState.ON_SITE else frozenset[Role]()
        return (
            PaperSide(gathered, self.recorded_at, self.recorded_at, frozenset({EVIDENCE})),
            PaperSide(OFFICE_ROLES, self.signed_at, self.signed_at),
        )

    def problems(self, now: datetime) -> list[Reason]:
        """What the plan lacks."""
        announced = ("planned_on", "prepare") if self.announced else ()
        found = lacking(self, ("scope", "place", *announced))
        past = self.planned_on is not None and self.planned_on <= china_date(now)
        if past and self.announced and self.state == InspectionState.DRAFT:
            found.append(Reason("事先通知的，检查日期应晚于通知之日", "planned_on"))
        return found

    def why_not_credentials(self, rows: list[dict[str, Any]], ctx: Context) -> list[Reason]:
        """Whose credential has no number."""
        return [
            Reason(f"没有填写{row['user']}的执法证号", "officers", ctx.article(self.TEAM))
            for row in rows
            if not row.get("credential", "").strip()
        ]

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``told``: the organisation, where it was told before."""
        if word == "told":
            return [(self.organization, None)] if self.told_at else []
        return super().addressees(word)

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the inspection's letters say."""
        return letter_context(self, code, ctx)


class InspectionRecord(FrozenVersion):
    """A record as it was made; a corrected one is another version."""

    OWNER = "inspection"
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="revisions", verbose_name="监督检查"
    )

    class Meta:
        verbose_name = "现场检查笔录"
        verbose_name_plural = "现场检查笔录"
        ordering: ClassVar = ["inspection", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "number"], name="one_inspection_record_per_number"
            )
        ]
