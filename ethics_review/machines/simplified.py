"""The simplified procedure: named members agree, or it converts to the general one (articles 19–20).

The last agreement closes the round in the same act; an adverse ballot converts in the same act.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.ballots import (
    VOTERS,
    VOTES,
    choice_possible,
    declared_first,
    no_round_open,
    nothing_carried_yet,
    round_is_open,
)
from ethics_review.machines.voting import everybody_voted
from ethics_review.states import Procedure, SimplifiedVote
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, Then, action, guard


@guard("指定的委员不符合要求", cites="simplified_grounds")
def reviewers_can_review(review: Any, ctx: Context) -> Iterable[Reason]:
    """Two or more, sitting, none recused; each declares before they judge (article 20)."""
    return list(review.why_not_named(ctx))


def adverse(review: Any, ctx: Context) -> bool:
    """Whether a ballot of the simplified procedure was anything but agreement (article 20, paragraph 2)."""
    return ctx.data.get("choice") != SimplifiedVote.AGREE


def agreed_by_all(review: Any, ctx: Context) -> bool:
    """The opposite, and nobody is waited for."""
    return not adverse(review, ctx) and everybody_voted(review, ctx)


class Simplified(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        procedure: Any
        conversion_ground: Any
        conversion_reason: Any
        converted_at: Any
        deliberation_since: Any

        def prepare_ballot(self, ctx: Context, **told: Any) -> None: ...
        def converting_ground(self) -> str: ...

    @action(
        "指定审查委员",
        roles=[Role.CHAIR],
        source=[S.SIMPLIFIED_REVIEW],
        cites="simplified_grounds",
        explains="指定达到规定人数、没有利益冲突的委员审查。全部同意的，方可批准。",
        guards=[no_round_open, nothing_carried_yet, reviewers_can_review],
        says=[Says("reviewers_named", to="electors")],
        effects=["open_simplified_round"],
        confidential=True,
    )
    def name_reviewers(self, ctx: Context, reviewers: list[Any]) -> None:
        """The round and its electors are written with the event."""

    @action(
        "提交简易程序审查意见",
        roles=VOTERS,
        source=[S.SIMPLIFIED_REVIEW],
        cites="conversion_grounds",
        explains="任何一名委员持否定性意见、有疑义、意见不一致或者要求开会审查的，当即转入一般程序，已提交的意见作废，期限连续计算。",
        guards=[
            round_is_open,
            VOTES.is_elector,
            declared_first,
            VOTES.not_yet_voted,
            choice_possible,
        ],
        effects=["store_ballot"],
        then=[
            Then("itself", "close_round", when=agreed_by_all),
            Then("itself", "convert_by_ballot", when=adverse),
        ],
        sealed=("choice", "sheet", "reasons"),
        grave=True,
        confidential=True,
        concurrent=True,
    )
    def cast_simplified(
        self, ctx: Context, choice: str, sheet: Any = None, reasons: str = ""
    ) -> None:
        self.prepare_ballot(ctx, choice=choice, sheet=sheet or [], reasons=reasons)

    @action(
        "转入一般程序",
        roles=[Role.SYSTEM],
        source=[S.SIMPLIFIED_REVIEW],
        target=S.GENERAL_REVIEW,
        cites="conversion_grounds",
        explains="简易程序中出现不一致的意见，依规定转入一般程序，期限连续计算。",
        guards=[round_is_open],
        says=[Says("ethics_converted"), Says("review_accepted", to="seats")],
        effects=["set_open_round_aside"],
    )
    def convert_by_ballot(self, ctx: Context) -> None:
        self.into_general(self.converting_ground(), "", ctx)

    @action(
        "转入一般程序",
        roles=VOTERS,
        source=[S.SIMPLIFIED_REVIEW],
        target=S.GENERAL_REVIEW,
        cites="conversion_grounds",
        explains="对审查内容有疑义或者委员要求会议审查的，转入一般程序。已提交的意见作废，期限连续计算。",
        says=[Says("ethics_converted"), Says("review_accepted", to="seats")],
        effects=["set_open_round_aside"],
    )
    def convert_to_general(self, ctx: Context, ground: str, reason: str) -> None:
        self.into_general(ground, reason, ctx)

    def into_general(self, ground: str, reason: str, ctx: Context) -> None:
        """The clock goes on; what was said in the simplified procedure counts no more."""
        self.procedure = Procedure.GENERAL
        self.conversion_ground = ground
        self.conversion_reason = reason
        self.converted_at = ctx.now
        self.deliberation_since = ctx.now
