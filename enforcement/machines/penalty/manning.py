"""Who works on the case: the officers named, and who steps aside or is told to (penalty law, articles 42 and 43)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.penalty.guards import decider_stands_apart, may_name_officers
from enforcement.machines.penalty.stages import DEFENDED, HEAD, LIVE, OFFICER, REVIEWER
from enforcement.machines.staffing import team_fits
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard


@guard("被要求回避的人不符合要求", cites="recusal_grounds")
def can_be_recused(case: Any, ctx: Context) -> Iterable[Reason]:
    """Somebody who works on the case and has not stepped aside."""
    return list(case.why_not_recuse(ctx.data.get("user")))


@guard("没有待答复的回避申请", cites="recusal_grounds", stage=True)
def recusal_waits(case: Any, ctx: Context) -> bool:
    """The party asked, and nobody has answered."""
    return case.open_recusal_request() is not None


@guard("上一次回避申请尚未答复", cites="recusal_grounds")
def no_open_request(case: Any, ctx: Context) -> bool:
    """One request at a time."""
    return case.open_recusal_request() is None


class Manning(models.Model):
    """The people of the case. The party learns of the answers to its own requests alone."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        recusal_requests: list[dict[str, Any]]

        def told_recusal_request(self, ctx: Context) -> dict[str, Any]: ...

    @action(
        "指定执法人员",
        roles=[OFFICER, HEAD],
        source=[S.DRAFT, S.PROPOSED, *LIVE, S.DECIDED, S.SERVED, S.PERFORMED],
        cites="penalty.officers",
        explains="不少于两人，写明执法证号和所属部门；名单替换现有的人员，已经回避的不能再指定。",
        guards=[may_name_officers, team_fits],
        effects=["note_team"],
        confidential=True,
    )
    def name_officers(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        """The rows are written with the event."""

    @action(
        "自行回避",
        roles=[OFFICER, HEAD, REVIEWER],
        source=[S.PROPOSED, *LIVE],
        cites="recusal_grounds",
        explains="与本案有直接利害关系或者其他可能影响公正的关系的，应当回避；回避以后不再看到本案。",
        effects=["note_own_recusal"],
        confidential=True,
        grave=True,
    )
    def declare_recusal(self, ctx: Context, reason: str) -> None:
        """The row is written with the event."""

    @action(
        "决定回避",
        roles=[HEAD],
        source=[S.PROPOSED, *LIVE],
        cites="recusal_grounds",
        explains="由负责人决定执法人员、审核人员或者听证主持人回避；回避以后不再看到本案。",
        guards=[decider_stands_apart, can_be_recused],
        effects=["note_recusal"],
        confidential=True,
    )
    def order_recusal(self, ctx: Context, user: Any, reason: str) -> None:
        """The row is written with the event."""

    @action(
        "申请回避",
        roles=[Role.PROVIDER],
        source=DEFENDED,
        cites="recusal_grounds",
        explains="认为执法人员或者听证主持人与本案有利害关系的，可以申请其回避；决定之前，不停止调查。",
        guards=[no_open_request, can_be_recused],
        says=[Says("penalty_recusal_asked", to="authority")],
    )
    def request_recusal(self, ctx: Context, user: Any, reason: str) -> None:
        self.recusal_requests = [*self.recusal_requests, self.told_recusal_request(ctx)]

    @action(
        "答复回避申请",
        roles=[HEAD],
        source=DEFENDED,
        cites="recusal_grounds",
        explains="由负责人决定是否回避，把决定和理由告知当事人。",
        guards=[decider_stands_apart, recusal_waits],
        effects=["note_granted_recusal"],
        says=[Says("penalty_recusal_answer")],
    )
    def answer_recusal(self, ctx: Context, granted: bool, answer: str) -> None:
        told = {"granted": granted, "answer": answer, "answered_at": ctx.now.isoformat()}
        self.recusal_requests = [
            {**one, **told} if not one["answered_at"] else one for one in self.recusal_requests
        ]
