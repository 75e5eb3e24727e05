"""The review's side of the expert recheck: preliminary review, exemption, the experts' opinion (articles 21–26)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.ballots import no_round_open
from ethics_review.machines.limits import (
    APPEAL_DECISION,
    DECISION,
    EMERGENCY_PRE_RECHECK,
    EMERGENCY_TOTAL,
    FINAL_AFTER_RECHECK,
    RECHECK_APPLICATION,
)
from ethics_review.states import IN_REVIEW
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

PRELIMINARY = (*IN_REVIEW, S.APPEALED)


@guard("该活动没有纳入复核清单，不需要专家复核", cites="recheck", stage=True)
def must_be_rechecked(review: Any, ctx: Context) -> bool:
    """The annex decides, by the self-test or the committee's own finding."""
    return bool(review.needs_recheck)


@guard("初步审查须有通过的表决", cites="ethics.approval_share", stage=True)
def preliminary_carried(review: Any, ctx: Context) -> bool:
    """Only what the committee itself would approve goes to the experts (article 22)."""
    return bool(review.carried_approval())


@guard("免于专家复核的依据不成立", cites="recheck_exemptions")
def proof_holds(review: Any, ctx: Context) -> Iterable[Reason]:
    """The number is in the public register, in force, and the unit's own (article 26)."""
    return list(review.why_not_exempt(ctx.data.get("number")))


def no_hours_run(review: Any, ctx: Context) -> bool:
    """In an emergency the seventy-two hours go on; once they were answered (an appeal), the house target runs."""
    return review.running_limit(EMERGENCY_TOTAL) is None


class Rechecking(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        preliminary_opinion: Any
        preliminary_at: Any
        exempt_ground: Any
        exempt_number: Any
        exempt_reason: Any
        exempt_at: Any
        recheck_opinion: Any
        recheck_text: Any
        recheck_returned_at: Any
        deliberation_since: Any

        def take_opinion(self) -> None: ...

    @action(
        "初步审查通过，交专家复核",
        roles=[Role.CHAIR],
        source=PRELIMINARY,
        target=S.AWAITING_RECHECK,
        cites="recheck",
        explains="初步审查通过后，由申请单位（多个单位的由牵头单位）申请专家复核；委员会根据复核意见作出决定。",
        guards=[must_be_rechecked, no_round_open, preliminary_carried],
        closes=[DECISION, EMERGENCY_PRE_RECHECK, APPEAL_DECISION],
        opens=[Opens(RECHECK_APPLICATION)],
        says=[Says("ethics_preliminary")],
        grave=True,
    )
    def conclude_preliminary(self, ctx: Context, opinion: str) -> None:
        self.preliminary_opinion = opinion
        self.preliminary_at = ctx.now

    @action(
        "认定免于专家复核",
        roles=[Role.CHAIR],
        source=[S.SUBMITTED, *PRELIMINARY],
        cites="recheck_exemptions",
        explains="已依照深度合成、算法推荐、生成式人工智能服务管理的规定备案、登记或者许可的，凭公示的编号可以不再开展专家复核。委员会的审查不因此免除。",
        guards=[must_be_rechecked, proof_holds],
        voids=[EMERGENCY_PRE_RECHECK],
    )
    def exempt_recheck(self, ctx: Context, ground: str, number: str, reason: str) -> None:
        self.exempt_ground = ground
        self.exempt_number = number
        self.exempt_reason = reason
        self.exempt_at = ctx.now

    @action(
        "专家复核申请已经提交",
        roles=[Role.SYSTEM],
        source=[S.AWAITING_RECHECK],
        cites="recheck",
        explains="申请单位已经申请专家复核。",
        closes=[RECHECK_APPLICATION],
    )
    def note_recheck_applied(self, ctx: Context) -> None:
        """The clock is the authority's from here on."""

    @action(
        "专家复核申请已经撤回",
        roles=[Role.SYSTEM],
        source=[S.AWAITING_RECHECK],
        cites="recheck",
        explains="申请单位撤回了专家复核申请；没有复核意见，不能批准。",
        opens=[Opens(RECHECK_APPLICATION)],
    )
    def note_recheck_withdrawn(self, ctx: Context) -> None:
        """The unit must apply again, or withdraw the review."""

    @action(
        "收到专家复核意见",
        roles=[Role.SYSTEM],
        source=[S.AWAITING_RECHECK],
        target=S.RECHECK_RETURNED,
        cites=FINAL_AFTER_RECHECK,
        explains="组织复核的部门反馈意见，委员会据此作出决定。",
        closes=[RECHECK_APPLICATION],
        opens=[Opens(FINAL_AFTER_RECHECK, when=no_hours_run)],
        says=[Says("opinion_received", to="committee"), Says("opinion_received")],
    )
    def receive_opinion(self, ctx: Context) -> None:
        self.take_opinion()
        self.recheck_returned_at = ctx.now
        if self.recheck_opinion == "disagree":
            self.deliberation_since = ctx.now
