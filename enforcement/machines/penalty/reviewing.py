"""The legal review: always before the prior notice, and again after a hearing (penalty law, article 58; P10)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import EVIDENCE, LEGAL_REVIEW
from enforcement.machines.penalty.guards import (
    governed_by_this_text,
    not_time_barred,
    reviewer_stands_apart,
)
from enforcement.machines.penalty.opening import charge_stated
from enforcement.machines.penalty.stages import OFFICER, REVIEWER
from enforcement.machines.staffing import on_the_team, team_named
from enforcement.states import PenaltyState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("拟作出的处罚不符合规定", cites="penalty_outcomes")
def intended_is_lawful(case: Any, ctx: Context) -> Iterable[Reason]:
    """The penalty that the officers intend lies within the sanction that they charge."""
    return list(case.why_not_intended(ctx.law, ctx.now))


@guard("尚未登记证据", cites="evidence_kinds")
def evidence_taken(case: Any, ctx: Context) -> bool:
    """No facts without evidence (article 40)."""
    return bool(case.evidence.exists())


@guard("听证以后的法制审核已经通过", cites="legal_review", stage=True)
def hearing_not_reviewed(case: Any, ctx: Context) -> bool:
    """Once is enough."""
    return case.reviewed_at is None


@guard("先行登记保存的证据尚未处理", cites=EVIDENCE)
def nothing_held(case: Any, ctx: Context) -> bool:
    """What was registered is dealt with before the investigation ends (article 56)."""
    return not case.held_evidence()


class Reviewing(models.Model):
    """What the legal reviewer does, all of it in confidence."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        reviewed_at: Any
        reviewed_by: Any
        review_opinion: Any

    @action(
        "送请法制审核",
        roles=[OFFICER],
        source=[S.OPENED],
        target=S.IN_LEGAL_REVIEW,
        cites="legal_review",
        explains="调查终结，提出拟作出的处罚，由本案执法人员以外的法制审核人员审核；审核通过以后才能告知当事人。",
        guards=[
            team_named,
            on_the_team,
            charge_stated,
            evidence_taken,
            nothing_held,
            intended_is_lawful,
            not_time_barred,
            governed_by_this_text,
        ],
        opens=[Opens(LEGAL_REVIEW)],
        says=[Says("penalty_to_review", to="authority")],
        confidential=True,
    )
    def submit_for_review(self, ctx: Context) -> None:
        self.reviewed_at = self.reviewed_by = None

    @action(
        "审核通过",
        roles=[REVIEWER],
        source=[S.IN_LEGAL_REVIEW],
        target=S.REVIEWED,
        cites="legal_review",
        explains="事实、证据、依据、程序和处罚幅度没有问题的，写明审核意见。",
        guards=[reviewer_stands_apart, governed_by_this_text],
        closes=[LEGAL_REVIEW],
        says=[Says("penalty_reviewed", to="officers")],
        confidential=True,
    )
    def pass_review(self, ctx: Context, opinion: str) -> None:
        self._reviewed(ctx, opinion)

    @action(
        "退回补充调查",
        roles=[REVIEWER],
        source=[S.IN_LEGAL_REVIEW],
        target=S.OPENED,
        cites="legal_review",
        explains="写明问题，退回执法人员补充调查或者更正；办案期限不因审核停止。",
        guards=[reviewer_stands_apart],
        closes=[LEGAL_REVIEW],
        says=[Says("penalty_review_returned", to="officers")],
        confidential=True,
    )
    def return_review(self, ctx: Context, opinion: str) -> None:
        self.review_opinion = opinion

    @action(
        "听证后审核通过",
        roles=[REVIEWER],
        source=[S.HEARD],
        cites="legal_review",
        explains="经过听证的，根据听证笔录再次审核，写明审核意见；没有通过的，不得作出决定。",
        guards=[reviewer_stands_apart, hearing_not_reviewed],
        closes=[LEGAL_REVIEW],
        says=[Says("penalty_reviewed", to="officers")],
        confidential=True,
    )
    def pass_hearing_review(self, ctx: Context, opinion: str) -> None:
        self._reviewed(ctx, opinion)

    def _reviewed(self, ctx: Context, opinion: str) -> None:
        self.review_opinion = opinion
        self.reviewed_at = ctx.now
        self.reviewed_by = ctx.actor
