"""What waits for a person of ethics review: rows found by role and state alone, before asking what the person may see.

No question here asks how anybody else voted, or whether: a member's desk is the same whatever the others do, until the
round is closed.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ethics_review.machines import limits
from ethics_review.machines.recheck import WITH_THE_AUTHORITY
from ethics_review.models import (
    AgendaItem,
    Committee,
    Elector,
    Interest,
    Invitation,
    PanelMember,
    Recheck,
    Review,
    Round,
)
from ethics_review.models.voting import EMPTY_HANDED
from ethics_review.selectors import held_at, presided_by, sits
from ethics_review.states import (
    BEFORE_A_MEETING,
    IN_REVIEW,
    CommitteeState,
    MeetingState,
    RecheckState,
    ReviewState,
)
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.deadlines.models import Deadline

_S = ReviewState
COMING = (MeetingState.CONVENED, MeetingState.IN_SESSION)
#: A tracking review shows on the desk this long before its last day.
TRACKING_AHEAD = timedelta(days=30)
#: A year's report can be handed in once the year has ended, three months before it is due.
REPORT_AHEAD = timedelta(days=92)

#: What may always be edited waits for nobody.
STANDING = Q(kind="ethics_committee", state=CommitteeState.REGISTERED)
#: The preliminary review has been passed, and no recheck has been begun: the unit applies for one.
RECHECK_DUE = Q(
    ~Exists(
        Recheck.objects.filter(
            review=OuterRef("pk"), state__in=[RecheckState.DRAFT, *WITH_THE_AUTHORITY]
        )
    ),
    kind="ethics_review",
    state=_S.AWAITING_RECHECK,
)

#: Papers are read and votes prepared here, so the desks ask for declarations; a conflict can be declared longer.
_ASKED = (*IN_REVIEW, _S.AWAITING_RECHECK, _S.RECHECK_RETURNED, _S.APPEALED)
_REPORTS = (limits.ANNUAL_REPORT, limits.CENTRE_ANNUAL_REPORT)
_REGISTRATIONS = (limits.COMMITTEE_REGISTRATION, limits.CENTRE_REGISTRATION)


def _running(*codes: str) -> QuerySet[Deadline]:
    return Deadline.objects.filter(closed_at=None, code__in=codes, case=OuterRef("pk"))


def _voting() -> QuerySet[Round]:
    return Round.objects.filter(case=OuterRef("pk"), closed_at=None)


def _carried() -> QuerySet[Round]:
    """Closed rounds of the present deliberation in which a vote carried, none of whose electors is recused since."""
    closed = Round.objects.filter(case=OuterRef("pk"), closed_at__isnull=False)
    since = closed.filter(opened_at__gte=OuterRef("deliberation_since"))
    recused = Interest.objects.filter(
        case=OuterRef("round__case"), user=OuterRef("user"), conflicted=True
    )
    spoilt = Elector.objects.filter(Exists(recused), round=OuterRef("pk"))
    return since.exclude(outcome__in=EMPTY_HANDED).exclude(Exists(spoilt))


def _presided(user: User) -> QuerySet[Review]:
    """Reviews in which the user has the chair's part."""
    return Review.objects.filter(presided_by(user)).exclude(created_by=user)


def _kept(user: User) -> QuerySet[Review]:
    """Reviews whose file the user keeps as the secretary, or in which the user has the chair's part."""
    mine = Q(committee__organization__in=held_at(user, Role.SECRETARY)) | presided_by(user)
    managed = Q(organization__in=held_at(user, Role.UNIT))
    return Review.objects.filter(mine).exclude(managed | Q(created_by=user))


def to_accept(user: User, now: datetime) -> QuerySet[Any]:
    return _kept(user).filter(state=_S.SUBMITTED)


def to_declare(user: User, now: datetime) -> QuerySet[Any]:
    """Reviews and rechecks of which the user has said nothing yet about interests."""
    said = Interest.objects.filter(case=OuterRef("pk"), user=user)
    own = Elector.objects.filter(round__case=OuterRef("pk"), round__closed_at=None, user=user)
    invited = Invitation.objects.filter(review=OuterRef("pk"), user=user)
    called = Q(committee__in=sits(user).values("committee"))
    reviews = Review.objects.filter(called | Exists(invited), state__in=_ASKED)
    managed = Q(organization__in=held_at(user, Role.UNIT))
    reviews = reviews.exclude(managed | Q(created_by=user)).exclude(
        ~Exists(own) & ~Exists(invited), state=_S.SIMPLIFIED_REVIEW
    )
    panels = PanelMember.objects.filter(user=user, replaced_at=None, recheck=OuterRef("pk"))
    rechecks = Recheck.objects.filter(Exists(panels), state=RecheckState.PANEL_FORMED)
    either = Q(pk__in=reviews.values("pk")) | Q(pk__in=rechecks.values("pk"))
    return Case.objects.filter(either).exclude(Exists(said))


