"""Orders to correct within a set time: what, by which article, until when, and what the re-inspection found."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from enforcement.letters.rectification import letter_context
from enforcement.machines.limits import RECTIFICATION
from enforcement.machines.rectification import RectificationProcedure
from enforcement.models.base import OFFICE_ROLES, OfficeCase, Sourced
from enforcement.models.campaign import Campaign
from enforcement.models.ordered import Ordered
from enforcement.models.rectifying_period import RectifyingPeriod
from enforcement.models.staffing import Staffed
from enforcement.rules import rectifying
from enforcement.rules.lacking import lacking
from enforcement.states import ItemResult, RectificationState
from portal.accounts.models import Organization, User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.accounts.selectors import authority_for
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.paper_sides import PaperSide
from portal.law.rulebook import rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

PROOF, RECHECK = "proof", "reinspection"


class Rectification(
    RectificationProcedure, Ordered, RectifyingPeriod, Staffed, Sourced, OfficeCase, Case
):
    """One order. ``days`` is the period that the order sets, in natural days from its service.

    ``more_days`` is the second period, where what was reported did not do. ``refusal`` holds the sentences that say why
    the order counts as refused.
    """

    TEAM = "inspection.officers"

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="orders", null=True, blank=True
    )
    facts = models.TextField("事实和问题", max_length=8000, blank=True)
    days = models.PositiveSmallIntegerField("整改期限（自然日）", null=True, blank=True)
    how_to_report = models.CharField("报告方式", max_length=300, blank=True)
    issued_at = models.DateTimeField("下达时间", null=True, blank=True, editable=False)
    time_asked = models.TextField("延期申请", max_length=2000, blank=True, editable=False)
    time_asked_at = models.DateTimeField("申请延期的时间", null=True, blank=True, editable=False)
    extended_until = models.DateField("延长至", null=True, blank=True, editable=False)
    report = models.TextField("整改报告", max_length=20000, blank=True, editable=False)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True, editable=False)
    reinspected_at = models.DateTimeField("复查时间", null=True, blank=True, editable=False)
    reinspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    more_days = models.PositiveSmallIntegerField(
        "继续整改的期限（自然日）", null=True, blank=True, editable=False
    )
    returned_at = models.DateTimeField("退回整改时间", null=True, blank=True, editable=False)
    conclusion = models.TextField("复查意见", max_length=8000, blank=True, editable=False)
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    refusal = models.JSONField("拒不改正的依据", default=list, blank=True, editable=False)
    withdrawn_reason = models.TextField("撤回理由", blank=True, editable=False)

    class Meta:
        verbose_name = "责令限期改正"
        verbose_name_plural = "责令限期改正"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def order_items(self) -> list[dict[str, str]]:
        """The items as the form has them."""
        if self.pk is None:
            return []
        rows = self.items.values_list("ref", "problem", "demand")
        return [dict(zip(("ref", "problem", "demand"), row, strict=True)) for row in rows]

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields and rows; the title says whom it is about. What the portal opens is run by the local office."""
        rows = _plain(data.get("order_items"))
        changed = super().apply({k: v for k, v in data.items() if k != "order_items"})
        if rows is not None and rows != self.order_items:
            self.items.all().delete()
            OrderItem.objects.bulk_create(
                OrderItem(order=self, position=position, **row)
                for position, row in enumerate(rows, start=1)
            )
            changed.add("order_items")
        self.title = f"责令{self.organization.name}限期改正"[:200]
        if self.authority is None:
            self.authority = authority_for(self.region, Role.ENFORCEMENT_OFFICER)
        return changed

    def admits_editor(self, user: User) -> bool:
        """What the re-inspection brings along is its officers' alone, once there are any."""
        if self.state != RectificationState.REPORTED:
            return True
        return not self.team().exists() or self.is_officer(user)

    def paper_sides(self) -> tuple[PaperSide, ...]:
        """The company's proof, what the re-inspection brought along, what the order itself brings."""
        first = self.reported_at
        return (
            PaperSide(ORGANISATION_ROLES, self.reported_at, first, frozenset({PROOF})),
            PaperSide(OFFICE_ROLES, self.concluded_at, self.concluded_at, frozenset({RECHECK})),
            PaperSide(OFFICE_ROLES, self.told_at, self.told_at),
        )

    def problems(self, now: datetime) -> list[Reason]:
        """What the order lacks."""
        found = lacking(self, ("facts", "days", "how_to_report"))
        named = [
            Reason(one.message, "order_items", one.article)
            for one in rectifying.order_problems(self.rows())
        ]
        return found + named

    def rows(self) -> list[rectifying.OrderItem]:
        """The items as the rules judge them."""
        cited = {one.code: one.citation for one in rulebook(self.law_profile).items("conduct")}
        return [
            rectifying.OrderItem(
                str(one.position), cited.get(one.ref, ""), one.demand, one.result, one.remark
            )
            for one in self.items.all()
        ]

    def open_items(self) -> list["OrderItem"]:
        """What is still to be corrected."""
        return [one for one in self.items.all() if one.result != ItemResult.COMPLIED]

    def all_complied(self) -> bool:
        """Whether the re-inspection found every item corrected."""
        return rectifying.outcome(self.rows()) == ItemResult.COMPLIED

    def some_failed(self) -> bool:
        """Whether it found one that is not."""
        return rectifying.outcome(self.rows()) == ItemResult.FAILED

    def why_not_report(self, answers: list[dict[str, Any]] | None) -> list[Reason]:
        """Which item nobody said anything about."""
        if answers is None:
            return []
        said = {row["item"] for row in answers if row["answer"].strip()}
        return [
            Reason(f"第 {one.position} 项没有填写整改情况", "answers")
            for one in self.open_items()
            if str(one.position) not in said
        ]

    def why_not_reinspect(self, ctx: Context) -> list[Reason]:
        """What the results lack; whoever writes them went along."""
        if "results" not in ctx.data:
            return []
        told = {row["item"]: row for row in ctx.data["results"]}
        judged = [_judged(one, told.get(one.code, {})) for one in self.rows()]
        found = [
            Reason(r.message, "results", r.article) for r in rectifying.result_problems(judged)
        ]
        return found + self.why_not_among(ctx)

    def why_not_among(self, ctx: Context) -> list[Reason]:
        """Whoever writes what was seen is one of the officers that are named for it."""
        named = {row["user"].pk for row in ctx.data.get("officers", ())}
        if not named or ctx.actor.pk in named:
            return []
        return [Reason("填写复查、核实结果的，应当是所列的执法人员", "officers")]

    def refused_because(self, ctx: Context) -> list[str]:
        """The sentences that make it a refusal; none where it is not one."""
        return list(self._refusal(ctx).sentences)

    def why_not_refused(self, ctx: Context) -> list[Reason]:
        """Why nobody can say yet that the company refuses."""
        if not self.expired_at(ctx.now):
            return [Reason("整改期限尚未届满", article=ctx.article(RECTIFICATION), code="running")]
        if self.reinspected_at is None:
            reported = self.state == RectificationState.REPORTED
            told = "企业已经报告，请先复查" if reported else "请先由两名执法人员核实期满没有报告"
            return [Reason(told, code="not_reinspected")]
        if not self._refusal(ctx).holds:
            return [Reason("没有未改正的事项", code="nothing_failed")]
        return []

    def _refusal(self, ctx: Context) -> rectifying.Refusal:
        last = self.deadline()
        if last is None:
            return rectifying.Refusal(False, ())
        reported = self.state == RectificationState.REPORTED
        return rectifying.refusal(self.rows(), deadline=last.moment, reported=reported, now=ctx.now)

    def note_answers(self, event: AuditEvent, ctx: Context) -> None:
        """Write what the company says of each item; what failed before waits to be looked at again."""
        told = {row["item"]: row["answer"] for row in ctx.data["answers"]}
        for one in self.open_items():
            one.answer = told[str(one.position)]
            one.result, one.remark = ItemResult.PENDING, ""
            one.save(update_fields=["answer", "result", "remark"])

    def note_results(self, event: AuditEvent, ctx: Context) -> None:
        """Write what the re-inspection found of each item."""
        for row in ctx.data["results"]:
            self.items.filter(position=int(row["item"])).update(
                result=row["result"], remark=row["remark"]
            )

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``told``: the organisation, where it was told before."""
        if word == "told":
            return [(self.organization, None)] if self.told_at else []
        return super().addressees(word)

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the order's letters say."""
        return letter_context(self, code, ctx)


