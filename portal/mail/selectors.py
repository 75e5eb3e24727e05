"""What people see of the mails: of one notice, and of the mail service as a whole."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import PERSONAL_ROLES, SEPARATE_ROLES
from portal.mail import claiming, routes
from portal.mail.models import FAILED, UNDER_WAY, Delivery, Outage
from portal.notices.models import Notice

#: A mail that has waited so long although the server answers is a stopped worker.
LATE = timedelta(minutes=10)


def mails_of(notice: Notice, user: User) -> QuerySet[Delivery]:
    """The mails about a notice that ``user``, who may read it, sees: those who work at the issuing authority see all
    that went to the other side, everybody else only their own. Addresses are for the page to mask.
    """
    rows = Delivery.objects.filter(notice=notice).select_related("bundle").order_by("pk")
    return rows if _issued_by(notice, user) else rows.filter(person=user)


def _issued_by(notice: Notice, user: User) -> bool:
    if notice.issuer_id is None or notice.issuer_id == notice.addressee_id:
        return False
    kept_out = PERSONAL_ROLES | SEPARATE_ROLES
    return any(
        m.organization_id == notice.issuer_id and m.role not in kept_out
        for m in user.active_memberships
    )


def failed() -> QuerySet[Delivery]:
    """Mails that did not go out and wait for somebody's decision, oldest first."""
    return Delivery.objects.filter(state__in=FAILED).order_by("pk")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How the sending of mail stands."""

    is_on: bool
    route: str
    outage: Outage | None
    counts: dict[str, int]
    oldest: datetime | None
    failed: int

    def problem(self, now: datetime) -> str:
        """What an operator has to see to, in one sentence; empty when nothing."""
        if not self.is_on:
            return ""
        if self.outage:
            return f"邮件服务器有故障：{self.outage.problem}，稍后自动重试"
        if self.failed:
            return f"有 {self.failed} 封邮件没有发出或者不知是否发出，需要人工处理"
        if self.oldest and self.oldest < now - LATE:
            return "有邮件等待超过十分钟，请检查后台进程"
        return ""


def condition(now: datetime) -> Condition:
    """How the sending of mail stands at ``now``. Raises BadRoute."""
    route = routes.configured()
    open_states = Delivery.objects.filter(state__in=[*UNDER_WAY, *FAILED])
    counted = open_states.values_list("state").annotate(count=Count("pk")).order_by("state")
    counts = dict(counted)
    return Condition(
        is_on=route is not None,
        route=str(route) if route else "",
        outage=Outage.objects.first(),
        counts=counts,
        oldest=claiming.due(now).order_by().aggregate(at=Min("created_at"))["at"],
        failed=sum(counts.get(state, 0) for state in FAILED),
    )
