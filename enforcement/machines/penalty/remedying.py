"""Reconsideration and lawsuit: what they pause, and what their end does to the decision.

Penalty law, articles 48 and 73; reconsideration law; administrative litigation law, articles 45 and 46.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    COURT,
    DEMAND,
    LAWSUIT,
    LAWSUIT_AFTER_RECONSIDERATION,
    PAYMENT,
    PUBLICATION,
    PUBLICATION_WITHDRAWAL,
    RECONSIDERATION,
)
from enforcement.machines.penalty.performing import reached_the_filing, settled
from enforcement.machines.penalty.serving import consequence, done, fined
from enforcement.machines.staffing import on_the_team
from enforcement.rules import remedies as rules
from enforcement.states import PenaltyState as S
from enforcement.states import RemedyResult as R
from portal.accounts.roles import Role
from portal.law.terms import Measure
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, Voids, action, guard

_AFTER_SERVICE = (S.SERVED, S.PERFORMED)
PAUSES = "remedy_effects"


@guard("行政复议或者行政诉讼正在进行", cites=PAUSES, stage=True)
def no_remedy_runs(penalty: Any, ctx: Context) -> bool:
    """One at a time."""
    return penalty.running_remedy() is None


@guard("没有正在进行的行政复议或者行政诉讼", cites=PAUSES, stage=True)
def remedy_runs(penalty: Any, ctx: Context) -> bool:
    """There is something to end."""
    return penalty.running_remedy() is not None


@guard("决定已经全部撤销", cites=PAUSES)
def something_stands(penalty: Any, ctx: Context) -> bool:
    """What is left of the decision can be attacked."""
    return not penalty.annulled


@guard("日期不符合要求", cites=PAUSES)
def began_after_service(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """Accepted after the decision was served and after an earlier remedy ended, not in the future."""
    if "began_on" in ctx.data:
        first = max(filter(None, (penalty.day_of(penalty.served_at), penalty.remedy_ended_on)))
        yield from rules.day_problems(
            ctx.data["began_on"], "began_on", first=first, today=penalty.day_of(ctx.now)
        )


@guard("结果不符合要求", cites=PAUSES)
def end_fits(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """A result that fits the decision: altered for the better, or fallen, or not."""
    remedy = penalty.running_remedy()
    if remedy is not None and "result" in ctx.data:
        yield from rules.day_problems(
            ctx.data["ended_on"], "ended_on", first=remedy.began_on, today=penalty.day_of(ctx.now)
        )
        yield from rules.alteration_problems(
            ctx.data, measures=penalty.standing_measures, fine=penalty.standing_fine
        )


def reconsidered(penalty: Any, ctx: Context) -> bool:
    """A decision of the reconsideration authority that can be taken to court."""
    result = ctx.data.get("result", R.DROPPED)  # unknown while the form is being filled in
    return bool(penalty.last_sort == "reconsideration" and result != R.DROPPED)


def given_up(penalty: Any, ctx: Context) -> bool:
    """The party gave up the reconsideration: the direct lawsuit is open again while its six months last."""
    return bool(penalty.last_sort == "reconsideration" and ctx.data.get("result") == R.DROPPED)


def must_withdraw(penalty: Any, ctx: Context) -> bool:
    """The public reads a decision that no longer stands as it reads."""
    return rules.withdraws(ctx.data.get("result", "")) and penalty.published_row() is not None


def fallen(penalty: Any, ctx: Context) -> bool:
    """Nothing of the decision is left."""
    return bool(penalty.annulled)


def fine_fell(penalty: Any, ctx: Context) -> bool:
    """No fine is left."""
    return not penalty.has_fine


def restores(penalty: Any, ctx: Context) -> bool:
    """The number that the decision took comes back."""
    taken = {Measure.REVOKE_FILING.value, Measure.CANCEL_FILING.value}
    return not taken.isdisjoint(penalty.undone)


def waits_no_more(penalty: Any, ctx: Context) -> bool:
    """What the decision still asked for fell away, and the case was waiting for that alone."""
    return penalty.state == S.SERVED and done(penalty, ctx)


class Remedying(models.Model):
    """What the party does against the decision, as the office is told of it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        remedies_end_on: Any
        remedy_ended_on: Any
        served_at: Any
        standing_measures: Any
        standing_fine: Any

        def strike(self, measures: list[str], fine: int | None) -> None: ...
        def running_remedy(self) -> Any: ...
        def last_day_of(self, code: str, start: Any, ctx: Context) -> date: ...

    #: Which remedy the act under way ends; for its clocks alone, never stored.
    last_sort: str = ""

    @action(
        "登记行政复议",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=_AFTER_SERVICE,
        cites=RECONSIDERATION,
        explains="自受理之日起暂停计算加处罚款；处罚的执行不停止，法律另有规定的除外。",
        guards=[on_the_team, no_remedy_runs, something_stands, began_after_service],
        closes=[RECONSIDERATION],
        voids=[LAWSUIT, COURT],
        says=[Says("penalty_remedy_began")],
        effects=["keep_reconsideration"],
    )
    def record_reconsideration(
        self, ctx: Context, began_on: date, authority: str, document: str = ""
    ) -> None:
        """The row is written with the act's event."""

    @action(
        "登记行政诉讼",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=_AFTER_SERVICE,
        cites=LAWSUIT,
        explains="自立案之日起暂停计算加处罚款；处罚的执行不停止，法律另有规定的除外。",
        guards=[on_the_team, no_remedy_runs, something_stands, began_after_service],
        closes=[LAWSUIT, LAWSUIT_AFTER_RECONSIDERATION],
        voids=[RECONSIDERATION, COURT],
        says=[Says("penalty_remedy_began")],
        effects=["keep_lawsuit"],
    )
    def record_lawsuit(
        self, ctx: Context, began_on: date, authority: str, document: str = ""
    ) -> None:
        """The row is written with the act's event."""

    @action(
        "登记复议、诉讼结果",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=_AFTER_SERVICE,
        cites=PAUSES,
        explains="加处罚款自办结次日起继续计算。决定被变更、撤销的，罚款和对备案的处理随之变更或者恢复；已经公开的，三个工作日内撤回并说明。",
        guards=[on_the_team, remedy_runs, end_fits],
        opens=[
            Opens(LAWSUIT_AFTER_RECONSIDERATION, since="remedy_ended_on", when=reconsidered),
            Opens(LAWSUIT, since="served_at", when=given_up),
            Opens(COURT, since="remedies_end_on", when=fined),
            Opens(PUBLICATION_WITHDRAWAL, since="remedy_ended_on", when=must_withdraw),
        ],
        voids=[
            Voids(PAYMENT, when=fine_fell),
            Voids(DEMAND, when=fine_fell),
            Voids(PUBLICATION, when=fallen),
        ],
        says=[Says("penalty_remedy_ended")],
        effects=["keep_remedy_end"],
        then=[
            Then("target", "resume_updates", when=reached_the_filing, data=consequence),
            Then("target", "restore_after_revocation", when=restores, data=consequence),
            Then("itself", "settle_fine", when=settled),
            Then("itself", "note_performed", when=waits_no_more),
        ],
        grave=True,
    )
    def record_remedy_end(
        self,
        ctx: Context,
        ended_on: date,
        result: str,
        note: str,
        measures: list[str] | None = None,
        fine: int | None = None,
    ) -> None:
        self.last_sort = self.running_remedy().sort
        self.remedy_ended_on = ended_on
        if result in (R.REVOKED, R.VOID):
            self.strike([], None)
        elif result == R.ALTERED:
            self.strike(measures or [], fine)
        self.remedies_end_on = self._remedies_end(ctx, ended_on, result)

    def _remedies_end(self, ctx: Context, ended_on: date, result: str) -> date:
        """The last day on which the decision can still be attacked, after this remedy."""
        if self.last_sort == "lawsuit":
            return ended_on
        if result == R.DROPPED:
            return max(ended_on, self.last_day_of(LAWSUIT, self.served_at, ctx))
        return self.last_day_of(LAWSUIT_AFTER_RECONSIDERATION, ended_on, ctx)