def _plain(rows: list[dict[str, Any]] | None) -> list[dict[str, str]] | None:
    """The items as they are stored: what nobody chose is empty."""
    return rows and [{name: value or "" for name, value in row.items()} for row in rows]


def _judged(item: rectifying.OrderItem, told: dict[str, Any]) -> rectifying.OrderItem:
    return rectifying.OrderItem(
        item.code,
        item.article,
        item.demand,
        told.get("result") or ItemResult.PENDING,
        told.get("remark") or "",
    )


class OrderItem(models.Model):
    """One thing to correct. ``ref`` is its entry in the rulebook's list of duties."""

    order = models.ForeignKey(Rectification, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    ref = models.CharField("条款", max_length=20)
    problem = models.CharField("问题类型", max_length=40, blank=True)
    demand = models.TextField("改正要求", max_length=2000)
    answer = models.TextField("整改情况", max_length=4000, blank=True)
    result = models.CharField(
        "复查结果", max_length=10, choices=ItemResult.choices, default=ItemResult.PENDING
    )
    remark = models.TextField("复查说明", max_length=2000, blank=True)

    class Meta:
        verbose_name = "整改事项"
        verbose_name_plural = "整改事项"
        ordering: ClassVar = ["order", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="an_item_once_in_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}.{self.position}"


def failed_refs(case: Case) -> set[str]:
    """The duties that an order found to be refused left unfulfilled; none where it was not found so."""
    items = OrderItem.objects.filter(order=case.pk, order__state=RectificationState.UNRECTIFIED)
    return set(items.exclude(result=ItemResult.COMPLIED).values_list("ref", flat=True))
