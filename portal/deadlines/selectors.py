"""Questions about deadlines: what runs for whom, what is overdue, what was missed.

Every row but a lead starts from ``visible_to``. A lead is shown to the enforcement officers of its region although the
case behind it may still be a draft: they see that a duty was missed and whose, never the draft's content.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import inside_of, visible_to, within
from portal.clock import china_date
from portal.deadlines.models import Deadline, Lead
from portal.law.calendar import end_of_day
from portal.law.terms import OnMiss, Party

FILER = frozenset({Party.PROVIDER, Party.APPLICANT, Party.UNIT, Party.PLATFORM, Party.RESPONDENT})
#: For which parties' limits each role answers.
_SIDES: dict[Role, frozenset[Party]] = {
    **{role: FILER for role in ORGANISATION_ROLES},
    Role.FILING_OFFICER: frozenset({Party.AUTHORITY}),
    Role.FILING_SUPERVISOR: frozenset({Party.AUTHORITY}),
    Role.RECHECK_OFFICER: frozenset({Party.AUTHORITY}),
    Role.ENFORCEMENT_OFFICER: frozenset({Party.ENFORCEMENT}),
    Role.ENFORCEMENT_HEAD: frozenset({Party.ENFORCEMENT}),
    Role.LEGAL_REVIEWER: frozenset({Party.ENFORCEMENT}),
    Role.SECRETARY: frozenset({Party.COMMITTEE}),
    Role.CHAIR: frozenset({Party.COMMITTEE}),
    Role.VICE_CHAIR: frozenset({Party.COMMITTEE}),
}


#: kind → codes of the limits that acts in confidence open there, those acts, and which codes are kept whoever opened.
_KEPT: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {}
_NONE: tuple[frozenset[str], frozenset[str], frozenset[str]] = (frozenset(),) * 3


def register_kept(
    kind: str,
    codes: frozenset[str],
    acts: frozenset[str],
    always: frozenset[str] = frozenset(),
) -> None:
    """Declare which limits of the cases of ``kind`` are known on the inside alone: those that ``acts`` opened, and
    those of ``always``, whoever opened them.
    """
    if codes:
        _KEPT[kind] = (codes, acts, always)


def is_kept(case: Case, deadline: Deadline) -> bool:
    """Whether the limit was opened in confidence, or is the deciding side's own."""
    codes, acts, always = _KEPT.get(case.kind, _NONE)
    event = deadline.opened_by if deadline.code in codes else None
    return deadline.code in always or (event is not None and event.action in acts)


def kept_in(kind: str) -> Q:
    """The limits of cases of ``kind`` that were opened in confidence, or are the deciding side's own."""
    codes, acts, always = _KEPT.get(kind, _NONE)
    if not codes:
        return Q(pk__in=[])
    opened = AuditEvent.objects.filter(pk=OuterRef("opened_by"), action__in=acts)
    return Q(code__in=always) | (Q(code__in=codes) & Q(Exists(opened)))


def known_to(user: User) -> Q:
    """Of the limits of cases that ``user`` may see those that ``user`` may know of."""
    kept = Q(pk__in=[])
    for kind in _KEPT:
        kept |= Q(case__kind=kind) & kept_in(kind)
    return ~kept | Q(case__in=inside_of(user))


@dataclass(frozen=True)
class Window:
    """The instants that part overdue, today and tomorrow; ends are exclusive moments, so "at midnight" is today's."""

    now: datetime
    today_ends: datetime
    tomorrow_ends: datetime

    @classmethod
    def at(cls, now: datetime) -> "Window":
        """The window around ``now``, by days of Asia/Shanghai."""
        today = china_date(now)
        return cls(now, end_of_day(today), end_of_day(today + timedelta(days=1)))

    @property
    def overdue(self) -> Q:
        """Open and past."""
        return Q(closed_at=None, moment__lte=self.now)

    @property
    def today(self) -> Q:
        """Still in time, today for the last day."""
        return Q(closed_at=None, moment__gt=self.now, moment__lte=self.today_ends)

    @property
    def tomorrow(self) -> Q:
        """Tomorrow is the last day."""
        return Q(closed_at=None, moment__gt=self.today_ends, moment__lte=self.tomorrow_ends)


def sides_of(user: User) -> frozenset[Party]:
    """The parties for whose limits ``user`` answers, by the roles of all memberships in force."""
    return frozenset().union(
        *(_SIDES.get(Role(m.role), frozenset()) for m in user.active_memberships)
    )


def running(user: User, now: datetime) -> QuerySet[Deadline]:
    """Open deadlines of cases that ``user`` may see, the soonest first, each with ``ended`` (overdue at ``now``)."""
    rows = Deadline.objects.filter(known_to(user), closed_at=None, case__in=visible_to(user))
    return _listed(rows, now)


def awaiting(user: User, now: datetime) -> QuerySet[Deadline]:
    """Those of ``running`` that the user's own side must act on."""
    return running(user, now).filter(party__in=sides_of(user))


def escalated(user: User, now: datetime) -> QuerySet[Deadline]:
    """Overdue limits whose rule reports a delay to the superior, in the cases that ``user`` may see."""
    return running(user, now).filter(Window.at(now).overdue, on_miss=OnMiss.ESCALATE)


def settled(user: User, now: datetime) -> QuerySet[Deadline]:
    """Ended limits of the kind that counts into the on-time rate: met or late."""
    ended = Deadline.objects.filter(
        known_to(user),
        case__in=visible_to(user),
        on_miss=OnMiss.ESCALATE,
        outcome__in=[Deadline.Outcome.MET, Deadline.Outcome.LATE],
    )
    return _listed(ended, now).order_by("-closed_at", "-pk")


def leads_for(user: User) -> QuerySet[Lead]:
    """Missed duties in the jurisdiction of an enforcement officer or head, the newest first."""
    prefixes = user.jurisdictions(Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD)
    cases = Case.objects.filter(within(prefixes))
    return Lead.objects.filter(case__in=cases).select_related("deadline", "case__organization")


def _listed(rows: QuerySet[Deadline], now: datetime) -> QuerySet[Deadline]:
    ended = ExpressionWrapper(Window.at(now).overdue, output_field=BooleanField())
    return rows.annotate(ended=ended).select_related("case__organization").order_by("moment", "pk")
