"""The investigation: evidence, inquiries, and the time it takes (penalty law, articles 46, 54 to 56 and 60)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import DECISION, EVIDENCE
from enforcement.machines.penalty.guards import decider_stands_apart
from enforcement.machines.penalty.stages import HEAD, LIVE, OFFICER
from enforcement.machines.staffing import on_the_team
from enforcement.states import PenaltyState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Opens, Says, action, guard


@guard("取证、询问的人员不符合要求", cites="penalty.officers")
def taken_by_two(case: Any, ctx: Context) -> Iterable[Reason]:
    """Evidence is taken and people are questioned by two officers of the case."""
    return list(case.why_not_taken_by(ctx.data.get("officers"), ctx.law))


@guard("不能登记保存所选证据", cites=EVIDENCE)
def may_be_held(case: Any, ctx: Context) -> Iterable[Reason]:
    """One registration at a time: what is held together is dealt with together, within one limit."""
    return list(case.why_not_hold(ctx.data.get("pieces")))


@guard("没有先行登记保存的证据", cites=EVIDENCE)
def something_held(case: Any, ctx: Context) -> bool:
    """There is something to deal with."""
    return bool(case.held_evidence())


@guard("延长的期限不符合要求", cites=DECISION)
def extension_fits(case: Any, ctx: Context) -> Iterable[Reason]:
    """A stated day after the present one, while the limit still runs."""
    return list(case.why_not_extended(ctx.data.get("until"), ctx.now, ctx.law))


@guard("取得时间不能晚于现在", cites="evidence_kinds")
def taken_already(case: Any, ctx: Context) -> bool:
    """Nobody has what is still to be taken."""
    taken = ctx.data.get("taken_at")
    return taken is None or taken <= ctx.now


class Investigating(models.Model):
    """What is done while the case is open. The party learns of none of it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        inquiries: list[dict[str, Any]]
        decision_extended_until: Any

        def told_inquiry(self, ctx: Context) -> dict[str, Any]: ...

    @action(
        "登记证据",
        roles=[OFFICER],
        source=[S.OPENED],
        cites="evidence_kinds",
        explains="逐项登记证据的种类、名称、证明对象和来源；选择已上传的材料的，记录其校验值。",
        guards=[on_the_team, taken_by_two, taken_already],
        effects=["note_evidence"],
        confidential=True,
    )
    def add_evidence(
        self,
        ctx: Context,
        sort: str,
        name: str,
        proves: str,
        source: str,
        taken_at: Any,
        officers: list[Any],
        document: Any = None,
    ) -> None:
        """The row is written with the event."""

    @action(
        "批准先行登记保存",
        roles=[HEAD],
        source=[S.OPENED],
        cites=EVIDENCE,
        explains="证据可能灭失或者以后难以取得的，经负责人批准先行登记保存，期限内作出处理决定。同一批次的一并选择。",
        guards=[decider_stands_apart, may_be_held],
        opens=[Opens(EVIDENCE)],
        effects=["note_hold"],
        confidential=True,
    )
    def hold_evidence(self, ctx: Context, pieces: list[Any], reason: str) -> None:
        """The rows are marked with the event."""

    @action(
        "处理登记保存的证据",
        roles=[OFFICER],
        source=[S.OPENED],
        cites=EVIDENCE,
        explains="写明对登记保存的证据的处理决定，如复制后返还、送鉴定、解除保存。",
        guards=[on_the_team, something_held],
        closes=[EVIDENCE],
        effects=["note_hold_settled"],
        confidential=True,
    )
    def settle_held(self, ctx: Context, result: str) -> None:
        """The rows are marked with the event."""

    @action(
        "登记询问笔录",
        roles=[OFFICER],
        source=[S.OPENED],
        cites="penalty.officers",
        explains="由两名以上执法人员询问，出示执法证件；被询问人核对后签名，拒绝签名的注明情况。",
        guards=[on_the_team, taken_by_two],
        says=[Says("penalty_inquiry", to="authority")],
        confidential=True,
    )
    def record_inquiry(
        self,
        ctx: Context,
        officers: list[Any],
        person: str,
        position: str,
        asked_at: Any,
        place: str,
        record: str,
        signed: bool,
        refusal: str = "",
    ) -> None:
        self.inquiries = [*self.inquiries, self.told_inquiry(ctx)]

    @action(
        "延长办案期限",
        roles=[HEAD],
        source=LIVE,
        cites=DECISION,
        explains="案情复杂、不能按期办结的，由负责人批准一次，写明理由和新的最后一日。",
        guards=[decider_stands_apart, extension_fits],
        extends=[Extends(DECISION, until="decision_extended_until")],
        confidential=True,
    )
    def extend_decision(self, ctx: Context, until: date, reason: str) -> None:
        self.decision_extended_until = until
