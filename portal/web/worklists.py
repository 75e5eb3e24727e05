"""The lists behind the desk's figures. Each figure counts exactly the rows of the list that it links to.

A list is a slug, a title, who has it, and a query; the page shows it twenty at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from filings.models.filing import Filing
from filings.states import FilingState
from portal.accounts.models import User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import visible_to, within
from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.deadlines.selectors import Window
from portal.notices.models import Notice
from portal.workflow import catalogue

Rows = Callable[[User, datetime], QuerySet[Any]]
OFFICERS = frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR, Role.RECHECK_OFFICER})
_ACTING = (
    ORGANISATION_ROLES
    | OFFICERS
    | {Role.ENFORCEMENT_OFFICER, Role.SECRETARY, Role.CHAIR, Role.VICE_CHAIR}
)


@dataclass(frozen=True)
class Worklist:
    """One list: ``shape`` names the template of its rows (``web/_rows_<shape>.html``)."""

    slug: str
    title: str
    roles: frozenset[Role]
    rows: Rows
    shape: str
    empty: str

    def open_to(self, user: User) -> bool:
        """Whether one of the user's roles has this list."""
        return user.has_role(*self.roles)


def cases(user: User, now: datetime) -> QuerySet[Case]:
    """The cases of the user's own organisations, the next duty first, then the newest, with their running deadlines."""
    own = visible_to(user).filter(organization__in=user.organization_ids(ORGANISATION_ROLES))
    return _by_next_deadline(own, Q(party__in=selectors.sides_of(user)))


def _by_next_deadline(rows: QuerySet[Case], which: Q) -> QuerySet[Case]:
    """Cases with their running deadlines, ordered by the soonest of those that count."""
    running = Deadline.objects.filter(closed_at=None).order_by("moment", "pk")
    soonest = running.filter(which, case=OuterRef("pk")).values("moment")[:1]
    return (
        rows.annotate(next_moment=Subquery(soonest))
        .select_related("organization")
        .prefetch_related(Prefetch("deadlines", running, to_attr="running"))
        .order_by("next_moment", "-created_at", "-pk")
    )


def editable(user: User) -> Q:
    """Cases in a state in which one of the user's roles may change the content: drafts, corrections, refusals."""
    held = {Role(m.role) for m in user.active_memberships}
    rows = Q(pk__in=[])
    for kind in catalogue.kinds():
        states = [state for state, roles in kind.editable.items() if held & set(roles)]
        rows |= Q(kind=kind.code, state__in=states)
    return rows


def unread(user: User, now: datetime) -> QuerySet[Notice]:
    """Notices to the user's organisations that nobody there has opened yet."""
    mine = {m.organization_id for m in user.active_memberships}
    new = Notice.objects.filter(addressee__in=mine, status=Notice.Status.READY, opened_at=None)
    return (
        new.filter(case__in=visible_to(user)).select_related("case").order_by("-created_at", "-pk")
    )


def countersignature(user: User, now: datetime) -> QuerySet[Case]:
    """Filings proposed for recording that wait for a second signature; one cannot sign one's own proposal."""
    own = Filing.objects.filter(proposed_by=user).values("pk")
    waiting = (
        visible_to(user)
        .filter(kind="filing", state=FilingState.RECORD_PROPOSED)
        .exclude(pk__in=own)
    )
    return _by_next_deadline(waiting, Q())


def events(user: User, now: datetime) -> QuerySet[AuditEvent]:
    """Everything that was recorded in an auditor's jurisdiction, the newest first."""
    inside = Case.objects.filter(within(user.jurisdictions(Role.AUDITOR)))
    return (
        AuditEvent.objects.filter(case__in=inside)
        .select_related("case", "actor")
        .order_by("-recorded_at", "-pk")
    )


def _deadlines(part: Callable[[Window], Q]) -> Rows:
    return lambda user, now: selectors.awaiting(user, now).filter(part(Window.at(now)))


def _ended(outcome: str) -> Rows:
    return lambda user, now: selectors.settled(user, now).filter(outcome=outcome)


_SUPERVISOR = frozenset({Role.FILING_SUPERVISOR})
WORKLISTS = {
    worklist.slug: worklist
    for worklist in (
        Worklist(
            "overdue",
            "已逾期",
            _ACTING,
            _deadlines(lambda w: w.overdue),
            "deadlines",
            "没有逾期事项",
        ),
        Worklist(
            "today",
            "今日到期",
            _ACTING,
            _deadlines(lambda w: w.today),
            "deadlines",
            "今天没有到期事项",
        ),
        Worklist(
            "tomorrow",
            "明日到期",
            _ACTING,
            _deadlines(lambda w: w.tomorrow),
            "deadlines",
            "明天没有到期事项",
        ),
        Worklist(
            "running", "全部在办期限", _ACTING, selectors.awaiting, "deadlines", "没有在办的期限"
        ),
        Worklist("cases", "我的全部事项", ORGANISATION_ROLES, cases, "cases", "还没有任何事项"),
        Worklist(
            "to-do",
            "待我方填报或补正",
            ORGANISATION_ROLES,
            lambda user, now: cases(user, now).filter(editable(user)),
            "cases",
            "没有待填报或补正的事项",
        ),
        Worklist(
            "notices", "未读通知", ORGANISATION_ROLES | OFFICERS, unread, "notices", "没有未读通知"
        ),
        Worklist(
            "countersignature",
            "待复核签发",
            frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR}),
            countersignature,
            "cases",
            "没有待您复核签发的事项",
        ),
        Worklist(
            "escalated",
            "辖区内逾期未办结",
            _SUPERVISOR,
            selectors.escalated,
            "deadlines",
            "辖区内没有逾期事项",
        ),
        Worklist(
            "on-time",
            "按期办结",
            _SUPERVISOR,
            _ended(Deadline.Outcome.MET),
            "deadlines",
            "还没有按期办结的事项",
        ),
        Worklist(
            "late",
            "逾期办结",
            _SUPERVISOR,
            _ended(Deadline.Outcome.LATE),
            "deadlines",
            "没有逾期办结的事项",
        ),
        Worklist(
            "leads",
            "执法线索",
            frozenset({Role.ENFORCEMENT_OFFICER}),
            lambda user, now: selectors.leads_for(user),
            "leads",
            "辖区内没有线索",
        ),
        Worklist(
            "events", "审计记录", frozenset({Role.AUDITOR}), events, "events", "没有相符的审计记录"
        ),
    )
}
