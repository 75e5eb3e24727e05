"""What the unit owes of an approved activity, and its end: registering a listed one, the report (articles 17, 30;
2023 measures, article 44)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import LIST_REGISTRATION, OF_THE_ACTIVITY, SERVICE, TRACKING
from ethics_review.machines.risk import no_risk_change_waits
from ethics_review.machines.tracking import FILERS, TRACKED
from ethics_review.states import ReviewState as S
from portal.workflow.machine import Context, Says, action, guard


@guard("清单活动已经登记", cites=LIST_REGISTRATION, stage=True)
def list_registration_waits(review: Any, ctx: Context) -> bool:
    """Registered once; a later approval asks again."""
    return review.running_limit(LIST_REGISTRATION) is not None


@guard("纳入复核清单的活动尚未登记，请先登记再结题", cites=LIST_REGISTRATION)
def registered_if_listed(review: Any, ctx: Context) -> bool:
    """The duty to register stands until it is done."""
    return review.running_limit(LIST_REGISTRATION) is None


class Ending(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        registered_at: Any
        registration_note: Any
        completed_at: Any
        completion_report: Any
        in_force: Any

    @action(
        "登记清单活动",
        roles=FILERS,
        source=TRACKED,
        cites=LIST_REGISTRATION,
        explains="纳入复核清单的活动获得批准后，登记活动方案、审查和复核情况。",
        guards=[list_registration_waits],
        closes=[LIST_REGISTRATION],
        says=[Says("ethics_activity_registered")],
    )
    def register_activity(self, ctx: Context, note: str) -> None:
        self.registered_at = ctx.now
        self.registration_note = note

    @action(
        "活动结束，申请结题",
        roles=FILERS,
        source=TRACKED,
        target=S.COMPLETED,
        cites=TRACKING,
        explains="活动已经结束，跟踪审查随之终止。结题后不能恢复，再开展的重新申请。",
        guards=[no_risk_change_waits, registered_if_listed],
        voids=[*OF_THE_ACTIVITY, SERVICE],
        says=[Says("review_completed", to="secretaries")],
        grave=True,
    )
    def conclude_activity(self, ctx: Context, report: str) -> None:
        self.completed_at = ctx.now
        self.completion_report = report
        self.in_force = False
