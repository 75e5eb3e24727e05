"""The collective discussion and the decision (penalty law, articles 33, 45, 57, 59 and 60)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import DECISION, SERVICE
from enforcement.machines.penalty.guards import (
    decider_stands_apart,
    defence_has_run,
    governed_by_this_text,
    no_recusal_waits,
    not_time_barred,
    penalty_is_lawful,
    refusal_holds,
    review_passed,
)
from enforcement.machines.penalty.stages import HEAD, LIVE, OF_THE_PROCEDURE, READY
from enforcement.machines.staffing import team_named
from enforcement.states import PenaltyState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("集体讨论不符合要求", cites="collective_grounds")
def discussed_in_order(case: Any, ctx: Context) -> Iterable[Reason]:
    """Enough different people in charge, none of them an officer or reviewer of the case, none recused."""
    return list(case.why_no_discussion(ctx.data, ctx.law))


@guard("须经集体讨论才能作出决定", cites="collective_grounds")
def discussed_where_due(case: Any, ctx: Context) -> Iterable[Reason]:
    """A complex or grave case is discussed first; what the party said since is discussed as well."""
    return list(case.why_discussion_due(ctx))


@guard("决定书的内容不完整", cites="decision_contents")
def contents_complete(case: Any, ctx: Context) -> Iterable[Reason]:
    """All that article 59 asks for."""
    return list(case.why_contents_lack(ctx.data, ctx))


@guard("逾期作出决定没有写明理由", cites=DECISION)
def lateness_explained(case: Any, ctx: Context) -> Iterable[Reason]:
    """A decision after its limit says why it is late."""
    return list(case.why_late_unexplained(ctx.data, ctx.now))


class Deciding(models.Model):
    """How a case is decided. What is said before a decision stays inside."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        measures: Any
        fine: Any
        suspend_until: Any
        deliberation: Any
        deliberated_at: Any
        decided_at: Any
        decided_by: Any
        decision_reasons: Any
        statement_considered: Any
        performance: Any
        collecting_account: Any
        no_penalty_ground: Any
        end_reason: Any
        transferred_to: Any
        told_at: Any

        def told_discussion(self, ctx: Context) -> dict[str, Any]: ...

    @action(
        "登记集体讨论",
        roles=[HEAD],
        source=READY,
        target=S.DELIBERATED,
        cites="collective_grounds",
        explains="情节复杂或者重大违法的，由负责人集体讨论决定；逐人记录意见。本案执法人员、法制审核人员列席，不计入人数。",
        guards=[
            decider_stands_apart,
            team_named,
            review_passed,
            defence_has_run,
            no_recusal_waits,
            discussed_in_order,
            refusal_holds,
            penalty_is_lawful,
        ],
        confidential=True,
    )
    def deliberate(
        self,
        ctx: Context,
        presider: Any,
        opinions: list[dict[str, Any]],
        conclusion: str,
        measures: list[str],
        fine: int | None,
        suspend_until: date | None,
    ) -> None:
        self.deliberation = self.told_discussion(ctx)
        self.deliberated_at = ctx.now

    @action(
        "作出处罚决定",
        roles=[HEAD],
        source=READY,
        target=S.DECIDED,
        cites=DECISION,
        explains="写明处罚的种类、理由、履行的方式和期限，以及对陈述申辩的采纳情况。处罚不得重于告知的内容，决定自送达时生效。",
        guards=[
            decider_stands_apart,
            team_named,
            review_passed,
            defence_has_run,
            no_recusal_waits,
            discussed_where_due,
            not_time_barred,
            governed_by_this_text,
            refusal_holds,
            penalty_is_lawful,
            contents_complete,
            lateness_explained,
        ],
        closes=[DECISION],
        voids=OF_THE_PROCEDURE,
        opens=[Opens(SERVICE)],
        says=[Says("penalty_decision")],
        grave=True,
    )
    def decide(
        self,
        ctx: Context,
        measures: list[str],
        fine: int | None,
        suspend_until: date | None,
        reasons: str,
        considered: str,
        performance: str,
        collecting_account: str = "",
        late_reason: str = "",
    ) -> None:
        self.measures, self.fine, self.suspend_until = measures, fine, suspend_until
        self.decision_reasons = reasons
        self.statement_considered = considered
        self.performance = performance
        self.collecting_account = collecting_account
        self._decided(ctx)

    @action(
        "不予处罚",
        roles=[HEAD],
        source=[S.OPENED, S.REVIEWED, *READY],
        target=S.NOT_PENALISED,
        cites="no_penalty_grounds",
        explains="违法轻微并及时改正、没有主观过错、超过追诉期限或者违法事实不能成立的，作出不予处罚的决定，写明理由；可以责令改正、予以教育。",
        guards=[decider_stands_apart, no_recusal_waits],
        closes=[DECISION],
        voids=OF_THE_PROCEDURE,
        says=[Says("penalty_not_imposed")],
        grave=True,
    )
    def decide_no_penalty(self, ctx: Context, ground: str, reasons: str) -> None:
        self.no_penalty_ground = ground
        self.decision_reasons = reasons
        self.told_at = self.told_at or ctx.now
        self._decided(ctx)

    @action(
        "移送",
        roles=[HEAD],
        source=LIVE,
        target=S.TRANSFERRED,
        cites="penalty_outcomes",
        explains="涉嫌犯罪或者不属于本机关管辖的，移送有权的机关，写明理由。",
        guards=[decider_stands_apart],
        closes=[DECISION],
        voids=OF_THE_PROCEDURE,
        says=[Says("penalty_transferred", to="party")],
        internal=True,
        grave=True,
    )
    def transfer(self, ctx: Context, to: str, reason: str) -> None:
        self.transferred_to = to
        self.end_reason = reason

    @action(
        "撤销案件",
        roles=[HEAD],
        source=LIVE,
        target=S.WITHDRAWN,
        cites="penalty_outcomes",
        explains="不应当立案的，由负责人撤销案件，写明理由；已经告知当事人的，同时通知当事人。",
        guards=[decider_stands_apart],
        closes=[DECISION],
        voids=OF_THE_PROCEDURE,
        says=[Says("penalty_withdrawn", to="party")],
        internal=True,
        grave=True,
    )
    def withdraw_case(self, ctx: Context, reason: str) -> None:
        self.end_reason = reason

    def _decided(self, ctx: Context) -> None:
        self.decided_at = ctx.now
        self.decided_by = ctx.actor
