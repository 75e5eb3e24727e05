"""Service and appeal: the window runs from service; sufficient grounds lead to a new decision (article 16).

A new decision needs a new vote. A late appeal is recorded as late; the committee says whether it takes it up.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.deliberating import no_round_open
from ethics_review.machines.limits import APPEAL_DECISION, APPEAL_WINDOW, LATE_APPEAL, SERVICE
from ethics_review.states import DECIDED_AGAINST
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

SERVED = (*DECIDED_AGAINST, S.AMENDMENT_DUE, S.APPROVED)
FILERS = (Role.APPLICANT, Role.UNIT)


@guard("决定已经登记送达", cites=SERVICE)
def not_served_before(review: Any, ctx: Context) -> bool:
    """Service happens once."""
    return review.served_at is None


@guard("送达时间应在决定作出之后，且不晚于现在", cites=SERVICE)
def served_in_order(review: Any, ctx: Context) -> Any:
    """The window hangs on this instant, so it must be a possible one; it is told to the minute."""
    at = ctx.data.get("served_at")
    if at is not None and not review.decided_at.replace(second=0, microsecond=0) <= at <= ctx.now:
        yield Reason(
            "“送达时间”应在决定作出之后，且不晚于现在",
            article=ctx.article(APPEAL_WINDOW),
            field="served_at",
        )


@guard("申诉期限已经届满；仍有异议的，可以提出逾期申诉，由委员会决定是否处理", cites=APPEAL_WINDOW)
def window_open(review: Any, ctx: Context) -> bool:
    """Three working days from service; before the service is recorded the window has not begun to close."""
    return not review.appeal_window_over(ctx.now)


@guard("申诉期限尚未届满，请直接提出申诉", cites=APPEAL_WINDOW, stage=True)
def window_over(review: Any, ctx: Context) -> bool:
    """A late appeal is one after the window."""
    return bool(review.appeal_window_over(ctx.now))


@guard("已经提出过逾期申诉", cites=APPEAL_WINDOW)
def no_late_appeal_before(review: Any, ctx: Context) -> bool:
    """Once for each decision."""
    return review.late_appeal_at is None


@guard("没有待答复的逾期申诉", cites=LATE_APPEAL, stage=True)
def late_appeal_waits(review: Any, ctx: Context) -> bool:
    """There is something to answer."""
    return review.running_limit(LATE_APPEAL) is not None


def decided_against(review: Any, ctx: Context) -> bool:
    """The right to appeal exists against a refusal or a demand for revision."""
    return review.state in DECIDED_AGAINST


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
        roles=[Role.SECRETARY],
        source=SERVED,
        cites=SERVICE,
        explains="记录决定书何时、以何种方式送达，凭什么证明。申诉期限自送达之日起计算。",
        guards=[not_served_before, served_in_order],
        closes=[SERVICE],
        opens=[Opens(APPEAL_WINDOW, since="served_at", when=decided_against)],
        says=[Says("decision_served")],
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
        source=DECIDED_AGAINST,
        target=S.APPEALED,
        cites=APPEAL_WINDOW,
        explains="对决定有异议的，写明理由。理由充分的，委员会重新审议并作出决定。",
        guards=[window_open],
        closes=[APPEAL_WINDOW],
        voids=[SERVICE],
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
        source=DECIDED_AGAINST,
        cites=APPEAL_WINDOW,
        explains="申诉期限已过，申诉会记录为逾期，是否处理由委员会决定。",
        guards=[window_over, no_late_appeal_before],
        opens=[Opens(LATE_APPEAL)],
        says=[Says("appeal_arrived", to="chairs")],
    )
    def appeal_late(self, ctx: Context, grounds: str) -> None:
        self.appeal_grounds = grounds
        self.late_appeal_at = ctx.now

    @action(
        "受理逾期申诉",
        roles=[Role.CHAIR],
        source=DECIDED_AGAINST,
        target=S.APPEALED,
        cites=APPEAL_DECISION,
        explains="逾期申诉确有理由的，可以处理；自受理之日起重新作出决定。",
        guards=[late_appeal_waits],
        closes=[LATE_APPEAL],
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
        source=DECIDED_AGAINST,
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
        guards=[no_round_open],
        closes=[APPEAL_DECISION],
        says=[Says("ethics_appeal_upheld")],
        grave=True,
    )
    def uphold(self, ctx: Context, reasons: str) -> None:
        self.appeal_answer = reasons
