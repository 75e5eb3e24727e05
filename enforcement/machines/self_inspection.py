"""What a company finds itself, until the office has read it (campaign of 2022, item one)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    SELF_INSPECTION,
    SELF_INSPECTION_RETURN,
    SELF_INSPECTION_REVIEW,
)
from enforcement.states import SelfInspectionState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

OFFICER = (Role.ENFORCEMENT_OFFICER,)


@guard("自查自纠报告不完整", cites="self_inspection_parts")
def report_complete(report: Any, ctx: Context) -> Iterable[Reason]:
    """Every part is filled in, every item of the questionnaire answered."""
    return list(report.problems(ctx.now))


class SelfInspectionProcedure(models.Model):
    """``SelfInspection`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``SelfInspection`` brings
        handed_in_on: Any
        received_at: Any
        returned_items: Any
        opinion: Any
        findings: Any

    @action(
        "提交自查自纠报告",
        roles=[Role.PROVIDER],
        source=[S.DRAFT, S.RETURNED],
        target=S.SUBMITTED,
        cites=SELF_INSPECTION,
        explains="各部分齐备后提交，提交的内容固定下来。期限届满以后提交的也会收下，记明先后。",
        guards=[report_complete],
        closes=[SELF_INSPECTION, SELF_INSPECTION_RETURN],
        opens=[Opens(SELF_INSPECTION_REVIEW)],
        says=[Says("self_inspection_submitted", to="authority")],
        effects=["freeze_revision"],
    )
    def submit(self, ctx: Context) -> None:
        self.handed_in_on = ctx.now
        self.returned_items = []

    @action(
        "退回补充",
        roles=OFFICER,
        source=[S.SUBMITTED],
        target=S.RETURNED,
        cites=SELF_INSPECTION_RETURN,
        explains="一次写明需要补充的各部分和理由，企业在期限内补充后重新提交。",
        closes=[SELF_INSPECTION_REVIEW],
        opens=[Opens(SELF_INSPECTION_RETURN)],
        says=[Says("self_inspection_returned")],
    )
    def return_report(self, ctx: Context, items: list[dict[str, Any]]) -> None:
        self.returned_items = items

    @action(
        "审阅报告",
        roles=OFFICER,
        source=[S.SUBMITTED],
        target=S.REVIEWED,
        cites=SELF_INSPECTION_REVIEW,
        explains="写明审阅意见，按条款列出发现的问题；需要整改、检查或者查处的，随后另行办理。",
        closes=[SELF_INSPECTION_REVIEW],
        says=[Says("self_inspection_reviewed")],
    )
    def review(
        self, ctx: Context, opinion: str, findings: list[dict[str, Any]] | None = None
    ) -> None:
        self.opinion = opinion
        self.findings = findings or []
