"""An activity under way: its progress, and the tracking review by the committee (articles 17, 25)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.deciding import is_listed, not_listed
from ethics_review.machines.limits import TRACKING, TRACKING_LISTED
from ethics_review.states import UNDER_WAY, TrackingResult
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, action, guard

FILERS = (Role.APPLICANT, Role.UNIT)
TRACKED = (*UNDER_WAY, S.SUSPENDED)
#: The next interval begins with the tracking review itself.
NEXT_INTERVAL = (
    Opens(TRACKING, when=not_listed, amount="tracking_months"),
    Opens(TRACKING_LISTED, when=is_listed, amount="tracking_months"),
)


@guard("暂停或者终止由主任委员作出", cites=TRACKING)
def may_conclude(review: Any, ctx: Context) -> Iterable[Reason]:
    """The secretary keeps the file; stopping an activity is the chair's."""
    result = ctx.data.get("result", TrackingResult.CONTINUE)
    if review.state == S.SUSPENDED and result == TrackingResult.CONTINUE and "result" in ctx.data:
        told = "活动已经暂停，不能以“继续开展”为结论；原因消除的，请先恢复活动"
        yield Reason(told, article=ctx.article(TRACKING), field="result")
    if result != TrackingResult.CONTINUE and ctx.role != Role.CHAIR:
        yield Reason("暂停或者终止由主任委员作出", article=ctx.article(TRACKING), field="result")


@guard("风险的重大变化尚未重新审查，跟踪审查不能得出继续开展的结论", cites=TRACKING_LISTED)
def may_continue(review: Any, ctx: Context) -> bool:
    """Nor does a tracking review."""
    goes_on = ctx.data.get("result") == TrackingResult.CONTINUE
    return not (goes_on and review.has_unreviewed_major_change())


def concludes(result: str) -> Any:
    """Whether the tracking review just recorded came to ``result``."""
    return lambda review, ctx: ctx.data.get("result") == result


def under_way(review: Any, ctx: Context) -> bool:
    """A suspended activity is not suspended again."""
    return review.state in UNDER_WAY


def suspends_now(review: Any, ctx: Context) -> bool:
    """Whether the act asks to suspend an activity that still goes on."""
    stated = {ctx.data.get("result"), ctx.data.get("answer")}
    return "suspend" in stated and under_way(review, ctx)


class Tracking(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        trackings: Any
        progress_reports: Any

    @action(
        "报告活动进展",
        roles=FILERS,
        source=TRACKED,
        cites=TRACKING,
        explains="报告方案执行和调整、风险防控措施执行的情况，供跟踪审查。",
        says=[Says("progress_reported", to="secretaries")],
    )
    def report_progress(self, ctx: Context, report: str) -> None:
        self.progress_reports = [
            *self.progress_reports,
            {"reported_at": ctx.now.isoformat(), "report": report},
        ]

    @action(
        "记录跟踪审查",
        roles=[Role.SECRETARY, Role.CHAIR],
        source=TRACKED,
        cites=TRACKING,
        explains="逐项记录跟踪审查的情况和结论；下一次的最长间隔自本次起重新计算。",
        guards=[may_conclude, may_continue],
        closes=[TRACKING, TRACKING_LISTED],
        opens=NEXT_INTERVAL,
        says=[Says("ethics_tracking")],
        then=[
            Then("itself", "suspend", when=suspends_now),
            Then("itself", "terminate", when=concludes(TrackingResult.TERMINATE)),
        ],
    )
    def record_tracking(
        self, ctx: Context, result: str, findings: list[dict[str, str]], advice: str = ""
    ) -> None:
        self.trackings = [
            *self.trackings,
            {
                "tracked_at": ctx.now.isoformat(),
                "result": result,
                "findings": findings,
                "advice": advice,
            },
        ]
