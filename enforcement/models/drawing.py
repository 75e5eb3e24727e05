"""The pool that is fixed, and the draw from it once its number is known, in the campaign that makes them."""

import hashlib
import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.rules.joint_draw import (
    Pool,
    Team,
    Wanted,
    joint_draw,
    joint_draw_problems,
    pool_problems,
)
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

#: The threshold for the least number of a team.
LEAST = "penalty.officers"
#: A seed is a public number, digit by digit: whoever copies it has nothing to choose.
_DIGITS = re.compile(r"[0-9]{4,100}")


class Draws(models.Model):
    """What ``Campaign`` does to draw. ``drawn`` holds the seed and the teams between an act and its rows."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings
        targets: Any
        draws: Any
        organization: Any
        seed_source: Any
        draws_on: Any
        pool_fixed_at: Any
        pool_fixed_by: Any
        pool_fixed_by_id: Any
        fixed_pool: Any

        def in_pool(self) -> Any: ...

    drawn: tuple[dict[str, Any], Pool, Wanted, tuple[Team, ...]] | None = None

    def undrawn(self) -> Any:
        """The companies that no draw has named yet."""
        return self.targets.filter(lot=None, told_at__isnull=False).select_related("organization")

    def why_not_fix(self, ctx: Context) -> list[Reason]:
        """One at a time, with a day to come, and with companies and officers that yield what is to be drawn."""
        if self.pool_fixed_at is not None:
            return [Reason("抽取名单已经固定，请先抽取")]
        found = []
        least = ctx.law.threshold(LEAST)
        if not self.undrawn().exists():
            found.append(Reason("没有可以抽取的企业"))
        if self.in_pool().count() < least.number:
            told = f"检查人员名录不足 {least.number} 人，请先列入检查人员"
            found.append(Reason(told, article=least.citation))
        return found or self._why_not_wanted(ctx.data, ctx.law, china_date(ctx.now))

    def _why_not_wanted(self, data: dict[str, Any], law: Rulebook, today: date) -> list[Reason]:
        """What stands against this day, so many companies and such teams from the pool as it is now."""
        if "count" not in data:
            return []
        if data["draws_on"] <= today:
            told = "“号码公布日期”应晚于今日，固定名单时谁也不知道号码"
            return [Reason(told, field="draws_on")]
        wanted, least = _wanted(data), law.threshold(LEAST)
        if wanted.size < least.number:
            told = f"每个检查组应不少于 {least.number} 人"
            return [Reason(told, field="size", article=least.citation)]
        return pool_problems(self._drawable(self._pool_now()), wanted)

    def fix(self, ctx: Context, source: str, day: date, wanted: dict[str, Any]) -> None:
        """From now on neither the pool nor what is drawn from it changes."""
        self.seed_source, self.draws_on = source, day
        self.pool_fixed_at, self.pool_fixed_by = ctx.now, ctx.actor
        self.fixed_pool = {**self._pool_now(), "wanted": wanted}

    def release_pool(self) -> None:
        """Nothing waits to be drawn any more."""
        self.seed_source, self.draws_on, self.fixed_pool = "", None, {}
        self.pool_fixed_at = self.pool_fixed_by = None

    def pool_digest(self) -> str:
        """SHA-256 over the fixed pool, and what is drawn from it."""
        text = json.dumps(self.fixed_pool, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def drawable_pool(self) -> Pool:
        """What was fixed, less whoever left or keeps away since."""
        return self._drawable(self.fixed_pool)

    def _drawable(self, fixed: dict[str, Any]) -> Pool:
        present = {row.user.username: row for row in self.in_pool()}
        kept = {one: at for one, at in fixed["officers"].items() if one in present}
        barred = {
            company: sorted({*away, *self._avoiding(key, present.values())})
            for company, (key, away) in fixed["companies"].items()
        }
        return Pool(tuple(fixed["companies"]), kept, barred)

    @property
    def wanted(self) -> Wanted | None:
        """How much is drawn from the fixed pool; None while there is none."""
        return _wanted(self.fixed_pool["wanted"]) if self.fixed_pool else None

    def number_is_out(self, now: datetime) -> bool:
        """Whether the day has come on which the number of the fixed pool becomes known."""
        return self.draws_on is not None and china_date(now) >= self.draws_on

    def why_not_draw(self, seed: str) -> list[Reason]:
        """What stands against the draw with this number: not only digits, or too many stepped aside since."""
        wrong = _why_not_seed(seed)
        wanted = _wanted(self.fixed_pool["wanted"])
        return wrong or joint_draw_problems(seed, self.drawable_pool(), wanted)

    def why_not_given_up(self, seed: str) -> list[Reason]:
        """Why the pool has to be drawn from, now that its number is known."""
        wrong = _why_not_seed(seed)
        if wrong or self.why_not_draw(seed):
            return wrong
        return [Reason("按这个号码可以抽取，名单不能放弃", field="seed")]

    def make_draw(self, ctx: Context, seed: str) -> None:
        """Draw, and let go of the pool: it has done its work."""
        pool, wanted = self.drawable_pool(), _wanted(self.fixed_pool["wanted"])
        origin = {
            "seed": seed,
            "seed_source": self.seed_source,
            "draws_on": self.draws_on,
            "pool_fixed_at": self.pool_fixed_at,
            "pool_fixed_by": self.pool_fixed_by,
        }
        self.drawn = (origin, pool, wanted, joint_draw(seed, pool, wanted))
        self.release_pool()

    def note_draw(self, event: AuditEvent, ctx: Context) -> None:
        """Keep the draw, and a lot for each company that it named."""
        if self.drawn is None:
            raise LookupError("没有抽取结果")
        origin, pool, wanted, teams = self.drawn
        draw = self.draws.create(
            **origin,
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


def _why_not_seed(seed: str) -> list[Reason]:
    if _DIGITS.fullmatch(seed):
        return []
    told = "“种子”应是公布的号码的数字，4 至 100 位，依公布的先后连写，不加空格、标点和文字"
    return [Reason(told, field="seed")]


def _wanted(data: dict[str, Any]) -> Wanted:
    return Wanted(data["count"], data["size"], tuple(data.get("departments") or ()))


def _reaches(row: Any, target: Any) -> bool:
    """Whether the officer's office covers the company's place."""
    place = target.organization.division_code
    return any(m.organization.covers(place) for m in row.user.active_memberships)
