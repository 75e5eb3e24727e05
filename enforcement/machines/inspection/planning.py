"""Planning an inspection: who comes, whether the company is told before, calling it off."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import INSPECTION_NOTICE, RECTIFICATION
from enforcement.machines.sourcing import TAKES_UP_LEAD
from enforcement.machines.staffing import on_the_team, team_fits
from enforcement.states import InspectionState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard

OFFICER = (Role.ENFORCEMENT_OFFICER,)
TEAM = "inspection.officers"
#: The paragraph that gives the power to inspect is the one that lets a deadline for correction follow.
INSPECTS = RECTIFICATION
#: While the case still needs its officers.
STAFFED = (S.DRAFT, S.NOTIFIED, S.ON_SITE, S.RECORDED, S.SIGNED)


@guard("检查方案不完整", cites="conduct")
def plan_complete(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """What is looked at, where and, where the company is told before, on which day."""
    return list(inspection.problems(ctx.now))


@guard("执法证件号不完整", cites=TEAM)
def credentials_given(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """Every officer shows a credential, so every officer is named with its number."""
    rows = ctx.data.get("officers")
    return [] if rows is None else list(inspection.why_not_credentials(rows, ctx))


@guard("本次检查不事先通知，请到场时登记", cites=INSPECTION_NOTICE)
def to_be_announced(inspection: Any, ctx: Context) -> bool:
    """Whoever comes unannounced sends no notice."""
    return bool(inspection.announced)


class PlanningActs(models.Model):
    """``Inspection`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Inspection`` brings
        received_at: Any
        told_at: Any
        cancelled_reason: Any

    @action(
        "发出检查通知",
        roles=OFFICER,
        source=[S.DRAFT],
        target=S.NOTIFIED,
        cites=INSPECTS,
        explains="指定两名以上执法人员，向企业发出检查通知书，写明时间、地点、事项、需要准备的材料和申请回避的权利。",
        guards=[to_be_announced, plan_complete, team_fits, credentials_given],
        closes=[INSPECTION_NOTICE],
        says=[Says("inspection_notice"), Says("inspection_team", to="officers")],
        effects=["note_team"],
        then=[TAKES_UP_LEAD],
        grave=True,
    )
    def notify(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        self.received_at = self.told_at = ctx.now

    @action(
        "指定、调整检查人员",
        roles=OFFICER,
        source=STAFFED,
        cites=TEAM,
        explains="不少于两人，写明执法证号；已经告知企业的，企业收到调整的消息。退出的人员在记录中保留。",
        guards=[team_fits, credentials_given],
        says=[
            Says("inspection_team", to="officers"),
            Says("inspection_team_changed", to="told"),
        ],
        effects=["note_team"],
        confidential=True,
    )
    def change_team(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        """The rows are written with the event."""

    @action(
        "回避",
        roles=OFFICER,
        source=STAFFED,
        cites="recusal_grounds",
        explains="与案件有直接利害关系或者有其他关系可能影响公正执法的，应当回避；回避以后不再看到本事项。",
        guards=[on_the_team],
        effects=["note_stepping_aside"],
        confidential=True,
    )
    def step_aside(self, ctx: Context, reason: str) -> None:
        """The row is written with the event."""

    @action(
        "取消检查",
        roles=OFFICER,
        source=[S.DRAFT, S.NOTIFIED],
        target=S.CANCELLED,
        cites=INSPECTION_NOTICE,
        explains="不再检查的，写明理由；已经通知企业的，企业收到取消的消息。",
        voids=[INSPECTION_NOTICE],
        says=[Says("inspection_cancelled", to="told")],
        grave=True,
    )
    def cancel(self, ctx: Context, reason: str) -> None:
        self.cancelled_reason = reason
