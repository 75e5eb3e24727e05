"""Who votes in a committee, and the guards that every vote of it shares (article 14; 2023 measures, article 8).

A ballot is secret until its round is closed: the trail holds its seal alone.
"""

from collections.abc import Iterable
from typing import Any

from ethics_review.machines.voting import guards_of_votes
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, guard

VOTERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)

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


@guard("审阅材料、发表意见之前，请先声明利益关系", cites="ethics.quorum")
def declared_first(review: Any, ctx: Context) -> bool:
    """Whoever was named in the simplified procedure states their interests before they judge (article 14)."""
    return bool(review.has_declared(ctx.actor))
