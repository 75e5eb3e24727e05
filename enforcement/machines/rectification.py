"""An order to correct, the company's report, the re-inspection (articles 24 / 28; penalty law, article 28).

Nobody is held to refuse by itself: an officer finds so in words, once the deadline has run out (house rule P19).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from enforcement.machines.limits import RECTIFICATION, REINSPECTION
from enforcement.machines.more_time import OFFICER, MoreTime
from enforcement.machines.ordering import Ordering
from enforcement.machines.sourcing import TAKES_UP_LEAD
from enforcement.machines.staffing import on_the_team, team_fits, team_named
from enforcement.states import RectificationState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

TEAM = "inspection.officers"


@guard("责令改正的内容不完整", cites=RECTIFICATION)
def order_complete(order: Any, ctx: Context) -> Iterable[Reason]:
    """The facts, the items with article and demand, the period, how to report."""
    return list(order.problems(ctx.now))


@guard("企业的延期申请还没有答复", cites=RECTIFICATION)
def time_answered(order: Any, ctx: Context) -> bool:
    """Nobody refuses to correct who still waits to hear whether there is more time."""
    return order.time_asked_at is None


@guard("整改情况没有逐项填写", cites=RECTIFICATION)
def every_item_answered(order: Any, ctx: Context) -> Iterable[Reason]:
    """What is still to be corrected is answered item by item."""
    return list(order.why_not_report(ctx.data.get("answers")))


@guard("复查结果不完整", cites=REINSPECTION)
def results_complete(order: Any, ctx: Context) -> Iterable[Reason]:
    """Every item has its result, a failed one says what is wrong; the officer who writes it was there."""
    return list(order.why_not_reinspect(ctx))


@guard("整改期限尚未届满", cites=RECTIFICATION, stage=True)
def run_out(order: Any, ctx: Context) -> bool:
    """Before the deadline nobody can say that nothing was reported."""
    return bool(order.expired_at(ctx.now))


@guard("核实人员不符合要求", cites=TEAM)
def noted_by_one_of_them(order: Any, ctx: Context) -> Iterable[Reason]:
    """The officer who writes it is one of those who looked."""
    return list(order.why_not_among(ctx))


@guard("还没有复查结果", cites=REINSPECTION, stage=True)
def reinspected(order: Any, ctx: Context) -> bool:
    """Somebody went and looked."""
    return order.reinspected_at is not None


@guard("复查、核实由您填写，应由另一名执法人员作出意见", cites=TEAM)
def another_officer(order: Any, ctx: Context) -> bool:
    """The two officers are two."""
    return bool(order.reinspected_by_id != ctx.actor.pk)


@guard("还有没有改正的事项", cites=RECTIFICATION, stage=True)
def all_complied(order: Any, ctx: Context) -> bool:
    """Item by item."""
    return bool(order.all_complied())


@guard("没有未改正的事项", cites=RECTIFICATION, stage=True)
def some_failed(order: Any, ctx: Context) -> bool:
    """Something is left to be corrected."""
    return bool(order.some_failed())


@guard("新的期限不符合要求", cites=RECTIFICATION)
def not_shortened(order: Any, ctx: Context) -> Iterable[Reason]:
    """What was given is not taken back: the new last day lies no earlier than the one before."""
    return list(order.why_not_days(ctx.data.get("days"), ctx))


@guard("已经退回整改过一次", cites=RECTIFICATION)
def not_returned_before(order: Any, ctx: Context) -> bool:
    """Once: then it is corrected, or it is not."""
    return order.returned_at is None


@guard("还不能认定拒不改正", cites=RECTIFICATION)
def refused(order: Any, ctx: Context) -> Iterable[Reason]:
    """The deadline has run out, and nothing was reported or an item failed."""
    return list(order.why_not_refused(ctx))


class RectificationProcedure(Ordering, MoreTime):
    """``Rectification`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Rectification`` brings
        received_at: Any
        told_at: Any
        issued_at: Any
        time_asked_at: Any
        extended_until: Any
        report: Any
        reported_at: Any
        reinspected_at: Any
        reinspected_by: Any
        more_days: Any
        returned_at: Any
        conclusion: Any
        concluded_at: Any
        refusal: Any
        withdrawn_reason: Any

        def refused_because(self, ctx: Context) -> list[str]: ...

    @action(
        "下达整改通知",
        roles=OFFICER,
        source=[S.DRAFT],
        target=S.ISSUED,
        cites=RECTIFICATION,
        explains="向企业发出责令限期改正通知书，写明事实、条款、改正的要求、期限、报告方式、后果和救济途径；然后登记送达，期限自送达之日起算。",
        guards=[order_complete],
        says=[Says("rectification_order")],
        then=[TAKES_UP_LEAD],
        grave=True,
    )
    def issue(self, ctx: Context) -> None:
        self.received_at = self.told_at = self.issued_at = ctx.now

    @action(
        "核实期满没有报告",
        roles=OFFICER,
        source=[S.ISSUED],
        cites=RECTIFICATION,
        explains="整改期限届满仍没有收到报告的，由两名以上执法人员核实，一人填写；由另一名执法人员认定拒不改正。",
        guards=[run_out, team_fits, noted_by_one_of_them],
        effects=["note_team"],
        confidential=True,
    )
    def note_silence(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        self.reinspected_at, self.reinspected_by = ctx.now, ctx.actor

    @action(
        "提交整改报告",
        roles=[Role.PROVIDER],
        source=[S.ISSUED],
        target=S.REPORTED,
        cites=RECTIFICATION,
        explains="逐项说明整改情况，先在“证明材料”上传证明，再提交；期限届满以后提交的也会收下，记明逾期。",
        guards=[every_item_answered],
        closes=[RECTIFICATION],
        opens=[Opens(REINSPECTION)],
        says=[Says("rectification_reported", to="authority")],
        effects=["note_answers"],
    )
    def report_rectification(
        self, ctx: Context, answers: list[dict[str, Any]], report: str
    ) -> None:
        self.report, self.reported_at = report, ctx.now
        self.time_asked_at = self.reinspected_at = self.reinspected_by = None

    @action(
        "记录复查结果",
        roles=OFFICER,
        source=[S.REPORTED],
        cites=REINSPECTION,
        explains="两名以上执法人员逐项复查，填写结果；没有改正的写明所见。由另一名执法人员作出复查意见。",
        guards=[team_fits, results_complete],
        effects=["note_team", "note_results"],
        confidential=True,
    )
    def reinspect(
        self, ctx: Context, officers: list[dict[str, Any]], results: list[dict[str, Any]]
    ) -> None:
        self.reinspected_at, self.reinspected_by = ctx.now, ctx.actor

    @action(
        "确认已经改正",
        roles=OFFICER,
        source=[S.REPORTED],
        target=S.VERIFIED,
        cites=REINSPECTION,
        explains="各项均已改正的，由另一名执法人员作出复查意见，整改办结。",
        guards=[reinspected, all_complied, on_the_team, another_officer],
        closes=[REINSPECTION],
        says=[Says("rectification_verified")],
    )
    def verify(self, ctx: Context, conclusion: str) -> None:
        self.conclusion, self.concluded_at = conclusion, ctx.now

    @action(
        "退回继续整改",
        roles=OFFICER,
        source=[S.REPORTED],
        target=S.ISSUED,
        cites=RECTIFICATION,
        explains="有未改正事项的，可以退回一次，写明新的期限（自然日）和要求，然后登记复查意见书的送达，期限自送达的次日起算；企业重新报告。",
        guards=[
            reinspected,
            some_failed,
            not_returned_before,
            not_shortened,
            on_the_team,
            another_officer,
        ],
        closes=[REINSPECTION],
        says=[Says("rectification_returned")],
    )
    def return_for_more(self, ctx: Context, days: int, conclusion: str) -> None:
        self.more_days, self.returned_at = days, ctx.now
        self.conclusion, self.extended_until, self.served_at = conclusion, None, None
        self.reinspected_at = self.reinspected_by = None

    @action(
        "认定拒不改正",
        roles=OFFICER,
        source=[S.ISSUED, S.REPORTED],
        target=S.UNRECTIFIED,
        cites=RECTIFICATION,
        explains="期满核实没有报告，或者期满后复查仍未改正的，由另一名执法人员写明依据；可以据此提请立案，适用拒不改正的处罚。",
        guards=[refused, time_answered, on_the_team, team_named, another_officer],
        closes=[RECTIFICATION, REINSPECTION],
        says=[Says("rectification_refused")],
        grave=True,
    )
    def find_unrectified(self, ctx: Context, conclusion: str) -> None:
        self.refusal = self.refused_because(ctx)
        self.conclusion, self.concluded_at = conclusion, ctx.now

    @action(
        "撤回整改通知",
        roles=OFFICER,
        source=[S.DRAFT, S.ISSUED, S.REPORTED],
        target=S.WITHDRAWN,
        cites=RECTIFICATION,
        explains="责令改正没有依据或者不再需要的，写明理由撤回；已经送达的，企业收到撤回通知书。",
        voids=[RECTIFICATION, REINSPECTION],
        says=[Says("rectification_withdrawn", to="told")],
        grave=True,
    )
    def withdraw(self, ctx: Context, reason: str) -> None:
        self.withdrawn_reason, self.concluded_at = reason, ctx.now
