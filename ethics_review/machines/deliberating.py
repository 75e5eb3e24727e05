"""Deliberation in a meeting or by letter: the vote and its end, more time for it (article 16; 2023 measures, 8, 16).

The last ballot closes the round in the same act.
"""

from collections.abc import Iterable
from datetime import date, datetime
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
from ethics_review.machines.limits import DECISION
from ethics_review.machines.voting import everybody_voted
from ethics_review.states import DELIBERATING
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Says, Then, action, guard

#: Whoever casts a ballot is asked for it, has declared, and is in time.
VOTING = (round_is_open, VOTES.is_elector, declared_first, VOTES.in_voting_time)


@guard("不具备表决条件", cites="ethics.decision")
def meeting_can_vote(review: Any, ctx: Context) -> Iterable[Reason]:
    """In session, this case on its agenda, presided by whoever opens, quorum by count and by discipline."""
    return list(review.why_not_vote(ctx))


@guard("只有一般程序可以延长审查期限", cites=DECISION, stage=True)
def decision_runs(review: Any, ctx: Context) -> bool:
    """Article 16 extends the thirty days, nothing else."""
    return review.running_limit(DECISION) is not None


@guard("审查期限已经届满，不能再延长", cites=DECISION)
def not_overdue(review: Any, ctx: Context) -> bool:
    """An extension is stated before the limit runs out; it does not undo a delay (article 16; Q6)."""
    running = review.running_limit(DECISION)
    return running is None or not running.overdue_at(ctx.now)


@guard("延长的期限不符合要求", cites=DECISION)
def extension_in_bounds(review: Any, ctx: Context) -> Iterable[Reason]:
    """The new limit is stated, later than the present one, within the cap (house rule Q6)."""
    return list(review.why_not_until(ctx.data.get("until"), ctx))


class Deliberation(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        extended_until: Any
        extension_reason: Any
        deliberation_since: Any

        def prepare_ballot(self, ctx: Context, **told: Any) -> None: ...
        def opinion_came_after_the_vote(self) -> bool: ...

    @action(
        "开始表决",
        roles=[Role.CHAIR],
        source=DELIBERATING,
        cites="ethics.quorum",
        explains="到会委员达到法定人数并包括各类别的，由主持人开始表决，表决结束前各人的选择保密。参加表决的委员自此固定。",
        guards=[no_round_open, nothing_carried_yet, meeting_can_vote],
        says=[Says("voting_opened", to="electors")],
        effects=["open_meeting_round"],
        confidential=True,
    )
    def open_voting(self, ctx: Context, meeting: Any, ends_at: datetime) -> None:
        """The round and its electors are written with the event; it replaces a preliminary result."""
        if self.opinion_came_after_the_vote():
            self.deliberation_since = ctx.now

    @action(
        "投票",
        roles=VOTERS,
        source=DELIBERATING,
        cites="ethics.approval_share",
        explains="投出后不能更改。表决结束前，任何人都看不到您的选择。最后一票投出，表决即告结束。",
        guards=[*VOTING, VOTES.not_yet_voted, choice_possible],
        effects=["store_ballot"],
        then=[Then("itself", "close_round", when=everybody_voted)],
        sealed=("choice", "sheet", "reasons"),
        grave=True,
        confidential=True,
        concurrent=True,
    )
    def cast_ballot(self, ctx: Context, choice: str, sheet: Any = None, reasons: str = "") -> None:
        self.prepare_ballot(ctx, choice=choice, sheet=sheet or [], reasons=reasons)

    @action(
        "结束表决",
        roles=[Role.CHAIR],
        source=DELIBERATING,
        cites="ethics.approval_share",
        explains="到了表决截止时间，由主持人结束表决。没有投票的委员计入表决基数，不视为同意；函审只计寄回的票。",
        guards=[round_is_open, VOTES.voting_time_over],
        says=[Says("ethics_minutes", to="committee")],
        effects=["count_round"],
        confidential=True,
        grave=True,
    )
    def close_voting(self, ctx: Context) -> None:
        """The ballots are counted with the event."""

    @action(
        "表决结束",
        roles=[Role.SYSTEM],
        source=[*DELIBERATING, S.SIMPLIFIED_REVIEW],
        cites="ethics.approval_share",
        explains="最后一票投出，门户计票。",
        guards=[round_is_open],
        says=[Says("ethics_minutes", to="committee")],
        effects=["count_round"],
        confidential=True,
    )
    def close_round(self, ctx: Context) -> None:
        """The ballots are counted with the event."""

    @action(
        "延长审查期限",
        roles=[Role.CHAIR],
        source=[S.GENERAL_REVIEW, S.SIMPLIFIED_REVIEW],
        cites=DECISION,
        explains="情况复杂或者需要补充、更正材料的，写明理由和新的最后一日。",
        guards=[decision_runs, not_overdue, extension_in_bounds],
        extends=[Extends(DECISION, until="extended_until")],
        says=[Says("ethics_extended")],
    )
    def extend(self, ctx: Context, until: date, reason: str) -> None:
        self.extended_until = until
        self.extension_reason = reason
