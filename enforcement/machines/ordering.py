"""The service of an order to correct, or of the opinion that returned it: the period runs from there alone."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import RECTIFICATION
from enforcement.states import RectificationState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("送达已经登记", cites=RECTIFICATION, stage=True)
def order_unserved(order: Any, ctx: Context) -> bool:
    """Served once; the period runs."""
    return order.served_at is None


@guard("送达情况不完整", cites="service_methods")
def order_service_proven(order: Any, ctx: Context) -> Iterable[Reason]:
    """Each way of service has its own proof, and none lies before the paper."""
    return list(order.why_not_served(ctx))


class Ordering(models.Model):
    """``RectificationProcedure`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Rectification`` brings
        served_at: Any

        def service_moment(self, ctx: Context) -> datetime | None: ...

    @action(
        "登记送达",
        roles=[Role.ENFORCEMENT_OFFICER, Role.SYSTEM],
        source=[S.ISSUED],
        cites=RECTIFICATION,
        explains="写明通知书（退回整改的，复查意见书）送达的方式、时间和凭证。整改期限自送达之日起算；没有登记送达的，不起算。",
        guards=[order_unserved, order_service_proven],
        opens=[Opens(RECTIFICATION, since="served_at", amount="days_given")],
        says=[Says("rectification_served")],
        effects=["keep_order_service"],
    )
    def record_service(
        self,
        ctx: Context,
        service_method: str,
        served_at: datetime | None = None,
        notice_on: date | None = None,
        unknown_whereabouts: bool = False,
        **record: str,
    ) -> None:
        self.served_at = self.service_moment(ctx)
