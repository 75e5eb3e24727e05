"""What a penalty decision does to a filing: done by the portal, in the transaction that records the decision's service.

Draft 2021 articles 27–29, provisions 2022 articles 31–33. The decision is the enforcing office's; here its effect on
the number is written down, and taken back where the decision itself falls.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from filings.machines.limits import CONFIRMATION, DISPLAY, OF_A_NUMBER
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Opens, Says, action, guard

REVOCATION = "algorithm.filing"
CANCELLATION = "algorithm.cancellation"
#: The usual breach, whose severe step suspends updates.
SUSPENSION = "algorithm.conduct"


@guard("备案不是因这一处罚决定而终止，不能随该决定的撤销而恢复")
def ended_by_it(filing: Any, ctx: Context) -> bool:
    """Only what a decision took away comes back with it."""
    return bool(filing.ended_by_decision == ctx.data.get("decision"))


@guard("没有因这一处罚决定正在执行的暂停信息更新")
def suspended_by_it(filing: Any, ctx: Context) -> bool:
    """Each suspension ends by itself: another decision's goes on."""
    return bool(filing.suspensions.filter(decision=ctx.data.get("decision"), ended_on=None))


class Enforced(models.Model):
    """The consequences of a decision, and their end. ``Filing`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        ended_by_decision: Any

        def end(self, ctx: Context) -> None: ...
        def stand_again(self, ctx: Context) -> None: ...

    @action(
        "按处罚决定撤销备案",
        roles=[Role.SYSTEM],
        source=IN_FORCE_STATES,
        target=S.REVOKED,
        cites=REVOCATION,
        explains="行政处罚决定送达即生效：备案编号自此失效，公示条目保留并标注“已撤销”。",
        voids=OF_A_NUMBER,
        says=[Says("filing_ended_by_decision")],
        effects=["end_suspensions", "mark_revoked"],
    )
    def revoke_by_decision(self, ctx: Context, decision: str, reason: str) -> None:
        self.ended_by_decision = decision
        self.end(ctx)

    @action(
        "按处罚决定注销备案",
        roles=[Role.SYSTEM],
        source=IN_FORCE_STATES,
        target=S.CANCELLED,
        cites=CANCELLATION,
        explains="决定送达即生效：备案编号自此失效，公示条目保留并标注“已注销”。",
        voids=OF_A_NUMBER,
        says=[Says("filing_ended_by_decision")],
        effects=["end_suspensions", "mark_cancelled"],
    )
    def cancel_by_decision(self, ctx: Context, decision: str, reason: str) -> None:
        self.ended_by_decision = decision
        self.end(ctx)

    @action(
        "按处罚决定暂停信息更新",
        roles=[Role.SYSTEM],
        source=IN_FORCE_STATES,
        cites=SUSPENSION,
        explains="备案继续有效；公示条目标明暂停的起止日期和决定编号。",
        says=[Says("filing_updates_suspended")],
        effects=["keep_suspension"],
    )
    def suspend_updates(
        self, ctx: Context, decision: str, reason: str, until: date | None = None
    ) -> None:
        """The row is written with the act's event."""

    @action(
        "恢复信息更新",
        roles=[Role.SYSTEM],
        source=IN_FORCE_STATES,
        cites=SUSPENSION,
        explains="暂停期满、提前解除或者决定被撤销的，公示条目上的标注随之撤下。",
        guards=[suspended_by_it],
        says=[Says("filing_updates_resumed")],
        effects=["end_suspension"],
    )
    def resume_updates(self, ctx: Context, decision: str, reason: str) -> None:
        """The row is written with the act's event."""

    @action(
        "处罚决定被撤销，恢复备案",
        roles=[Role.SYSTEM],
        source=[S.REVOKED, S.CANCELLED],
        target=S.RECORDED,
        cites=REVOCATION,
        explains="备案恢复为终止时有效的版本，编号不变；终止前没有办完的变更、注销，需要时重新申报。",
        guards=[ended_by_it],
        opens=[Opens(DISPLAY), Opens(CONFIRMATION)],
        says=[Says("filing_restored")],
        effects=["restore_papers", "freeze_revision", "mark_restored"],
    )
    def restore_after_revocation(self, ctx: Context, decision: str, reason: str) -> None:
        self.stand_again(ctx)
