"""More time for an order to correct: asked for, given or refused, before the period has run out."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import RECTIFICATION
from enforcement.states import RectificationState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Says, action, guard

OFFICER = (Role.ENFORCEMENT_OFFICER,)


@guard("整改期限已经届满", cites=RECTIFICATION)
def still_running(order: Any, ctx: Context) -> bool:
    """More time is a matter of before the deadline; after it, what was missed stays missed."""
    return not order.expired_at(ctx.now)


@guard("延长的期限不符合要求", cites=RECTIFICATION)
def within_the_longest(order: Any, ctx: Context) -> Iterable[Reason]:
    """However often it is extended, the whole period keeps its bound (house rule P8)."""
    return list(order.why_not_until(ctx.data.get("until"), ctx))


@guard("延期申请正在等待答复", cites=RECTIFICATION)
def no_request_waits(order: Any, ctx: Context) -> bool:
    """One request at a time."""
    return order.time_asked_at is None


@guard("没有等待答复的延期申请", cites=RECTIFICATION, stage=True)
def request_waits(order: Any, ctx: Context) -> bool:
    """There is something to answer."""
    return order.time_asked_at is not None


class MoreTime(models.Model):
    """``RectificationProcedure`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Rectification`` brings
        time_asked: Any
        time_asked_at: Any
        extended_until: Any

    @action(
        "申请延长整改期限",
        roles=[Role.PROVIDER],
        source=[S.ISSUED],
        cites=RECTIFICATION,
        explains="期限届满以前确有困难的，写明理由和需要的时间；没有答复以前，原来的期限继续计算。",
        guards=[still_running, no_request_waits],
        says=[Says("rectification_time_asked", to="authority")],
    )
    def ask_for_time(self, ctx: Context, reason: str) -> None:
        self.time_asked, self.time_asked_at = reason, ctx.now

    @action(
        "延长整改期限",
        roles=OFFICER,
        source=[S.ISSUED],
        cites=RECTIFICATION,
        explains="期限届满以前，可以延长，写明新的最后一日和理由，通知企业。",
        guards=[still_running, within_the_longest],
        extends=[Extends(RECTIFICATION, until="extended_until")],
        says=[Says("rectification_extended")],
    )
    def extend(self, ctx: Context, until: date, reason: str) -> None:
        self.extended_until, self.time_asked_at = until, None

    @action(
        "不同意延长",
        roles=OFFICER,
        source=[S.ISSUED],
        cites=RECTIFICATION,
        explains="企业的理由不成立的，写明理由答复；原来的期限不变。",
        guards=[request_waits],
        says=[Says("rectification_time_refused")],
    )
    def decline_time(self, ctx: Context, reason: str) -> None:
        self.time_asked_at = None
