"""Deliberation: interests, ballots, conversion, extension (articles 14, 16, 19–20; 2023 measures, articles 8, 14, 16).

A ballot is secret until its round is closed: the trail holds its seal alone. The last ballot closes the round in the
same act, and an adverse one in the simplified procedure converts it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import DECISION
from ethics_review.machines.voting import everybody_voted, guards_of_votes, says_something_new
from ethics_review.states import (
    BEFORE_A_MEETING,
    IN_REVIEW,
    UNDER_WAY,
    Procedure,
    SimplifiedVote,
)
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Says, Then, action, guard

VOTERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)
#: Rounds are opened here: before the decision, after an appeal, and where the experts disagree.
DELIBERATING = (*BEFORE_A_MEETING, S.RECHECK_RETURNED)
#: Wherever the committee still has something to judge: acceptance, recognition, decision, amendment, tracking.
INTERESTED = (
    *(S.SUBMITTED, *IN_REVIEW, S.AWAITING_RECHECK, S.RECHECK_RETURNED, S.APPEALED),
    *(S.AMENDMENT_SUBMITTED, *UNDER_WAY, S.SUSPENDED),
)


VOTES = guards_of_votes("ethics.approval_share")
round_is_open, no_round_open = VOTES.round_is_open, VOTES.no_round_open


@guard("本次审议已经形成表决结果，应据此作出决定，不能重新表决", cites="ethics.decision")
def nothing_carried_yet(review: Any, ctx: Context) -> bool:
    """A result is not voted on until it pleases; the experts' opinion opens one new vote on the preliminary one."""
    return bool(review.carried() == "" or review.opinion_came_after_the_vote())


@guard("不能这样投票", cites="decisions")
def choice_possible(review: Any, ctx: Context) -> Iterable[Reason]:
    """A ballot for what could never be decided would carry a result that nobody can pronounce (article 24)."""
    return list(review.why_not_choice(ctx.data.get("choice")))


@guard("不具备表决条件", cites="ethics.decision")
def meeting_can_vote(review: Any, ctx: Context) -> Iterable[Reason]:
    """In session, this case on its agenda, presided by whoever opens, quorum by count and by discipline."""
    return list(review.why_not_vote(ctx))


@guard("指定的委员不符合要求", cites="simplified_grounds")
def reviewers_can_review(review: Any, ctx: Context) -> Iterable[Reason]:
    """Two or more, sitting, none recused; each declares before they judge (article 20)."""
    return list(review.why_not_named(ctx))


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


@guard("审阅材料、发表意见之前，请先声明利益关系", cites="ethics.quorum")
def declared_first(review: Any, ctx: Context) -> bool:
    """Whoever was named in the simplified procedure states their interests before they judge (article 14)."""
    return bool(review.has_declared(ctx.actor))


@guard("主持人不符合要求", cites="ethics.quorum")
def presider_fits(review: Any, ctx: Context) -> Iterable[Reason]:
    """A sitting vice-chair without conflict (2023 measures, article 14)."""
    return list(review.why_not_preside(ctx.data.get("presider")))


@guard("顾问专家不符合要求", cites="incompatible_roles")
def adviser_fits(review: Any, ctx: Context) -> Iterable[Reason]:
    """Never somebody who votes, nor the applicant (article 14, paragraph 2)."""
    return list(review.why_not_advise(ctx.data.get("adviser")))


#: Whoever casts a ballot is asked for it, has declared, and is in time.
VOTING = (round_is_open, VOTES.is_elector, declared_first, VOTES.in_voting_time)


def adverse(review: Any, ctx: Context) -> bool:
    """Whether a ballot of the simplified procedure was anything but agreement (article 20, paragraph 2)."""
    return ctx.data.get("choice") != SimplifiedVote.AGREE


def agreed_by_all(review: Any, ctx: Context) -> bool:
    """The opposite, and nobody is waited for."""
    return not adverse(review, ctx) and everybody_voted(review, ctx)


class Deliberation(models.Model):
    """What members do between acceptance and decision. ``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        procedure: Any
        presider: Any
        extended_until: Any
        extension_reason: Any
        conversion_ground: Any
        conversion_reason: Any
        converted_at: Any
        deliberation_since: Any

        def prepare_interest(self, ctx: Context, conflicted: bool, statement: str) -> None: ...
        def prepare_ballot(self, ctx: Context, **told: Any) -> None: ...
        def converting_ground(self) -> str: ...
        def opinion_came_after_the_vote(self) -> bool: ...

    @action(
        "声明利益关系",
        roles=[*VOTERS, Role.CONSULTANT, Role.SECRETARY],
        source=INTERESTED,
        cites="ethics.quorum",
        explains="审阅材料之前，先声明与该活动、申请人有无直接利益关系。存在利益冲突的应当回避：此后看不到该事项，不计入到会人数和表决基数。",
        guards=[says_something_new],
        effects=["note_interest"],
        confidential=True,
        concurrent=True,
    )
    def declare_interest(self, ctx: Context, conflicted: bool, statement: str = "") -> None:
        self.prepare_interest(ctx, conflicted, statement)

    @action(
        "指定副主任委员主持",
        roles=[Role.CHAIR],
        source=DELIBERATING,
        cites="ethics.quorum",
        explains="主任委员不能主持的，指定一名副主任委员主持该事项的审查。",
        guards=[no_round_open, presider_fits],
        confidential=True,
    )
    def name_presider(self, ctx: Context, presider: Any) -> None:
        self.presider = presider

    @action(
        "邀请顾问专家",
        roles=[Role.SECRETARY, Role.CHAIR],
        source=[*IN_REVIEW, S.APPEALED],
        cites="ethics.quorum",
        explains="邀请相关领域、没有直接利益关系的顾问专家提供咨询意见；顾问专家不参与表决。",
        guards=[adviser_fits],
        says=[Says("adviser_invited", to="invited")],
        effects=["note_invitation"],
        confidential=True,
    )
    def invite_adviser(self, ctx: Context, adviser: Any, field: str) -> None:
        """The row is written with the event."""

    @action(
        "提交咨询意见",
        roles=[Role.CONSULTANT],
        source=[*IN_REVIEW, S.APPEALED],
        cites="ethics.quorum",
        explains="顾问专家的咨询意见供委员参考，不是表决。",
        guards=[declared_first],
        effects=["note_advice"],
        sealed=("advice",),
        confidential=True,
    )
    def give_advice(self, ctx: Context, advice: str) -> None:
        """The row is written with the event."""

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

    def into_general(self, ground: str, reason: str, ctx: Context) -> None:
        """The clock goes on; what was said in the simplified procedure counts no more."""
        self.procedure = Procedure.GENERAL
        self.conversion_ground = ground
        self.conversion_reason = reason
        self.converted_at = ctx.now
        self.deliberation_since = ctx.now
