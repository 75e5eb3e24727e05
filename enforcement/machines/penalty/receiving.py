"""What the party says on paper or by mouth, recorded by the officers (penalty law, articles 43, 44, 45 and 64).

The portal is one way among others: a right that was used in time outside it counts from the day on which it was used.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import HEARING_REQUEST, STATEMENT
from enforcement.machines.penalty.manning import can_be_recused, no_open_request
from enforcement.machines.penalty.stages import DEFENDED, HEARING_HOLD, OFFICER
from enforcement.machines.staffing import on_the_team
from enforcement.states import PenaltyState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("收到的时间不符合要求", cites="notice_contents")
def received_in_order(case: Any, ctx: Context) -> Iterable[Reason]:
    """Received after the notice was issued, and not in the future."""
    return list(case.why_not_received_then(ctx.data.get("received_at"), ctx.now))


@guard("要求听证的期限已经届满或者不能要求听证", cites=HEARING_REQUEST)
def received_in_the_window(case: Any, ctx: Context) -> Iterable[Reason]:
    """The window was open when the party spoke; while no moment is told, nothing stands against it but the rest."""
    return list(case.why_no_hearing(ctx.law, ctx.data.get("received_at") or case.notified_at))


class Receiving(models.Model):
    """The party's own acts, done outside the portal. The party is told of what was recorded."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        hearing_requested_at: Any
        hearing_reasons: Any
        hearing_waived_at: Any
        recusal_requests: list[dict[str, Any]]

        def note_statement(self, row: dict[str, Any], ctx: Context, *, done: bool) -> None: ...
        def told_recusal_request(self, ctx: Context) -> dict[str, Any]: ...

    @action(
        "登记当事人的陈述申辩",
        roles=[OFFICER],
        source=DEFENDED,
        cites=STATEMENT,
        explains="当事人书面提交或者口头提出的，登记收到的时间、内容和材料、笔录的编号；口头提出的制作笔录。",
        guards=[on_the_team, received_in_order],
        closes=[STATEMENT],
        says=[Says("penalty_received")],
    )
    def record_statement(
        self,
        ctx: Context,
        received_at: datetime,
        way: str,
        paper: str,
        statement: str,
        done: bool = False,
    ) -> None:
        row = {"at": ctx.now.isoformat(), "received_at": received_at.isoformat()}
        row |= {"text": statement, "way": way, "paper": paper}
        self.note_statement(row, ctx, done=done)

    @action(
        "登记当事人的听证要求",
        roles=[OFFICER],
        source=[S.NOTIFIED],
        target=S.HEARING_REQUESTED,
        cites=HEARING_REQUEST,
        explains="当事人在期限内书面或者口头要求听证的，登记收到的时间和材料、笔录的编号；按收到的时间计算。",
        guards=[on_the_team, received_in_order, received_in_the_window],
        closes=[HEARING_REQUEST],
        opens=[Opens(HEARING_HOLD)],
        says=[Says("penalty_received")],
    )
    def record_hearing_request(
        self, ctx: Context, received_at: datetime, way: str, paper: str, hearing_reasons: str
    ) -> None:
        self.hearing_requested_at = received_at
        self.hearing_reasons = hearing_reasons

    @action(
        "登记当事人放弃听证",
        roles=[OFFICER],
        source=[S.NOTIFIED],
        cites=HEARING_REQUEST,
        explains="当事人书面声明不要求听证，或者口头声明并在笔录上签名的，登记收到的时间和编号；登记以后不能再提出。",
        guards=[on_the_team, received_in_order, received_in_the_window],
        closes=[HEARING_REQUEST],
        says=[Says("penalty_received")],
        grave=True,
    )
    def record_hearing_waiver(
        self, ctx: Context, received_at: datetime, way: str, paper: str
    ) -> None:
        self.hearing_waived_at = received_at

    @action(
        "登记当事人的回避申请",
        roles=[OFFICER],
        source=DEFENDED,
        cites="recusal_grounds",
        explains="当事人书面或者口头申请回避的，登记收到的时间、对象、理由和材料、笔录的编号，由负责人答复。",
        guards=[on_the_team, received_in_order, no_open_request, can_be_recused],
        says=[Says("penalty_received"), Says("penalty_recusal_asked", to="authority")],
    )
    def record_recusal_request(
        self, ctx: Context, received_at: datetime, way: str, paper: str, user: Any, reason: str
    ) -> None:
        self.recusal_requests = [*self.recusal_requests, self.told_recusal_request(ctx)]
