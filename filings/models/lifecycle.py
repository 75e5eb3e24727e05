"""What a recorded filing keeps of its later life: the version in force, changes, its end, grades, confirmations."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import models

from filings import publishing
from filings.content import CONTENT_FIELDS, FilingContent
from filings.difference import Difference, differences, paper_differences
from filings.display.results import Result
from filings.machines.change import Change
from filings.machines.limits import DEREGISTRATION
from filings.machines.revocation import Revocation
from filings.machines.termination import Termination
from filings.machines.upkeep import Upkeep
from filings.models.grading import Grading
from filings.remarks import remarks
from filings.rules import same_name
from filings.states import EntryStatus
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import documents_of
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.periods import Due, due
from portal.workflow.machine import Context
from portal.workflow.versions import stated


class Lifecycle(Change, Termination, Revocation, Upkeep, models.Model):
    """The columns of the later acts, and what those acts do to the filing. ``Filing`` inherits it."""

    #: The frozen version that the number stands for; a change in the making does not touch it.
    recorded_version = models.PositiveIntegerField("备案版本", null=True, editable=False)
    replaced_version = models.PositiveIntegerField("变更前的版本", null=True, editable=False)
    changed_on = models.DateField("变更发生日", null=True, editable=False)
    change_reason = models.TextField("变更情况", blank=True, editable=False)
    change_returns = models.JSONField("退回变更的理由", default=list, blank=True, editable=False)
    change_submitted_at = models.DateTimeField("提交变更时间", null=True, editable=False)
    changed_at = models.DateTimeField("变更备案时间", null=True, editable=False)
    change_remarks = models.JSONField("变更备注", default=list, blank=True, editable=False)
    service_ends_on = models.DateField("服务终止日", null=True, editable=False)
    termination_reason = models.TextField("终止服务的原因", blank=True, editable=False)
    user_arrangements = models.TextField("对用户的安排", blank=True, editable=False)
    data_arrangements = models.TextField("对数据的安排", blank=True, editable=False)
    deregistration_returns = models.JSONField(
        "退回注销申请的理由", default=list, blank=True, editable=False
    )
    deregistration_submitted_at = models.DateTimeField("申请注销时间", null=True, editable=False)
    ended_at = models.DateTimeField("备案终止时间", null=True, editable=False)
    cancellation_ground = models.CharField(
        "依职权注销的情形", max_length=40, blank=True, editable=False
    )
    cancellation_facts = models.TextField("依职权注销的事实", blank=True, editable=False)
    revocation_ground = models.CharField("撤销的情形", max_length=40, blank=True, editable=False)
    revocation_facts = models.TextField("拟撤销的事实", blank=True, editable=False)
    revocation_evidence = models.TextField("证据", blank=True, editable=False)
    revocation_notified_at = models.DateTimeField("告知时间", null=True, editable=False)
    revocation_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    revocation_statement = models.TextField("陈述申辩意见", blank=True, editable=False)
    revocation_stated_at = models.DateTimeField("陈述申辩时间", null=True, editable=False)
    revocation_reason = models.TextField("决定理由", blank=True, editable=False)
    confirmed_on = models.DateField("最近确认日期", null=True, editable=False)
    grade_level = models.CharField(
        "级别", max_length=10, choices=Grading.Level.choices, blank=True, editable=False
    )
    high_risk = models.BooleanField("高风险", default=False, editable=False)
    #: The answers of the public self-test from which the company began, as its page encodes them.
    self_test = models.CharField("自查结果", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        pk: Any
        revisions: Any
        documents: Any
        deadlines: Any
        display_checks: Any
        submitted_at: Any
        record_number: Any
        number: Any
        organization: Any
        region: Any
        authority: Any
        recorded_at: Any
        subject_name: Any
        in_force: Any

        def content(self) -> dict[str, Any]: ...
        def name_case(self) -> None: ...
        def responsible_authority(self) -> Any: ...
        def public_entry(self) -> publishing.PublicEntry: ...
        def as_handed_in(self) -> Any: ...

    # ── versions ──────────────────────────────────────────────────────────────

    def recorded_revision(self) -> Any:
        """The frozen version in force, or None before there is one."""
        if self.recorded_version is None:
            return None
        return self.revisions.get(number=self.recorded_version)

    def replaced_differences(self) -> list[Difference]:
        """What the version in force says otherwise than the one before it."""
        recorded = self.recorded_revision()
        if recorded is None or self.replaced_version is None:
            return []
        return _between(self.revisions.get(number=self.replaced_version), recorded)

    def take_version_into_force(self) -> None:
        """The version that was last handed in is the one that the number stands for."""
        self.replaced_version = self.recorded_version
        self.recorded_version = self.revisions.order_by("-number").values_list("number", flat=True)[
            0
        ]

    def change_differences(self) -> list[Difference]:
        """What the company's present content says otherwise than the version in force, papers included."""
        recorded = self.recorded_revision()
        if recorded is None:
            return []
        papers = [
            {"slot": d.slot, "name": d.name, "sha256": d.file_id}
            for d in documents_of(cast(Case, self))
        ]
        return [
            *differences(recorded.content, self.content()),
            *paper_differences(recorded.papers, papers),
        ]

    def handed_in_differences(self) -> list[Difference]:
        """What the version that was last handed in says otherwise than the one in force: what an authority may see."""
        recorded, latest = self.recorded_revision(), self.revisions.order_by("-number").first()
        if recorded is None or latest is None:
            return []
        return _between(recorded, latest)

    def take_change_into_force(self, ctx: Context) -> None:
        """The version that was handed in becomes the one in force; the place follows the company's own."""
        before = self.recorded_revision()
        self.change_remarks = remarks(before.content, self.content())
        self.take_version_into_force()
        self.region = self.organization.division_code
        self.authority = self.responsible_authority() or self.authority
        self.name_case()

    def move_subject(self, event: AuditEvent, ctx: Context) -> None:
        """The account takes the new name and place with the change that proves them, and nothing else."""
        own, former = self.organization, self.revisions.get(number=self.replaced_version).content
        if not same_name(former["subject_name"], self.subject_name):
            own.name = self.subject_name
            own.save(update_fields=["name"])
        if ctx.data.get("division_code"):
            own.save(update_fields=["division_code"])

    def papers_in(self, slot: str) -> list[Any]:
        """The papers that stand in one place of the filing now."""
        return [d for d in documents_of(cast(Case, self)) if d.slot == slot]

    def restore_recorded(self, ctx: Context) -> None:
        """The columns as they are in the version in force."""
        recorded = self.recorded_revision()
        for name in CONTENT_FIELDS:
            setattr(self, name, stated(FilingContent, recorded.content, name))
        self.submitted_at = ctx.now

    def restore_papers(self, event: AuditEvent, ctx: Context) -> None:
        """The papers as they are in the version in force."""
        kept = [paper["document"] for paper in self.recorded_revision().papers]
        self.documents.filter(pk__in=kept).update(removed_at=None)
        self.documents.filter(removed_at=None).exclude(pk__in=kept).update(removed_at=ctx.now)

    # ── the public entry ──────────────────────────────────────────────────────

    def publish_change(self, event: AuditEvent, ctx: Context) -> None:
        """The new public version, with the remark that says what changed."""
        publishing.publish(self.as_handed_in().public_entry(), now=ctx.now)

    def confirm_on(self, ctx: Context) -> None:
        """The company vouches for the entry today."""
        self.confirmed_on = china_date(ctx.now)

    def publish_confirmation(self, event: AuditEvent, ctx: Context) -> None:
        """The public reads when the entry was last confirmed."""
        publishing.confirm(self.record_number, on=china_date(ctx.now), now=ctx.now)

    def mark_cancelled(self, event: AuditEvent, ctx: Context) -> None:
        """The entry stays, marked as lists mark it."""
        self._mark(EntryStatus.CANCELLED, ctx)

    def mark_revoked(self, event: AuditEvent, ctx: Context) -> None:
        """The entry stays, marked."""
        self._mark(EntryStatus.REVOKED, ctx)

    def _mark(self, status: EntryStatus, ctx: Context) -> None:
        day = china_date(ctx.now)
        note = f"{status.label}（{day.year}年{day.month}月）"
        publishing.mark_status(self.record_number, status, now=ctx.now, note=note)

    def end(self, ctx: Context) -> None:
        """The number no longer holds."""
        self.in_force = False
        self.ended_at = ctx.now

    # ── limits ────────────────────────────────────────────────────────────────

    @property
    def change_counts_from(self) -> date | None:
        """From when a change can be declared at all, where that is later than the day on which it happened.

        What changed before the number existed, or while an earlier change was under review, cannot be late through
        the authority's own time (interpretations, F8).
        """
        if self.changed_on is None:
            return None
        starts = [self.changed_on, china_date(self.recorded_at)]
        if self.changed_at and self.changed_on >= china_date(self.recorded_revision().frozen_at):
            starts.append(china_date(self.changed_at))
        return max(starts)

    @property
    def deregistration_counts_from(self) -> date | None:
        """The authority decides once it has the application and the service has ended, whichever is later."""
        if self.deregistration_submitted_at is None or self.service_ends_on is None:
            return None
        return max(china_date(self.deregistration_submitted_at), self.service_ends_on)

    def still_runs(self, code: str, now: Any) -> bool:
        """Whether a limit of this filing has not run out yet."""
        return bool(self.deadlines.filter(code=code, closed_at=None, moment__gt=now).exists())

    def deregistration_due(self, ended_on: date, ctx: Context) -> Due:
        """When deregistration was or is due for a service that ends on that day."""
        return due(ctx.law.limit(DEREGISTRATION), ended_on, work_calendar())

    # ── papers and grades ─────────────────────────────────────────────────────

    def shows_paper(self, document: Any) -> bool:
        """Others than the company see a paper only where a version that was handed in has it."""
        return bool(self.revisions.filter(papers__contains=[{"document": document.pk}]).exists())

    def keep_display_seen(self, event: AuditEvent, ctx: Context) -> None:
        """An officer saw the number: kept beside the checks of pages."""
        self._keep_inspection(Result.CONFIRMED, event, ctx)

    def keep_display_missed(self, event: AuditEvent, ctx: Context) -> None:
        """An officer looked and did not see it."""
        self._keep_inspection(Result.FOUND_MISSING, event, ctx)

    def _keep_inspection(self, result: Result, event: AuditEvent, ctx: Context) -> None:
        moments = ("requested_at", "started_at", "finished_at", "settled_at")
        self.display_checks.create(
            **dict.fromkeys(moments, ctx.now),
            requested_by=ctx.actor,
            result=result.value,
            reason=ctx.data["reason"],
            event=event,
        )

    def keep_grading(self, event: AuditEvent, ctx: Context) -> None:
        """One row a grading: the latest counts, the earlier ones stay."""
        given = {k: v for k, v in ctx.data.items() if k not in {"level", "high_risk", "reason"}}
        Grading.objects.create(
            filing_id=self.pk,
            scores=given,
            level=ctx.data["level"],
            high_risk=ctx.data["high_risk"],
            reason=ctx.data["reason"],
            graded_by=ctx.actor,
            graded_at=ctx.now,
            event=event,
        )


def _between(before: Any, after: Any) -> list[Difference]:
    """What differs between two frozen versions, papers included."""
    return [
        *differences(before.content, after.content),
        *paper_differences(before.papers, after.papers),
    ]
