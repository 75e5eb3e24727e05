"""What holds of every vote, of a committee or of experts: asked while it is open, once of each, in its time.

``Deliberated`` answers the questions. A machine takes the guards with the article of its own vote.
"""

from typing import Any, NamedTuple

from portal.workflow.machine import Context, Guard, guard


class VoteGuards(NamedTuple):
    """The guards of one machine's votes."""

    round_is_open: Guard
    no_round_open: Guard
    is_elector: Guard
    not_yet_voted: Guard
    in_voting_time: Guard
    voting_time_over: Guard


def guards_of_votes(cites: str) -> VoteGuards:
    """The guards, each resting on ``cites``, a code of the rulebook."""

    @guard("现在没有正在进行的表决", cites=cites, stage=True)
    def round_is_open(case: Any, ctx: Context) -> bool:
        """Nobody votes before the opening or after the closing."""
        return case.open_round() is not None

    @guard("表决正在进行，表决结束前不能办理", cites=cites)
    def no_round_open(case: Any, ctx: Context) -> bool:
        """One question at a time."""
        return case.open_round() is None

    @guard("您不是本次表决的参加人", cites=cites, stage=True)
    def is_elector(case: Any, ctx: Context) -> bool:
        """Those who were there and free of conflict when the round was opened; advisers never (article 14)."""
        return case.elector(ctx.actor) is not None

    @guard("您已经投票，每人一票，投出后不能更改", cites=cites)
    def not_yet_voted(case: Any, ctx: Context) -> bool:
        """One person, one ballot; the database says so again."""
        return not case.has_voted(ctx.actor)

    @guard("表决截止时间已过，不能再投票", cites=cites)
    def in_voting_time(case: Any, ctx: Context) -> bool:
        """From the stated end on the votes are to be counted, not cast."""
        running = case.open_round()
        return running is None or running.ends_at is None or ctx.now < running.ends_at

    @guard("尚有参加人没有投票，且未到表决截止时间", cites=cites)
    def voting_time_over(case: Any, ctx: Context) -> bool:
        """Nobody closes a vote early to leave ballots out."""
        running = case.open_round()
        return running is None or running.ends_at is None or running.ends_at <= ctx.now

    return VoteGuards(
        round_is_open, no_round_open, is_elector, not_yet_voted, in_voting_time, voting_time_over
    )


@guard("您已声明没有利益冲突；如果发现利益冲突，请选择“存在利益冲突”")
def says_something_new(case: Any, ctx: Context) -> bool:
    """A second identical statement is no act."""
    stated = ctx.data.get("conflicted")
    return stated is None or bool(stated) or not case.has_declared(ctx.actor)


def everybody_voted(case: Any, ctx: Context) -> bool:
    """Whether the ballot just cast was the last one that the open round waited for."""
    return bool(case.everybody_voted())
