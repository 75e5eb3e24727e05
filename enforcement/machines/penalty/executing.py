"""A fine that is not paid: the extra fine stated, the demand, the application to the court.

Penalty law, article 72; compulsion law, articles 35, 46, 53 and 54.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import COURT, DEMAND
from enforcement.machines.penalty.performing import money_is_due
from enforcement.machines.staffing import on_the_team
from enforcement.rules import serving as rules
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Opens, Says, action, guard

LATE_FEE = "penalty.late_fee_per_day"


@guard("罚款尚未逾期", cites=LATE_FEE)
def overdue(penalty: Any, ctx: Context) -> bool:
    """An extra fine has grown."""
    return bool(penalty.owed(penalty.day_of(ctx.now), ctx.law).extra)


@guard("已经作出催告书", cites=DEMAND, stage=True)
def not_demanded(penalty: Any, ctx: Context) -> bool:
    """One demand."""
    return penalty.demand_issued_at is None


@guard("尚未作出催告书", cites=DEMAND, stage=True)
def demanded(penalty: Any, ctx: Context) -> bool:
    """There is a demand to be served or answered."""
    return penalty.demand_issued_at is not None


@guard("催告书已经送达", cites=DEMAND, stage=True)
def demand_not_served(penalty: Any, ctx: Context) -> bool:
    """Served once."""
    return penalty.demanded_at is None


@guard("送达情况不完整", cites="service_methods")
def demand_is_proven(penalty: Any, ctx: Context) -> Any:
    """As with the decision, except that a public notice has to be recorded on paper."""
    return rules.service_problems(
        ctx.data,
        decided_at=penalty.demand_issued_at,
        now=ctx.now,
        confirmed_at=penalty.electronic_agreed_at(ctx.data.get("served_at")),
        notice_ends=None,
    )


@guard("催告书送达未满规定的期限，不能申请法院强制执行", cites=DEMAND, stage=True)
def demand_has_run(penalty: Any, ctx: Context) -> bool:
    """Served, and its term is over."""
    limit = penalty.running(DEMAND)
    return limit is not None and ctx.now >= limit.moment


@guard("行政复议或者行政诉讼尚未办结，不能申请法院强制执行", cites=COURT)
def no_remedy_runs(penalty: Any, ctx: Context) -> bool:
    """The court is asked once the decision can no longer be attacked."""
    return penalty.running_remedy() is None


@guard("复议和起诉的期限尚未届满，或者申请强制执行的期限已过", cites=COURT, stage=True)
def court_is_open(penalty: Any, ctx: Context) -> bool:
    """After the remedy periods, and within the time that the law gives from there."""
    limit = penalty.running(COURT)
    ends = penalty.remedies_end_on
    if limit is None or ends is None:
        return False
    return bool(penalty.day_of(ctx.now) > ends and ctx.now < limit.moment)


@guard("尚未申请法院强制执行", cites=COURT, stage=True)
def before_court(penalty: Any, ctx: Context) -> bool:
    """The court has it."""
    return penalty.court_applied_at is not None


class Executing(models.Model):
    """What the office does about money that does not come."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        demand_issued_at: Any
        demanded_at: Any
        demand_statement: Any
        court_applied_at: Any
        court_ended_on: Any
        court_result: Any

    @action(
        "告知加处罚款",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=LATE_FEE,
        explains="把到今天为止的加处罚款逐段列明，告知当事人；复议、诉讼期间不计，总额不超过罚款本数。可以重复告知。",
        guards=[on_the_team, money_is_due, overdue],
        says=[Says("penalty_extra_fine")],
    )
    def state_extra_fine(self, ctx: Context) -> None:
        """The table is computed for the letter; nothing is stored that payments or pauses would make wrong."""

    @action(
        "催告",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=DEMAND,
        explains="申请法院强制执行之前必须催告。作出催告书后依法送达，并登记送达情况。",
        guards=[on_the_team, money_is_due, overdue, not_demanded],
        says=[Says("penalty_demand")],
        grave=True,
    )
    def demand(self, ctx: Context) -> None:
        self.demand_issued_at = ctx.now

    @action(
        "登记催告书送达",
        roles=[Role.ENFORCEMENT_OFFICER, Role.SYSTEM],
        source=[S.SERVED],
        cites=DEMAND,
        explains="自送达之日起计算当事人履行的期限；届满仍不履行的，可以申请法院强制执行。",
        guards=[on_the_team, demanded, demand_not_served, demand_is_proven],
        opens=[Opens(DEMAND, since="demanded_at")],
        says=[Says("penalty_demand_served")],
        effects=["keep_demand_service"],
    )
    def record_demand_service(
        self, ctx: Context, service_method: str, served_at: datetime, **record: str
    ) -> None:
        self.demanded_at = served_at

    @action(
        "对催告陈述申辩",
        roles=[Role.PROVIDER],
        source=[S.SERVED],
        cites=DEMAND,
        explains="收到催告书后可以陈述和申辩；履行期限不因此停止。",
        guards=[demanded],
        says=[Says("penalty_demand_answered", to="authority")],
    )
    def answer_demand(self, ctx: Context, statement: str) -> None:
        self.demand_statement = statement

    @action(
        "申请法院强制执行",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=COURT,
        explains="复议、起诉期限届满，催告期满仍未履行的，在规定的期限内申请。",
        guards=[on_the_team, money_is_due, demand_has_run, no_remedy_runs, court_is_open],
        closes=[COURT],
        says=[Says("penalty_court_applied")],
        grave=True,
    )
    def apply_to_court(self, ctx: Context, court: str, note: str = "") -> None:
        self.court_applied_at = ctx.now

    @action(
        "登记法院执行结果",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.SERVED],
        cites=COURT,
        explains="法院执行完毕或者裁定终结执行的，写明日期和结果；收到的款项另行登记缴款。",
        guards=[on_the_team, before_court],
    )
    def record_court_end(self, ctx: Context, ended_on: date, result: str) -> None:
        self.court_ended_on = ended_on
        self.court_result = result