def to_vote(user: User, now: datetime) -> QuerySet[Any]:
    mine = Elector.objects.filter(round__closed_at=None, user=user, ballot=None)
    return Case.objects.filter(pk__in=mine.values("round__case"))


def to_decide(user: User, now: datetime) -> QuerySet[Any]:
    """A vote carried, or an amendment, a late appeal, a change of risk waits for the chair's answer."""
    deciding = (*BEFORE_A_MEETING, _S.SIMPLIFIED_REVIEW, _S.RECHECK_RETURNED)
    carried = Q(Exists(_carried()), state__in=deciding) & ~Exists(_voting())
    asked = _running(limits.AMENDMENT_CHECK, limits.RISK_ANSWER, limits.LATE_APPEAL)
    return _presided(user).filter(carried | Exists(asked))


def to_arrange(user: User, now: datetime) -> QuerySet[Any]:
    """In review with no meeting that has it on its agenda, or no reviewers named; nothing is voted on or carried."""
    planned = AgendaItem.objects.filter(
        review=OuterRef("pk"), meeting__state__in=[MeetingState.DRAFT, *COMING]
    )
    by_meeting = Q(state__in=[*BEFORE_A_MEETING, _S.RECHECK_RETURNED]) & ~Exists(planned)
    by_reviewers = Q(state=_S.SIMPLIFIED_REVIEW, pk__in=_presided(user).values("pk"))
    waiting = _kept(user).filter(by_meeting | by_reviewers)
    return waiting.exclude(Exists(_voting())).exclude(Exists(_carried()))


def to_serve(user: User, now: datetime) -> QuerySet[Any]:
    hosts = held_at(user, Role.SECRETARY)
    return Review.objects.filter(
        Exists(_running(limits.SERVICE)), committee__organization__in=hosts
    ).exclude(created_by=user)


def appealed(user: User, now: datetime) -> QuerySet[Any]:
    late = Q(Exists(_running(limits.LATE_APPEAL)))
    return _kept(user).filter(late | Q(state=_S.APPEALED))


def to_track(user: User, now: datetime) -> QuerySet[Any]:
    due = _running(limits.TRACKING, limits.TRACKING_LISTED)
    return _kept(user).filter(Exists(due.filter(moment__lte=now + TRACKING_AHEAD)))


def to_register(user: User, now: datetime) -> QuerySet[Any]:
    """Committees that are to be registered, or whose yearly report can be handed in."""
    reports = _running(*_REPORTS).filter(moment__lte=now + REPORT_AHEAD)
    due = Q(Exists(_running(*_REGISTRATIONS))) | Q(Exists(reports))
    return Committee.objects.filter(due, organization__in=held_at(user, Role.SECRETARY, Role.UNIT))


def _organised(user: User) -> QuerySet[Recheck]:
    """Rechecks of the user's office, or entrusted to the user's centre."""
    office = Q(authority__in=held_at(user, Role.RECHECK_OFFICER))
    return Recheck.objects.filter(office | Q(entrusted_to__in=held_at(user, Role.SECRETARY)))


def to_receive(user: User, now: datetime) -> QuerySet[Any]:
    office = held_at(user, Role.RECHECK_OFFICER)
    return Recheck.objects.filter(authority__in=office, state=RecheckState.APPLIED)


def to_call(user: User, now: datetime) -> QuerySet[Any]:
    return _organised(user).filter(state=RecheckState.RECEIVED)


def to_open(user: User, now: datetime) -> QuerySet[Any]:
    formed = _organised(user).filter(state=RecheckState.PANEL_FORMED)
    return formed.exclude(Exists(_voting())).exclude(Exists(_carried()))


def to_issue(user: User, now: datetime) -> QuerySet[Any]:
    office = held_at(user, Role.RECHECK_OFFICER)
    formed = Recheck.objects.filter(authority__in=office, state=RecheckState.PANEL_FORMED)
    return formed.filter(Exists(_carried())).exclude(Exists(_voting()))
