"""A lead from its triage to what came of it (guiding opinions, items 6–8 and 11).

What was found is never forgotten: a lead that was set aside or transferred stays, and can be taken up again.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import LEAD_TRIAGE
from enforcement.states import LeadState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Opens, Says, action

TRIAGERS = (Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD)


class LeadProcedure(models.Model):
    """``Lead`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Lead`` brings
        triaged_at: Any
        triaged_by: Any
        triage_reason: Any
        transferred_to: Any

        def triage(self, ctx: Context, reason: str) -> None: ...

    @action(
        "采取措施",
        roles=[Role.SYSTEM],
        source=[S.OPEN, S.TAKEN_UP],
        target=S.TAKEN_UP,
        cites=LEAD_TRIAGE,
        explains="根据线索开展监测、评估、检查，责令改正或者提请立案时，由门户登记。",
        closes=[LEAD_TRIAGE],
    )
    def take_up(self, ctx: Context, triage_reason: str) -> None:
        self.triage(ctx, triage_reason)

    @action(
        "移送其他部门",
        roles=TRIAGERS,
        source=[S.OPEN],
        target=S.TRANSFERRED,
        cites=LEAD_TRIAGE,
        explains="不属于本部门管辖的，写明移送的部门和理由，打印线索移送函随材料移送。",
        closes=[LEAD_TRIAGE],
        says=[Says("lead_transferred", to="authority")],
    )
    def transfer(self, ctx: Context, department: str, reason: str) -> None:
        self.triage(ctx, reason)
        self.transferred_to = department

    @action(
        "不予处理",
        roles=TRIAGERS,
        source=[S.OPEN],
        target=S.SET_ASIDE,
        cites=LEAD_TRIAGE,
        explains="经研判不采取措施的，写明理由；线索保留在台账中，可以重新研判。",
        closes=[LEAD_TRIAGE],
    )
    def set_aside(self, ctx: Context, reason: str) -> None:
        self.triage(ctx, reason)

    @action(
        "重新研判",
        roles=TRIAGERS,
        source=[S.SET_ASIDE, S.TRANSFERRED],
        target=S.OPEN,
        cites=LEAD_TRIAGE,
        explains="有新的情况的，写明理由，重新研判；研判期限从现在起重新计算。",
        opens=[Opens(LEAD_TRIAGE)],
    )
    def reopen(self, ctx: Context, reason: str) -> None:
        self.triage_reason = reason
        self.transferred_to = ""
