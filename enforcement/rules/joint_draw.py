"""Which companies a joint team inspects, and who is in each team: drawn by lot from one seed.

Each team is drawn with its own seed, ``seed/company``, so that it can be repeated by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from enforcement.rules import lots
from portal.workflow.errors import Reason

#: Where a problem of a team's draw is mended, by the field that ``lots`` names.
_MENDED = {"count": "size", "pool": "departments"}
#: Whether a team can be drawn does not depend on the seed.
_ANY = "0"


@dataclass(frozen=True, slots=True)
class Pool:
    """What is drawn from. ``officers`` maps each person to a department; ``barred`` each company to who keeps away."""

    companies: tuple[str, ...]
    officers: Mapping[str, str]
    barred: Mapping[str, Collection[str]]

    def officers_for(self, company: str) -> dict[str, str]:
        """Who may inspect this company."""
        away = self.barred.get(company, ())
        return {one: at for one, at in self.officers.items() if one not in away}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many companies, how many officers each, and the departments that every team must have somebody from."""

    count: int
    size: int
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A company that was drawn, and who was drawn for it, each in the order of the draw."""

    company: str
    officers: tuple[str, ...]


def team_seed(seed: str, company: str) -> str:
    """The seed of one company's team."""
    return f"{seed}/{company}"


def joint_draw(seed: str, pool: Pool, wanted: Wanted) -> tuple[Team, ...]:
    """The teams, in the order in which their companies were drawn.

    Raises ValueError where ``joint_draw_problems`` finds anything.
    """
    return tuple(
        Team(
            company,
            lots.officers(
                team_seed(seed, company),
                pool.officers_for(company),
                wanted.size,
                wanted.departments,
            ),
        )
        for company in lots.draw(seed, pool.companies, wanted.count)
    )


def joint_draw_problems(seed: str, pool: Pool, wanted: Wanted) -> list[Reason]:
    """Why this draw cannot be made, a sentence each."""
    found = lots.draw_problems(seed, pool.companies, wanted.count)
    if found:
        return found
    return _team_problems(seed, lots.draw(seed, pool.companies, wanted.count), pool, wanted)


def pool_problems(pool: Pool, wanted: Wanted) -> list[Reason]:
    """Why some draw from this pool could not be made, whatever its seed, a sentence each."""
    found = lots.draw_problems(_ANY, pool.companies, wanted.count)
    return found or _team_problems(_ANY, pool.companies, pool, wanted)


def _team_problems(seed: str, companies: Iterable[str], pool: Pool, wanted: Wanted) -> list[Reason]:
    found = []
    for company in companies:
        problems = lots.officers_problems(
            team_seed(seed, company), pool.officers_for(company), wanted.size, wanted.departments
        )
        found += [
            replace(
                reason,
                message=f"为每家企业组成检查组：{reason.message}",
                field=_MENDED.get(reason.field, reason.field),
            )
            for reason in problems
        ]
    return list(dict.fromkeys(found))
