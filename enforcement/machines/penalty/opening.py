"""From a draft to an opened case: the officers propose, the head of the office approves (penalty law, article 54)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import CASE_OPENING, DECISION
from enforcement.machines.penalty.guards import decider_stands_apart, not_time_barred
from enforcement.machines.penalty.stages import HEAD, OFFICER
from enforcement.machines.sourcing import TAKES_UP_LEAD
from enforcement.machines.staffing import on_the_team, team_named
from enforcement.states import PenaltyState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("立案材料不完整", cites=CASE_OPENING)
def charge_stated(case: Any, ctx: Context) -> Iterable[Reason]:
    """What happened, when, against which article, under which sanction."""
    return list(case.why_not_charged(ctx.law, ctx.now))


@guard("征求意见稿不能作为立案的依据", cites=CASE_OPENING)
def text_has_force(case: Any, ctx: Context) -> Iterable[Reason]:
    """Nobody is penalised under a draft, except in a demonstration."""
    return list(case.why_not_opened(ctx.law))


class Opening(models.Model):
    """How a case begins. All of it is the office's own business; the party is told by the prior notice."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        received_at: Any
        opened_at: Any
        opened_by: Any
        end_reason: Any

    @action(
        "提请立案",
        roles=[OFFICER],
        source=[S.DRAFT],
        target=S.PROPOSED,
        cites=CASE_OPENING,
        explains="指定两名以上执法人员，写明事实、日期、违反的条款和处罚依据后，提请负责人批准立案。",
        guards=[team_named, on_the_team, charge_stated, not_time_barred],
        opens=[Opens(CASE_OPENING, since="found_on")],
        says=[Says("penalty_proposed", to="authority")],
        then=[TAKES_UP_LEAD],
        confidential=True,
    )
    def propose_opening(self, ctx: Context) -> None:
        self.received_at = ctx.now

    @action(
        "批准立案",
        roles=[HEAD],
        source=[S.PROPOSED],
        target=S.OPENED,
        cites=CASE_OPENING,
        explains="由负责人批准，批准的人不能是本案的执法人员。自批准之日起计算办案期限。",
        guards=[decider_stands_apart, team_named, not_time_barred, text_has_force],
        closes=[CASE_OPENING],
        opens=[Opens(DECISION, since="opened_at")],
        says=[Says("penalty_opening", to="authority")],
        confidential=True,
    )
    def approve_opening(self, ctx: Context) -> None:
        self.opened_at = ctx.now
        self.opened_by = ctx.actor

    @action(
        "不予立案",
        roles=[HEAD],
        source=[S.PROPOSED],
        target=S.NOT_OPENED,
        cites=CASE_OPENING,
        explains="不符合立案条件的，写明理由。",
        guards=[decider_stands_apart],
        closes=[CASE_OPENING],
        says=[Says("penalty_not_opened", to="officers")],
        confidential=True,
        grave=True,
    )
    def decline_opening(self, ctx: Context, reason: str) -> None:
        self.end_reason = reason
