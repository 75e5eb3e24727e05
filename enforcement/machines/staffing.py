"""Who works on a case: named as a team, and stepping aside (penalty law, articles 42–43)."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, guard


@guard("执法人员不符合要求", cites="penalty.officers")
def team_fits(case: Any, ctx: Context) -> Iterable[Reason]:
    """The officers that the act names: two at least, each once, of the office, none recused, none a complainant."""
    rows = ctx.data.get("officers")
    return [] if rows is None else list(case.why_not_team(rows, ctx.law))


@guard("尚未指定执法人员", cites="penalty.officers")
def team_named(case: Any, ctx: Context) -> Iterable[Reason]:
    """The officers who are in the case now still make a team."""
    return list(case.why_team_lacks(ctx.law))


@guard("您不是本事项指定的执法人员", cites="penalty.officers")
def on_the_team(case: Any, ctx: Context) -> bool:
    """What is done on the spot is done by those who were named; what the portal finds out itself, by the system."""
    return ctx.role == Role.SYSTEM or bool(case.is_officer(ctx.actor))
