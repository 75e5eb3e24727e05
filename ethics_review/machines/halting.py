"""Stopping an activity: for a while, until a new review, or for good; and letting it go on (articles 17, 25)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import (
    AMENDMENT_CHECK,
    LIST_REGISTRATION,
    OF_AN_APPEAL,
    OF_THE_ACTIVITY,
    SERVICE,
    TRACKING,
    TRACKING_LISTED,
)
from ethics_review.machines.risk import major_change_reviewed, no_risk_change_waits
from ethics_review.machines.tracking import TRACKED
from ethics_review.states import UNDER_WAY
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Says, action, guard


@guard("该活动是凭互认的审查结果开展的", cites=TRACKING, stage=True)
def was_approved(review: Any, ctx: Context) -> bool:
    """Approved by this committee's own vote."""
    return not review.recognised_decision


@guard("该活动是凭本委员会的批准开展的", cites=TRACKING, stage=True)
def was_recognised(review: Any, ctx: Context) -> bool:
    """Going on under another committee's decision."""
    return bool(review.recognised_decision)


@guard(
    "只有已经批准的活动，或者修改后新纳入复核清单的活动，可以要求重新审查",
    cites=TRACKING_LISTED,
    stage=True,
)
def amendment_listed_it(review: Any, ctx: Context) -> bool:
    """An amendment that makes another activity of it is reviewed as one."""
    return bool(review.state != S.AMENDMENT_SUBMITTED or review.newly_listed)


class Halting(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        trackings: Any
        risk_changes: Any
        suspended_at: Any
        suspension_reason: Any
        resumption_reason: Any
        terminated_at: Any
        termination_reason: Any
        rereview_reason: Any
        in_force: Any

    @action(
        "暂停活动",
        roles=[Role.CHAIR, Role.SYSTEM],
        source=UNDER_WAY,
        target=S.SUSPENDED,
        cites=TRACKING,
        explains="必要时暂停相关科技活动；跟踪审查继续计算。",
        says=[Says("ethics_suspended")],
        grave=True,
    )
    def suspend(self, ctx: Context, reason: str = "") -> None:
        self.suspended_at = ctx.now
        self.suspension_reason = reason or self.stated_reason()
        self.in_force = False

    @action(
        "恢复活动",
        roles=[Role.CHAIR],
        source=[S.SUSPENDED],
        target=S.APPROVED,
        cites=TRACKING,
        explains="暂停的原因消除的，写明理由，恢复活动。",
        guards=[was_approved, no_risk_change_waits, major_change_reviewed],
        says=[Says("ethics_resumed")],
        grave=True,
    )
    def resume(self, ctx: Context, reason: str) -> None:
        self.go_on(reason)

    @action(
        "恢复互认的活动",
        roles=[Role.CHAIR],
        source=[S.SUSPENDED],
        target=S.RECOGNISED,
        cites=TRACKING,
        explains="暂停的原因消除的，写明理由，恢复活动。",
        guards=[was_recognised, no_risk_change_waits, major_change_reviewed],
        says=[Says("ethics_resumed")],
        grave=True,
    )
    def resume_recognised(self, ctx: Context, reason: str) -> None:
        self.go_on(reason)

    @action(
        "要求重新审查",
        roles=[Role.SYSTEM, Role.CHAIR],
        source=[*TRACKED, S.AMENDMENT_SUBMITTED],
        target=S.REREVIEW_DUE,
        cites=TRACKING_LISTED,
        explains="风险发生重大变化，或者修改后新纳入复核清单的，停止活动并重新申请审查；纳入复核清单的重新申请专家复核。",
        guards=[amendment_listed_it],
        voids=[AMENDMENT_CHECK, *OF_THE_ACTIVITY, LIST_REGISTRATION, *OF_AN_APPEAL],
        says=[Says("ethics_new_review")],
        grave=True,
    )
    def require_new_review(self, ctx: Context, reason: str = "") -> None:
        self.rereview_reason = reason or self.stated_reason()
        self.in_force = False

    @action(
        "终止活动",
        roles=[Role.CHAIR, Role.SYSTEM],
        source=TRACKED,
        target=S.TERMINATED,
        cites=TRACKING,
        explains="必要时终止相关科技活动，不能恢复。",
        voids=[*OF_THE_ACTIVITY, LIST_REGISTRATION, SERVICE],
        says=[Says("ethics_terminated")],
        grave=True,
    )
    def terminate(self, ctx: Context, reason: str = "") -> None:
        self.terminated_at = ctx.now
        self.termination_reason = reason or self.stated_reason()
        self.in_force = False

    def go_on(self, reason: str) -> None:
        """A suspended activity stands again as it stood before."""
        self.resumption_reason = reason
        self.in_force = True

    def stated_reason(self) -> str:
        """Why, where a tracking review or the answer to a change of risk leads to it."""
        told = [(t["tracked_at"], t["advice"]) for t in self.trackings]
        told += [(c["answered_at"], c["reasons"]) for c in self.risk_changes if c["answer"]]
        return max(told)[1] if told else ""
