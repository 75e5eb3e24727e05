"""Service and appeal: the window runs from service; sufficient grounds lead to a new decision (article 16).

A new decision needs a new vote. A late appeal is recorded as late; the committee says whether it takes it up.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.ballots import no_round_open
from ethics_review.machines.limits import (
    AMENDMENT,
    APPEAL_DECISION,
    APPEAL_WINDOW,
    LATE_APPEAL,
    SERVICE,
)
from ethics_review.states import APPEALABLE, Vote
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

SERVED = (*APPEALABLE, S.AMENDMENT_SUBMITTED, S.APPROVED, S.SUSPENDED)
FILERS = (Role.APPLICANT, Role.UNIT)


@guard("决定已经登记送达", cites=SERVICE)
def not_served_before(review: Any, ctx: Context) -> bool:
    """Service happens once."""
    return review.served_at is None


@guard("没有作出需要送达的决定", cites=SERVICE, stage=True)
def something_decided(review: Any, ctx: Context) -> bool:
    """An activity that goes on under another committee's decision had none of this one's."""
    return review.decided_at is not None


@guard("送达时间应在决定作出之后，且不晚于现在", cites=SERVICE)
def served_in_order(review: Any, ctx: Context) -> Any:
    """The window hangs on this instant, so it must be a possible one; it is told to the minute."""
    at = ctx.data.get("served_at")
    decided = review.decided_at
    if at is None or decided is None:
        return
    if not decided.replace(second=0, microsecond=0) <= at <= ctx.now:
        yield Reason(
            "“送达时间”应在决定作出之后，且不晚于现在",
            article=ctx.article(APPEAL_WINDOW),
            field="served_at",
        )


@guard("按这一送达时间，申诉期限已经届满", cites=APPEAL_WINDOW)
def window_still_open(review: Any, ctx: Context) -> Any:
    """A service that is told late must not take the right to appeal away (article 16, paragraph 2; L42)."""
    at = ctx.data.get("served_at")
    if at is not None and review.leaves_no_window(at, ctx):
        told = "按这一“送达时间”，申诉期限在登记时已经届满；请按今天的日期登记，或者重新送达"
        yield Reason(told, article=ctx.article(APPEAL_WINDOW), field="served_at")


@guard("申诉期限已经届满；仍有异议的，可以提出逾期申诉，由委员会决定是否处理", cites=APPEAL_WINDOW)
def window_open(review: Any, ctx: Context) -> bool:
    """Three working days from service; before the service is recorded the window has not begun to close."""
    return not review.appeal_window_over(ctx.now)


@guard("申诉期限尚未届满，请直接提出申诉", cites=APPEAL_WINDOW, stage=True)
def window_over(review: Any, ctx: Context) -> bool:
    """A late appeal is one after the window."""
    return bool(review.appeal_window_over(ctx.now))


@guard("对该决定的申诉已经处理，不能再次申诉", cites=APPEAL_WINDOW)
def not_appealed_before(review: Any, ctx: Context) -> bool:
    """Once for each decision: the changes that were upheld are still to be made (L8)."""
    return not review.was_appealed()


@guard("申诉后的表决已经形成结果，应据此重新作出决定，不能维持原决定", cites=APPEAL_DECISION)
def no_new_result(review: Any, ctx: Context) -> bool:
    """Whether the grounds suffice is the chair's to find, but not against the committee's own vote (L41)."""
    return bool(review.carried() == "")


@guard("原决定是修改后批准", cites=APPEAL_DECISION, stage=True)
def was_against(review: Any, ctx: Context) -> bool:
    """A refusal, or a demand to apply anew."""
    return not was_conditional_now(review)


@guard("原决定不是修改后批准", cites=APPEAL_DECISION, stage=True)
def was_conditional(review: Any, ctx: Context) -> bool:
    """An approval on condition of changes: upheld, it still waits for them."""
    return was_conditional_now(review)


def was_conditional_now(review: Any) -> bool:
    """The same question for a guard that needs the opposite."""
    return bool(review.decision == Vote.APPROVE_AFTER_REVISION)


@guard("已经提出过逾期申诉", cites=APPEAL_WINDOW)
def no_late_appeal_before(review: Any, ctx: Context) -> bool:
    """Once for each decision."""
    return review.late_appeal_at is None


@guard("没有待答复的逾期申诉", cites=LATE_APPEAL, stage=True)
def late_appeal_waits(review: Any, ctx: Context) -> bool:
    """There is something to answer."""
    return review.running_limit(LATE_APPEAL) is not None


def appealable(review: Any, ctx: Context) -> bool:
    """The right to appeal exists against a refusal and against a demand for changes."""
    return bool(review.is_appealable())


class Appeal(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        served_at: Any
        service_method: Any
        service_proof: Any
        appeal_grounds: Any
        appealed_at: Any
        appeal_is_late: Any
        appeal_answer: Any
        late_appeal_at: Any
        deliberation_since: Any

    @action(
        "登记送达",
        roles=[Role.SECRETARY, Role.CHAIR, Role.SYSTEM],
        source=SERVED,
        cites=SERVICE,
        explains="记录决定书何时、以何种方式送达，凭什么证明。申诉期限自送达之日起计算。",
        guards=[something_decided, not_served_before, served_in_order, window_still_open],
        closes=[SERVICE],
        opens=[Opens(APPEAL_WINDOW, since="served_at", when=appealable)],
        says=[Says("decision_served")],
        effects=["keep_service"],
    )
    def record_service(
        self, ctx: Context, served_at: datetime, service_method: str, proof: str
    ) -> None:
        self.served_at = served_at
        self.service_method = service_method
        self.service_proof = proof

    @action(
        "提出申诉",
        roles=FILERS,
        source=APPEALABLE,
        target=S.APPEALED,
        cites=APPEAL_WINDOW,
        explains="对决定有异议的，写明理由。理由充分的，委员会重新审议并作出决定。",
        guards=[not_appealed_before, window_open],
        closes=[APPEAL_WINDOW],
        voids=[SERVICE, AMENDMENT],
        opens=[Opens(APPEAL_DECISION)],
        says=[Says("ethics_appeal_received"), Says("appeal_arrived", to="chairs")],
    )
    def appeal(self, ctx: Context, grounds: str) -> None:
        self.appeal_grounds = grounds
        self.appealed_at = ctx.now
        self.appeal_is_late = False
        self.deliberation_since = ctx.now

    @action(
        "提出逾期申诉",
        roles=FILERS,
        source=APPEALABLE,
        cites=APPEAL_WINDOW,
        explains="申诉期限已过，申诉会记录为逾期，是否处理由委员会决定。",
        guards=[not_appealed_before, window_over, no_late_appeal_before],
        opens=[Opens(LATE_APPEAL)],
        says=[Says("appeal_arrived", to="chairs")],
    )
    def appeal_late(self, ctx: Context, grounds: str) -> None:
        self.appeal_grounds = grounds
        self.late_appeal_at = ctx.now

    @action(
        "受理逾期申诉",
        roles=[Role.CHAIR],
        source=APPEALABLE,
        target=S.APPEALED,
        cites=APPEAL_DECISION,
        explains="逾期申诉确有理由的，可以处理；自受理之日起重新作出决定。",
        guards=[late_appeal_waits],
        closes=[LATE_APPEAL],
        voids=[AMENDMENT],
        opens=[Opens(APPEAL_DECISION)],
        says=[Says("ethics_appeal_received")],
    )
    def take_up_late_appeal(self, ctx: Context, reason: str) -> None:
        self.appeal_answer = reason
        self.appealed_at = ctx.now
        self.appeal_is_late = True
        self.deliberation_since = ctx.now

    @action(
        "不处理逾期申诉",
        roles=[Role.CHAIR],
        source=APPEALABLE,
        cites=APPEAL_WINDOW,
        explains="说明不处理逾期申诉的理由；原决定继续有效。",
        guards=[late_appeal_waits],
        closes=[LATE_APPEAL],
        says=[Says("ethics_late_appeal_declined")],
    )
    def decline_late_appeal(self, ctx: Context, reason: str) -> None:
        self.appeal_answer = reason

    @action(
        "申诉理由不充分，维持原决定",
        roles=[Role.CHAIR],
        source=[S.APPEALED],
        target=S.UPHELD,
        cites=APPEAL_DECISION,
        explains="说明申诉理由不充分之处；原决定继续有效，申请人可以修改后重新申请。",
        guards=[was_against, no_round_open, no_new_result],
        closes=[APPEAL_DECISION],
        says=[Says("ethics_appeal_upheld")],
        grave=True,
    )
    def uphold(self, ctx: Context, reasons: str) -> None:
        self.appeal_answer = reasons

    @action(
        "申诉理由不充分，维持修改后批准",
        roles=[Role.CHAIR],
        source=[S.APPEALED],
        target=S.AMENDMENT_DUE,
        cites=APPEAL_DECISION,
        explains="说明申诉理由不充分之处；修改后批准的决定继续有效，提交修改的期限重新计算。",
        guards=[was_conditional, no_round_open, no_new_result],
        closes=[APPEAL_DECISION],
        opens=[Opens(AMENDMENT)],
        says=[Says("ethics_appeal_upheld")],
        grave=True,
    )
    def uphold_amendment(self, ctx: Context, reasons: str) -> None:
        self.appeal_answer = reasons
