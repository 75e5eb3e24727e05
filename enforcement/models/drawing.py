"""A published seed and the draw from it, in the campaign that makes them."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.rules.joint_draw import Pool, Team, Wanted, joint_draw, joint_draw_problems
from portal.audit.models import AuditEvent
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: The threshold for the least number of a team.
LEAST = "penalty.officers"


class Draws(models.Model):
    """What ``Campaign`` does with its seed. ``drawn`` holds the teams between an act and its rows."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings
        targets: Any
        draws: Any
        organization: Any
        seed: Any
        seed_source: Any
        seed_fixed_at: Any
        seed_pool: Any
        discarded_seeds: Any

        def in_pool(self) -> Any: ...

    drawn: tuple[str, Any, Pool, Wanted, tuple[Team, ...]] | None = None

    def undrawn(self) -> Any:
        """The companies that no draw has named yet."""
        return self.targets.filter(lot=None, told_at__isnull=False).select_related("organization")

    def why_not_seed(self, data: dict[str, Any], law: Rulebook) -> list[Reason]:
        """One at a time, none twice; with companies and officers that yield what is to be drawn."""
        seed = data.get("seed")
        if self.seed:
            return [Reason(f"种子“{self.seed}”已经公布，请先抽取", field="seed")]
        found = []
        least = law.threshold(LEAST)
        if not self.undrawn().exists():
            found.append(Reason("没有可以抽取的企业", field="seed"))
        if self.in_pool().count() < least.number:
            told = f"检查人员名录不足 {least.number} 人，请先列入检查人员"
            found.append(Reason(told, field="seed", article=least.citation))
        spent = {*self.discarded_seeds, *self.draws.values_list("seed", flat=True)}
        if seed is not None and seed in spent:
            found.append(Reason("这个种子已经用过，请换一个", field="seed"))
        return found or self._why_not_wanted(data, law)

    def _why_not_wanted(self, data: dict[str, Any], law: Rulebook) -> list[Reason]:
        """What stands against so many companies and such teams from the pool as it is now."""
        if "count" not in data:
            return []
        wanted, least = _wanted(data), law.threshold(LEAST)
        if wanted.size < least.number:
            told = f"每个检查组应不少于 {least.number} 人"
            return [Reason(told, field="size", article=least.citation)]
        return joint_draw_problems(data["seed"], self._drawable(self._pool_now()), wanted)

    def fix(self, ctx: Context, seed: str, source: str, wanted: dict[str, Any]) -> None:
        """Publish the seed; from now on neither its pool nor what is drawn from it changes."""
        self.seed, self.seed_source, self.seed_fixed_at = seed, source, ctx.now
        self.seed_pool = {**self._pool_now(), "wanted": wanted}

    def discard(self) -> None:
        """Give the seed up for good."""
        self.discarded_seeds = [*self.discarded_seeds, self.seed]
        self._forget_seed()

    def pool_digest(self) -> str:
        """SHA-256 over the pool of the published seed, and what is drawn from it."""
        text = json.dumps(self.seed_pool, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def fixed_pool(self) -> Pool:
        """What was fixed with the seed, less whoever left or keeps away since."""
        return self._drawable(self.seed_pool)

    def _drawable(self, fixed: dict[str, Any]) -> Pool:
        present = {row.user.username: row for row in self.in_pool()}
        kept = {one: at for one, at in fixed["officers"].items() if one in present}
        barred = {
            company: sorted({*away, *self._avoiding(key, present.values())})
            for company, (key, away) in fixed["companies"].items()
        }
        return Pool(tuple(fixed["companies"]), kept, barred)

    @property
    def seed_wanted(self) -> Wanted | None:
        """How much is drawn with the published seed; None while there is none."""
        return _wanted(self.seed_pool["wanted"]) if self.seed else None

    def why_not_draw(self) -> list[Reason]:
        """What stands against the draw from the published seed: too many stepped aside since."""
        return joint_draw_problems(self.seed, self.fixed_pool(), _wanted(self.seed_pool["wanted"]))

    def make_draw(self, ctx: Context) -> None:
        """Draw, and let go of the seed: it has done its work."""
        pool, wanted = self.fixed_pool(), _wanted(self.seed_pool["wanted"])
        teams = joint_draw(self.seed, pool, wanted)
        self.drawn = (self.seed, (self.seed_source, self.seed_fixed_at), pool, wanted, teams)
        self._forget_seed()

    def note_draw(self, event: AuditEvent, ctx: Context) -> None:
        """Keep the draw, and a lot for each company that it named."""
        if self.drawn is None:
            raise LookupError("没有抽取结果")
        seed, (source, fixed_at), pool, wanted, teams = self.drawn
        draw = self.draws.create(
            seed=seed,
            seed_source=source,
            seed_fixed_at=fixed_at,
            pool=sorted(pool.companies),
            officers_pool=dict(sorted(pool.officers.items())),
            barred={company: away for company, away in pool.barred.items() if away},
            count=wanted.count,
            size=wanted.size,
            departments=list(wanted.departments),
            result=[{"company": t.company, "officers": list(t.officers)} for t in teams],
            drawn_at=ctx.now,
            drawn_by=ctx.actor,
        )
        targets = {target.entry: target for target in self.undrawn()}
        for place, team in enumerate(teams, start=1):
            draw.lots.create(
                target=targets[team.company], position=place, officers=list(team.officers)
            )

    def _pool_now(self) -> dict[str, Any]:
        """Companies with their keys and who keeps away from them; officers with their departments."""
        rows = list(self.in_pool())
        return {
            "officers": {row.user.username: row.department for row in rows},
            "companies": {
                target.entry: [
                    target.organization_id,
                    sorted(
                        {
                            *self._avoiding(target.organization_id, rows),
                            *(row.user.username for row in rows if not _reaches(row, target)),
                        }
                    ),
                ]
                for target in self.undrawn()
            },
        }

    @staticmethod
    def _avoiding(company: int, rows: Any) -> list[str]:
        return [row.user.username for row in rows if company in row.avoids]

    def _forget_seed(self) -> None:
        self.seed, self.seed_source, self.seed_fixed_at, self.seed_pool = "", "", None, {}


def _wanted(data: dict[str, Any]) -> Wanted:
    return Wanted(data["count"], data["size"], tuple(data.get("departments") or ()))


def _reaches(row: Any, target: Any) -> bool:
    """Whether the officer's office covers the company's place."""
    place = target.organization.division_code
    return any(m.organization.covers(place) for m in row.user.active_memberships)
