"""The experts of a recheck at work: the group, its vote, the opinion (articles 23–24; 2023 measures, 28–31)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import RECHECK
from ethics_review.machines.recheck_intake import review_waits
from ethics_review.machines.voting import everybody_voted, guards_of_votes, says_something_new
from ethics_review.states import RecheckState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, Then, action, guard

#: The authority, or the service centre that it entrusts with the carrying out.
ORGANISERS = (Role.RECHECK_OFFICER, Role.SECRETARY)

VOTES = guards_of_votes(RECHECK)
round_is_open, no_round_open = VOTES.round_is_open, VOTES.no_round_open


@guard("复核组不符合要求", cites="ethics.recheck_group")
def panel_fits(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """Five or more, none of the reviewing committee, none twice (2023 measures, article 28)."""
    return list(recheck.why_not_panel(ctx))


@guard("复核组还不能表决", cites="ethics.recheck_group")
def panel_can_vote(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """Everybody declared, five without conflict, the backgrounds together."""
    return list(recheck.why_not_vote(ctx))


@guard("复核组已经形成意见，不能重新表决", cites="ethics.recheck_share")
def not_voted_yet(recheck: Any, ctx: Context) -> bool:
    """A result is not voted on until it pleases."""
    return bool(recheck.carried() == "")


@guard("复核组尚未形成意见", cites="ethics.recheck_share")
def opinion_formed(recheck: Any, ctx: Context) -> bool:
    """Two thirds of the whole group, counted in a closed round."""
    return bool(recheck.carried() != "")


class RecheckPanel(models.Model):
    """``Recheck`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Recheck`` brings
        panel_formed_at: Any
        opinion: Any
        summary: Any
        issued_at: Any

        def prepare_interest(self, ctx: Context, conflicted: bool, statement: str) -> None: ...
        def prepare_ballot(self, ctx: Context, **told: Any) -> None: ...
        def carried(self) -> str: ...

    @action(
        "组成复核专家组",
        roles=ORGANISERS,
        source=[S.RECEIVED],
        target=S.PANEL_FORMED,
        cites="ethics.recheck_group",
        explains="专家达到规定的人数，包括同行、伦理、法律等方面；原审查委员会的委员不得参加。专家先声明利益关系，再看材料。",
        guards=[panel_fits],
        says=[Says("panel_called", to="panel")],
        effects=["seat_panel"],
        internal=True,
    )
    def form_panel(self, ctx: Context, experts: list[dict[str, Any]]) -> None:
        self.panel_formed_at = ctx.now

    @action(
        "更换专家",
        roles=ORGANISERS,
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_group",
        explains="专家回避或者不能参加的，更换为其他专家。",
        guards=[no_round_open, not_voted_yet, panel_fits],
        says=[Says("panel_called", to="joined")],
        effects=["replace_in_panel"],
        confidential=True,
    )
    def replace_expert(
        self, ctx: Context, leaving: Any, expert: Any, discipline: str, reason: str
    ) -> None:
        """The rows are written with the event."""

    @action(
        "声明利益关系",
        roles=[Role.EXPERT],
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_group",
        explains="审阅材料之前，先声明与申请单位、原审查委员会有无直接利益关系。存在利益冲突的应当回避。",
        guards=[says_something_new],
        effects=["note_interest"],
        confidential=True,
        concurrent=True,
    )
    def declare_interest(self, ctx: Context, conflicted: bool, statement: str = "") -> None:
        self.prepare_interest(ctx, conflicted, statement)

    @action(
        "开始复核表决",
        roles=ORGANISERS,
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_share",
        explains="全组专家均已声明没有利益冲突的，开始表决。",
        guards=[no_round_open, not_voted_yet, panel_can_vote],
        says=[Says("panel_voting", to="electors")],
        effects=["open_panel_round"],
        confidential=True,
    )
    def open_voting(self, ctx: Context, ends_at: Any) -> None:
        """The round and its electors are written with the event."""

    @action(
        "提交复核意见",
        roles=[Role.EXPERT],
        source=[S.PANEL_FORMED],
        cites="recheck_points",
        explains="对初步审查意见的合规性、合理性分别说明，并表明同意或者不同意。投出后不能更改，表决结束前他人看不到。",
        guards=[round_is_open, VOTES.is_elector, VOTES.in_voting_time, VOTES.not_yet_voted],
        effects=["store_ballot"],
        then=[Then("itself", "close_round", when=everybody_voted)],
        sealed=("choice", "compliance", "reasonableness"),
        confidential=True,
        concurrent=True,
    )
    def cast_opinion(self, ctx: Context, choice: str, compliance: str, reasonableness: str) -> None:
        sheet = [
            {"point": "compliance", "text": compliance},
            {"point": "reasonableness", "text": reasonableness},
        ]
        self.prepare_ballot(ctx, choice=choice, sheet=sheet, reasons="")

    @action(
        "结束复核表决",
        roles=ORGANISERS,
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_share",
        explains="到了表决截止时间，结束表决。没有表决的专家计入基数，不视为同意，也不视为不同意。",
        guards=[round_is_open, VOTES.voting_time_over],
        effects=["count_round"],
        confidential=True,
        grave=True,
    )
    def close_voting(self, ctx: Context) -> None:
        """The ballots are counted with the event."""

    @action(
        "表决结束",
        roles=[Role.SYSTEM],
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_share",
        explains="最后一名专家已经表决，门户计票。",
        guards=[round_is_open],
        effects=["count_round"],
        confidential=True,
    )
    def close_round(self, ctx: Context) -> None:
        """The ballots are counted with the event."""

    @action(
        "出具专家复核意见",
        roles=[Role.RECHECK_OFFICER],
        source=[S.PANEL_FORMED],
        target=S.OPINION_ISSUED,
        cites=RECHECK,
        explains="意见为同意或者不同意，都须全组专家达到规定比例的表决，不由承办人选择；都不足的，再次表决。",
        guards=[no_round_open, opinion_formed],
        closes=[RECHECK],
        says=[Says("recheck_opinion")],
        then=[Then("review", "receive_opinion", when=review_waits)],
        grave=True,
    )
    def issue_opinion(self, ctx: Context, summary: str) -> None:
        self.opinion = self.carried()
        self.summary = summary
        self.issued_at = ctx.now
