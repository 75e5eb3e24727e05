"""Another committee's decision, recognised for an activity of several units (article 18)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.ballots import declared_first
from ethics_review.machines.deciding import AFTER_APPROVAL, interval_in_bounds
from ethics_review.machines.intake import committee_able
from ethics_review.machines.limits import ACCEPTANCE
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Says, action, guard


@guard("结果互认只适用于多个单位合作开展的活动", cites="mutual_recognition", stage=True)
def is_joint_activity(review: Any, ctx: Context) -> bool:
    """Article 18 speaks of the units that carry out one activity together."""
    return bool(review.as_handed_in().is_joint)


@guard(
    "纳入复核清单的活动须经专家复核或者免于复核，不能直接承认其他委员会的审查结果", cites="recheck"
)
def no_recheck_owed(review: Any, ctx: Context) -> bool:
    """Recognition is no way round the experts (articles 22, 26; L33)."""
    return not review.needs_recheck


@guard("申请时没有申请结果互认，或者没有上传对方的审查决定", cites="ethics.acceptance", stage=True)
def has_foreign_decision(review: Any, ctx: Context) -> bool:
    """Recognition needs the other committee's decision as a paper (article 18)."""
    return bool(review.has_paper("recognised_decision"))


class Recognising(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        recognised_unit: Any
        recognised_decision: Any
        recognised_scope: Any
        recognised_reason: Any

        def take_effect(self, tracking_months: int, ctx: Context) -> None: ...

    @action(
        "承认其他委员会的审查结果",
        roles=[Role.CHAIR],
        source=[S.SUBMITTED],
        target=S.RECOGNISED,
        cites="mutual_recognition",
        explains="多个单位合作开展活动的，可以承认合作单位委员会的审查结果；写明承认的决定、范围和理由，并以对方的决定书为凭。",
        guards=[
            is_joint_activity,
            has_foreign_decision,
            no_recheck_owed,
            declared_first,
            committee_able,
            interval_in_bounds,
        ],
        closes=[ACCEPTANCE],
        opens=AFTER_APPROVAL[:3],
        says=[Says("ethics_recognised")],
        grave=True,
    )
    def recognise(
        self, ctx: Context, unit: str, decision: str, scope: str, reason: str, tracking_months: int
    ) -> None:
        self.recognised_unit, self.recognised_decision = unit, decision
        self.recognised_scope, self.recognised_reason = scope, reason
        self.take_effect(tracking_months, ctx)
