"""The lists behind the desk's figures. Each figure counts exactly the rows of the list that it links to.

A list is a slug, a title, who has it, and a query; the page shows it twenty at a time.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)

from enforcement.selectors.complaint import routed_to, to_be_answered
from filings.models.filing import Filing
from filings.reader_reports import HANDLERS, waiting
from filings.states import IN_FORCE_STATES, FilingState
from portal.accounts.absence import Roster
from portal.accounts.models import Membership, User
from portal.accounts.roles import AUTHORITY_ROLES, ORGANISATION_ROLES, PERSONAL_ROLES, Role
from portal.cases.models import Case
from portal.cases.selectors import in_hands_of, visible_to
from portal.clock import china_date
from portal.deadlines import selectors
from portal.deadlines.models import Deadline
from portal.deadlines.selectors import Window
from portal.notices.models import Notice
from portal.notices.selectors import notices_for
from portal.service.standing import waiting as service_waiting
from portal.web import enforcement_lists, ethics_lists, ethics_waits
from portal.web.listing import Rows, Worklist, by_next_deadline
from portal.workflow import catalogue
from portal.workflow.side_acts import working_roles

OFFICERS = frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR, Role.RECHECK_OFFICER})
_ACTING = (
    ORGANISATION_ROLES
    | OFFICERS
    | enforcement_lists.ROLES
    | {Role.SECRETARY, Role.CHAIR, Role.VICE_CHAIR}
)


def cases(user: User, now: datetime) -> QuerySet[Case]:
    """The cases of the user's own organisations and those passed on to them, with their running deadlines.

    The next duty comes first, then the newest.
    """
    ours = Q(organization__in=user.organization_ids(ORGANISATION_ROLES)) | routed_to(user)
    own = visible_to(user).filter(ours)
    return by_next_deadline(user, own, Q(party__in=selectors.sides_of(user)))


def to_do(user: User) -> Q:
    """Cases that wait for one of the user's roles: content to fill in, an application or a statement to make."""
    held = {Role(m.role) for m in user.active_memberships}
    rows = Q(pk__in=[])
    for kind in catalogue.kinds():
        states = [state for state, roles in kind.editable.items() if held & set(roles)]
        if states:
            rows |= Q(kind=kind.code, state__in=states)
    rows &= ~ethics_waits.STANDING
    if Role.PROVIDER in held:
        rows |= _acts_of_providers() | to_be_answered(user)
    return rows | ethics_waits.RECHECK_DUE if held & ethics_lists.APPLICANTS else rows


def _acts_of_providers() -> Q:
    """An end of service to be applied for, an intended revocation to be answered: acts without a form of content."""
    accused = Filing.objects.filter(
        revocation_notified_at__isnull=False, revocation_stated_at=None, state__in=IN_FORCE_STATES
    )
    due = Q(kind="filing", state=FilingState.TERMINATION_DUE) | Q(pk__in=accused.values("pk"))
    return due | enforcement_lists.in_states(enforcement_lists.PROVIDERS_TURN)


def unread(user: User, now: datetime) -> QuerySet[Notice]:
    """Notices to the user, or to the user's organisations, that nobody has opened yet; their cases can be opened.

    Who is there as a voter or expert alone is not the one who opens the organisation's letters.
    """
    told = Q(recipient=user)
    for membership in user.active_memberships:
        if membership.role not in PERSONAL_ROLES:
            told |= Q(recipient=None, addressee=membership.organization) & _opened_by(membership)
    new = notices_for(user).filter(told, status=Notice.Status.READY, opened_at=None)
    return new.filter(case__in=visible_to(user)).order_by("-created_at", "-pk")


def _opened_by(membership: Membership) -> Q:
    """An authority's letters are opened by those of its people who work on such cases."""
    if membership.role not in AUTHORITY_ROLES:
        return Q()
    kinds = [k.code for k in catalogue.kinds() if membership.role in working_roles(k)]
    return Q(case__kind__in=kinds)


def mine(user: User, now: datetime) -> QuerySet[Case]:
    """Cases in my hands in which my side's limit runs: assigned to me, or to somebody for whom I stand in today."""
    ours = Q(party__in=selectors.sides_of(user))
    running = Deadline.objects.filter(ours, closed_at=None, case=OuterRef("pk"))
    held = visible_to(user).filter(in_hands_of(user, Roster.of(china_date(now))), Exists(running))
    deputised = ExpressionWrapper(~Q(assignee=user), output_field=BooleanField())
    return (
        by_next_deadline(user, held, ours).annotate(deputised=deputised).select_related("assignee")
    )


def countersignature(user: User, now: datetime) -> QuerySet[Case]:
    """Filings proposed for recording that wait for a second signature; one cannot sign one's own proposal."""
    own = Filing.objects.filter(proposed_by=user).values("pk")
    waiting = (
        visible_to(user)
        .filter(kind="filing", state=FilingState.RECORD_PROPOSED)
        .exclude(pk__in=own)
    )
    return by_next_deadline(user, waiting, Q())


def _deadlines(part: Callable[[Window], Q]) -> Rows:
    return lambda user, now: selectors.awaiting(user, now).filter(part(Window.at(now)))


def _ended(outcome: str) -> Rows:
    return lambda user, now: selectors.settled(user, now).filter(outcome=outcome)


#: Who records services.
SERVERS = frozenset({*OFFICERS, *ethics_lists.KEEPERS, Role.ENFORCEMENT_OFFICER})
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
        Worklist("mine", "我承办的在办事项", OFFICERS, mine, "cases", "没有由您承办的在办事项"),
        Worklist("cases", "我的全部事项", ORGANISATION_ROLES, cases, "cases", "还没有任何事项"),
        Worklist(
            "to-do",
            "待我方办理",
            ORGANISATION_ROLES,
            lambda user, now: cases(user, now).filter(to_do(user)),
            "cases",
            "没有待填报、补正或申请的事项",
        ),
        Worklist(
            "notices",
            "未读通知",
            ORGANISATION_ROLES | OFFICERS | ethics_lists.EVERYBODY | enforcement_lists.ROLES,
            unread,
            "notices",
            "没有未读通知",
        ),
        Worklist(
            "service",
            "待送达文书",
            SERVERS,
            service_waiting,
            "notices",
            "没有等待送达或者未能送达的文书",
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
            "entry-reports",
            "公示条目反映",
            HANDLERS,
            lambda user, now: waiting(user),
            "entry_reports",
            "辖区内没有待处理的反映",
        ),
        *ethics_lists.LISTS,
        *enforcement_lists.LISTS,
    )
}
