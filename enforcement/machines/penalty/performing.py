"""How the decision is performed: the fine, its postponement, the end of a suspension, the end of the case.

Penalty law, articles 66 and 67.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
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
    RECTIFICATION,
)
from enforcement.machines.penalty.guards import decider_stands_apart, party_or_team
from enforcement.machines.penalty.serving import consequence, done, fined
from enforcement.machines.staffing import on_the_team
from enforcement.rules import late_fee, paying
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.law.terms import Measure
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Says, Then, Voids, action, guard

#: The list of the rulebook that lets a fine be paid later or in parts.
RELIEF = "payment_relief"
_REMEDIES = (RECONSIDERATION, LAWSUIT, LAWSUIT_AFTER_RECONSIDERATION)


@guard("本决定没有罚款，或者罚款已经缴清", cites=PAYMENT, stage=True)
def money_is_due(penalty: Any, ctx: Context) -> bool:
    """There is something to pay."""
    return fined(penalty, ctx)


@guard("缴款不符合要求", cites=PAYMENT)
def payment_fits(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """Each receipt once, after the service, not in the future, not more than what is owed."""
    if "reference" in ctx.data:
        known = penalty.payments.filter(reference=ctx.data["reference"]).first()
        last = max(filter(None, (ctx.data["paid_on"], penalty.last_payment_day())))
        yield from paying.payment_problems(
            paid_on=ctx.data["paid_on"],
            amount=ctx.data["amount"],
            served_on=penalty.day_of(penalty.served_at),
            today=penalty.day_of(ctx.now),
            outstanding=penalty.owed(last, ctx.law).outstanding,
            recorded=(known.paid_on, known.fen) if known else None,
        )


@guard("企业没有在缴款期限内申请延期或者分期缴款", cites=PAYMENT, stage=True)
def asked_in_time(penalty: Any, ctx: Context) -> bool:
    """Relief is granted on application (66), and only for what was not overdue when it was asked for."""
    limit = penalty.running(PAYMENT)
    asked = penalty.postponement_asked_at
    return limit is not None and asked is not None and asked < limit.moment


@guard("缴款期限已经届满，不能再申请延期或者分期缴款", cites=PAYMENT, stage=True)
def not_overdue(penalty: Any, ctx: Context) -> bool:
    """Asked while the limit runs."""
    limit = penalty.running(PAYMENT)
    return limit is not None and ctx.now < limit.moment


@guard("延期不符合要求", cites=PAYMENT)
def later_day(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """The new last day lies after the present one."""
    until, last = ctx.data.get("until"), penalty.payment_last_day
    if until is not None and last is not None and until <= last:
        yield Reason(f"延期后的最后一日应晚于原定的 {last}", "until", code="not_later")


@guard("分期不符合要求", cites=RELIEF)
def plan_fits(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """The parts add up to the fine, in order of days, not too many, the last after the present limit."""
    if "rows" in ctx.data:
        parts = [late_fee.Instalment(row["amount"], row["due_on"]) for row in ctx.data["rows"]]
        yield from paying.instalment_problems(
            ctx.law,
            fine=Decimal(penalty.standing_fine or 0),
            parts=parts,
            today=penalty.day_of(ctx.now),
            last_day=penalty.payment_last_day,
        )


@guard("罚款尚未缴清", cites=PAYMENT)
def paid_in_full(penalty: Any, ctx: Context) -> bool:
    """The portal says so of what was recorded alone."""
    return settled(penalty, ctx)


@guard("决定尚有未履行的内容", cites=PAYMENT)
def nothing_is_left(penalty: Any, ctx: Context) -> bool:
    """Neither money nor a suspension nor something to correct."""
    return done(penalty, ctx)


@guard("您不是本案的执法人员", cites="penalty.officers")
def officer_or_portal(penalty: Any, ctx: Context) -> bool:
    """The portal, or one of those who are named in the case."""
    return ctx.role == Role.SYSTEM or bool(penalty.is_officer(ctx.actor))


@guard("决定没有责令改正，或者改正情况已经确认", cites=RECTIFICATION, stage=True)
def correction_waits(penalty: Any, ctx: Context) -> bool:
    """The decision orders to correct, and nobody has looked whether it was done."""
    return bool(penalty.correction_waits)


@guard("没有正在执行的责令暂停信息更新", stage=True)
def suspension_runs(penalty: Any, ctx: Context) -> bool:
    """Updates are suspended and nobody has lifted it."""
    return bool(penalty.suspension_runs)


@guard("暂停信息更新尚未期满")
def suspension_is_over(penalty: Any, ctx: Context) -> bool:
    """The portal lifts it after its last day alone; an officer may earlier, with a reason."""
    if ctx.role != Role.SYSTEM:
        return True
    until: date | None = penalty.suspend_until
    return until is not None and penalty.day_of(ctx.now) > until


@guard("决定尚未履行完毕")
def carried_out(penalty: Any, ctx: Context) -> bool:
    """Performed, executed by the court to its end, or nothing of it is left."""
    return bool(penalty.state == S.PERFORMED or penalty.annulled or penalty.court_ended_on)


@guard("救济尚未终结", cites=RECONSIDERATION)
def remedies_are_over(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """The case stays open as long as the decision can still be taken from it."""
    if penalty.running_remedy() is not None:
        yield Reason("行政复议或者行政诉讼尚未办结", code="remedy_runs")
        return
    running = [limit for code in _REMEDIES if (limit := penalty.running(code))]
    last = max((limit.moment for limit in running), default=ctx.now)
    if ctx.now < last:
        told = "复议、起诉的期限尚未届满，当事人仍可能申请救济，届满后再结案"
        yield Reason(told, code="remedy_open")


@guard("处罚决定的公开尚未处理完毕", cites=PUBLICATION)
def publication_is_settled(penalty: Any, ctx: Context) -> bool:
    """Published or not, withdrawn where it must be."""
    return not (penalty.running(PUBLICATION) or penalty.running(PUBLICATION_WITHDRAWAL))


def settled(penalty: Any, ctx: Context) -> bool:
    """The payments that were recorded cover fine and extra fine."""
    return fined(penalty, ctx) and bool(penalty.fine_settled())


def reached_the_filing(penalty: Any, ctx: Context) -> bool:
    """The suspension stands on the filing, too: it ended with the number where that has ended meanwhile."""
    return Measure.SUSPEND_UPDATES.value in penalty.undone and penalty.target.in_force


class Performing(models.Model):
    """Payment, postponement, the end of a suspension, the end of the case."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        pay_by: Any
        postponement_ask: Any
        postponement_asked_at: Any
        fine_settled_at: Any
        suspension_lifted_at: Any
        suspension_lifted_reason: Any
        consequences: Any
        undone: Any
        correction_confirmed_at: Any
        correction_note: Any
        closed_at: Any
        closing_report: Any

    @action(
        "登记缴款",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=PAYMENT,
        explains="罚款由当事人缴到指定的银行账户，这里只登记凭证。先抵罚款本数，再抵加处罚款；缴清后自动记为已履行。",
        guards=[on_the_team, money_is_due, payment_fits],
        says=[Says("penalty_payment_recorded")],
        effects=["keep_payment"],
        then=[Then("itself", "settle_fine", when=settled)],
    )
    def record_payment(self, ctx: Context, paid_on: date, amount: Decimal, reference: str) -> None:
        """The row is written with the act's event."""

    @action(
        "罚款缴清",
        roles=[Role.SYSTEM],
        source=[S.SERVED],
        cites=PAYMENT,
        explains="登记的缴款已经足额，包括加处罚款。",
        guards=[paid_in_full],
        closes=[PAYMENT, DEMAND],
        voids=[COURT],
        says=[Says("penalty_fine_settled")],
        then=[Then("itself", "note_performed", when=done)],
    )
    def settle_fine(self, ctx: Context) -> None:
        self.fine_settled_at = ctx.now

    @action(
        "决定履行完毕",
        roles=[Role.SYSTEM],
        source=[S.SERVED],
        target=S.PERFORMED,
        cites=PAYMENT,
        explains="决定的各项内容都已经履行。",
        guards=[nothing_is_left],
    )
    def note_performed(self, ctx: Context) -> None:
        """Nothing is left to be done but to close the case."""

    @action(
        "申请延期或者分期缴款",
        roles=[Role.PROVIDER, Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=RELIEF,
        explains="确有经济困难的，在缴款期限内申请并说明情况；批准之前期限照常计算。",
        guards=[party_or_team, money_is_due, not_overdue],
        says=[Says("penalty_postponement_asked", to="authority")],
    )
    def ask_for_postponement(self, ctx: Context, reason: str) -> None:
        self.postponement_ask = reason
        self.postponement_asked_at = ctx.now

    @action(
        "准予延期缴款",
        roles=[Role.ENFORCEMENT_HEAD],
        source=[S.SERVED],
        cites=RELIEF,
        explains="经当事人申请，写明新的最后一日和理由；此前不加处罚款。",
        guards=[decider_stands_apart, money_is_due, asked_in_time, later_day],
        extends=[Extends(PAYMENT, until="pay_by")],
        says=[Says("penalty_postponed")],
        effects=["drop_instalments"],
    )
    def grant_postponement(self, ctx: Context, until: date, reason: str) -> None:
        self.pay_by = until

    @action(
        "准予分期缴款",
        roles=[Role.ENFORCEMENT_HEAD],
        source=[S.SERVED],
        cites=RELIEF,
        explains="经当事人申请，写明每期的日期和金额，合计等于罚款；某一期逾期的，就该期加处罚款。",
        guards=[decider_stands_apart, money_is_due, asked_in_time, plan_fits],
        extends=[Extends(PAYMENT, until="pay_by")],
        says=[Says("penalty_instalments")],
        effects=["keep_instalments"],
    )
    def grant_instalments(self, ctx: Context, rows: list[dict[str, Any]], reason: str) -> None:
        self.pay_by = rows[-1]["due_on"]

    @action(
        "解除暂停信息更新",
        roles=[Role.ENFORCEMENT_OFFICER, Role.SYSTEM],
        source=[S.SERVED],
        cites="algorithm.conduct",
        explains="期满由门户自动解除；提前解除的，写明理由。公示条目上的标注同时撤下。",
        guards=[officer_or_portal, suspension_runs, suspension_is_over],
        says=[Says("penalty_suspension_lifted")],
        then=[
            Then("target", "resume_updates", when=reached_the_filing, data=consequence),
            Then("itself", "note_performed", when=done),
        ],
    )
    def lift_suspension(self, ctx: Context, reason: str) -> None:
        word = Measure.SUSPEND_UPDATES.value
        self.suspension_lifted_at = ctx.now
        self.suspension_lifted_reason = reason
        self.undone = tuple(one for one in self.consequences if one == word)
        self.consequences = [one for one in self.consequences if one != word]

    @action(
        "确认改正",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=RECTIFICATION,
        explains="决定责令改正的，核实以后写明改正的情况；没有确认的，决定不算履行完毕。没有改正的，另行责令限期改正。",
        guards=[on_the_team, correction_waits],
        says=[Says("penalty_correction_confirmed")],
        then=[Then("itself", "note_performed", when=done)],
    )
    def confirm_correction(self, ctx: Context, found: str) -> None:
        self.correction_confirmed_at = ctx.now
        self.correction_note = found

    @action(
        "结案",
        roles=[Role.ENFORCEMENT_HEAD],
        source=[S.SERVED, S.PERFORMED],
        target=S.CLOSED,
        cites=PUBLICATION,
        explains="写明执行结果。决定履行完毕、由法院执行终结或者被全部撤销，并且救济期限届满、公开事项处理完毕的，方可结案。",
        guards=[decider_stands_apart, carried_out, remedies_are_over, publication_is_settled],
        voids=[Voids(code) for code in (*_REMEDIES, PAYMENT, DEMAND, COURT)],
        says=[Says("penalty_closing", to="office"), Says("penalty_closed")],
        grave=True,
    )
    def close_case(self, ctx: Context, report: str) -> None:
        self.closed_at = ctx.now
        self.closing_report = report
