"""The company asks that an officer step aside; the head of the office answers (penalty law, article 43).

Until the answer the inspection goes on, as article 43 says; its result waits for the answer.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.states import InspectionState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard

TOLD = (S.NOTIFIED, S.ON_SITE, S.RECORDED, S.SIGNED)
HEAD = (Role.ENFORCEMENT_HEAD,)


@guard("没有等待答复的回避申请", cites="recusal_grounds", stage=True)
def recusal_asked(inspection: Any, ctx: Context) -> bool:
    """Somebody asked and nobody answered yet."""
    return bool(inspection.recusals_waiting())


@guard("企业的回避申请还没有答复", cites="recusal_grounds")
def no_recusal_waits(inspection: Any, ctx: Context) -> bool:
    """Nobody sums up what an officer found whose standing is still in question."""
    return not inspection.recusals_waiting()


@guard("回避申请不符合要求", cites="recusal_grounds")
def officer_to_ask_about(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """An officer of this inspection, about whom no request waits."""
    return list(inspection.why_not_ask_recusal(ctx.data.get("officer")))


@guard("不能答复这一申请", cites="recusal_grounds")
def no_judge_in_own_cause(inspection: Any, ctx: Context) -> bool:
    """Nobody answers a request about oneself."""
    officer = ctx.data.get("officer")
    return officer is None or officer.pk != ctx.actor.pk


class RecusalActs(models.Model):
    """``Inspection`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Inspection`` brings

        def ask_recusal(self, ctx: Context) -> None: ...
        def answer_recusal(self, ctx: Context, *, granted: bool) -> None: ...

    @action(
        "申请执法人员回避",
        roles=[Role.PROVIDER],
        source=TOLD,
        cites="recusal_grounds",
        explains="认为执法人员与案件有直接利害关系或者有其他关系可能影响公正执法的，可以申请其回避，由负责人决定；决定作出以前检查不停止。",
        guards=[officer_to_ask_about],
        says=[Says("recusal_asked", to="authority")],
    )
    def request_recusal(self, ctx: Context, officer: Any, reason: str) -> None:
        self.ask_recusal(ctx)

    @action(
        "同意回避",
        roles=HEAD,
        source=TOLD,
        cites="recusal_grounds",
        explains="该执法人员退出本事项，不再看到本事项；不足两人的，由执法人员补充指定。",
        guards=[recusal_asked, no_judge_in_own_cause],
        says=[Says("recusal_granted"), Says("inspection_team_lacks", to="officers")],
        effects=["note_recusal"],
        grave=True,
    )
    def grant_recusal(self, ctx: Context, officer: Any, reason: str) -> None:
        self.answer_recusal(ctx, granted=True)

    @action(
        "驳回回避申请",
        roles=HEAD,
        source=TOLD,
        cites="recusal_grounds",
        explains="理由不成立的，写明理由答复企业。",
        guards=[recusal_asked, no_judge_in_own_cause],
        says=[Says("recusal_refused")],
    )
    def refuse_recusal(self, ctx: Context, officer: Any, reason: str) -> None:
        self.answer_recusal(ctx, granted=False)
