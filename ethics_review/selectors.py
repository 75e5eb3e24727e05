"""Who sees which reviews, rechecks, meetings and committees: the rows behind ``visible_to``.

These are the same answers as ``roles_of`` of each case, asked of the database at once.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from ethics_review.models import (
    AgendaItem,
    Committee,
    Elector,
    Interest,
    Invitation,
    Meeting,
    PanelMember,
    Recheck,
    Review,
    Seat,
)
from ethics_review.models.insiders import BEFORE_ACCEPTANCE
from ethics_review.models.seat import SEATED
from ethics_review.states import Position, Procedure, ReviewState
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.cases.selectors import visible_to, within

#: Rows for whoever holds none of the roles that could see any: the database is not asked at all.
NOTHING = Q(pk__in=[])
_COMMITTEE_ROLES = (Role.SECRETARY, Role.CONSULTANT, *SEATED)
_AUTHORITY_ROLES = (Role.RECHECK_OFFICER, Role.EXPERT)


def held_at(user: User, *roles: Role) -> list[int]:
    """The organisations in which the user holds one of the roles."""
    return user.organization_ids(frozenset(roles))


def sits(user: User) -> QuerySet[Seat]:
    """The user's sitting seats, in committees of whose host the user is a member."""
    hosts = held_at(user, *SEATED)
    return Seat.objects.filter(user=user, ended_on=None, committee__organization__in=hosts)


def visible_committees(user: User) -> Q:
    """Its keepers, who sits in it, and the authority once it is registered."""
    if not user.has_role(Role.UNIT, Role.SECRETARY, *SEATED, Role.RECHECK_OFFICER, Role.AUDITOR):
        return NOTHING
    kept = Q(organization__in=held_at(user, Role.SECRETARY, Role.UNIT))
    sitting = Q(pk__in=sits(user).values("committee"))
    supervised = Q(received_at__isnull=False) & within(
        user.jurisdictions(Role.RECHECK_OFFICER, Role.AUDITOR)
    )
    return kept | sitting | supervised


def visible_meetings(user: User) -> Q:
    """The committee's secretary and members, and the auditor once it was called."""
    if not user.has_role(Role.SECRETARY, *SEATED, Role.AUDITOR):
        return NOTHING
    kept = Meeting.objects.filter(committee__organization__in=held_at(user, Role.SECRETARY))
    called = Meeting.objects.filter(committee__in=sits(user).values("committee"))
    audited = Q(received_at__isnull=False) & within(user.jurisdictions(Role.AUDITOR))
    return Q(pk__in=kept.values("pk")) | Q(pk__in=called.values("pk")) | audited


def visible_reviews(user: User) -> Q:
    """As ``Review.roles_of``: whoever leads an activity is nothing else in its review; the recused see nothing."""
    own = Q(created_by=user, organization__in=held_at(user, Role.APPLICANT, Role.UNIT))
    units = Q(organization__in=held_at(user, Role.UNIT))
    audited = Q(received_at__isnull=False) & within(user.jurisdictions(Role.AUDITOR))
    inside = Q(pk__in=_as_committee(user)) if user.has_role(*_COMMITTEE_ROLES) else NOTHING
    rechecked = Q(pk__in=_as_authority(user)) if user.has_role(*_AUTHORITY_ROLES) else NOTHING
    return own | units | audited | inside | rechecked


def inside_reviews(user: User) -> Q:
    """Whose minutes, with names and votes, the user reads: the secretary and who sits, less the recused.

    An adviser sees the case but has no vote, and learns nobody else's.
    """
    kept = Q(committee__organization__in=held_at(user, Role.SECRETARY))
    sitting = Q(committee__in=sits(user).values("committee"))
    seen = Review.objects.filter(kept | sitting, pk__in=_as_committee(user))
    return Q(pk__in=seen.values("pk"))


def _as_committee(user: User) -> QuerySet[Any, Any]:
    recused = Interest.objects.filter(case=OuterRef("pk"), user=user, conflicted=True)
    handed_in = Review.objects.filter(received_at__isnull=False).exclude(created_by=user)
    free = handed_in.exclude(Exists(recused)).exclude(organization__in=held_at(user, Role.UNIT))
    kept = Q(committee__organization__in=held_at(user, Role.SECRETARY))
    invited = Exists(Invitation.objects.filter(review=OuterRef("pk"), user=user)) & Q(
        committee__organization__in=held_at(user, Role.CONSULTANT)
    )
    seats = sits(user)
    deputy = Q(committee__in=seats.exclude(position=Position.CHAIR).values("committee"))
    votes = Exists(Elector.objects.filter(round__case=OuterRef("pk"), user=user))
    not_simplified = ~Q(state=ReviewState.SIMPLIFIED_REVIEW)
    vice = Q(committee__in=seats.filter(position=Position.VICE_CHAIR).values("committee"))
    accepted = ~Q(state__in=BEFORE_ACCEPTANCE) & ~Q(state=ReviewState.WITHDRAWN, accepted_at=None)
    seen = (
        kept | invited | presided_by(user) | (deputy & accepted & (not_simplified | votes | vice))
    )
    return free.filter(seen).values("pk")


def presided_by(user: User) -> Q:
    """Reviews in which the user has the chair's part, as ``Review.acting_chair_id`` says it: the chair, the vice-chair
    named to preside, or the first vice-chair of the roster who is free where the chair is conflicted or missing; never
    whoever manages the applicant.
    """
    if not user.has_role(*SEATED):
        return Q(pk__in=[])
    seats = sits(user)
    chaired = Q(committee__in=seats.filter(position=Position.CHAIR).values("committee"))
    named = Exists(_able(Position.VICE_CHAIR).filter(user=OuterRef("presider")))
    first = Subquery(_able(Position.VICE_CHAIR).order_by("rank", "pk").values("user")[:1])
    deputising = ~named & ~Exists(_able(Position.CHAIR)) & Q(Exact(first, user.pk))
    acting = (named & Q(presider=user)) | deputising
    part = chaired | (acting & Q(committee__in=seats.values("committee")))
    return part & ~Q(organization__in=held_at(user, Role.UNIT))


def _able(position: Position) -> QuerySet[Seat]:
    """Who sits so in the committee of the review outside and can act for it, as ``Committee.in_office`` and
    ``Review.kept_out`` say: an active member of the host, neither recused nor the applicant nor its unit's manager.
    """
    recused = Interest.objects.filter(
        case=OuterRef(OuterRef("pk")), user=OuterRef("user"), conflicted=True
    )
    members = Membership.objects.filter(user=OuterRef("user"), is_active=True)
    here = members.filter(organization=OuterRef("committee__organization"), role__in=SEATED)
    manages = members.filter(organization=OuterRef(OuterRef("organization")), role=Role.UNIT)
    seats = Seat.objects.filter(committee=OuterRef("committee"), ended_on=None, position=position)
    free = seats.exclude(user=OuterRef("created_by")).exclude(Exists(recused) | Exists(manages))
    return free.filter(Exists(here), user__is_active=True)


def _as_authority(user: User) -> QuerySet[Any, Any]:
    """What is rechecked at the user's office or by the user, and the supervised ones of the region."""
    rechecked = Recheck.objects.filter(_rechecked_by(user)).values("review")
    supervised = Q(procedure=Procedure.EMERGENCY) | Q(on_recheck_list=True)
    region = within(user.jurisdictions(Role.RECHECK_OFFICER)) & Q(received_at__isnull=False)
    found = Review.objects.filter(Q(pk__in=rechecked) | (supervised & region))
    return found.exclude(created_by=user).values("pk")


def visible_rechecks(user: User) -> Q:
    """The unit's own, the authority's that it went to, the entrusted centre's, the panel's, the auditor's."""
    filers = (Role.UNIT, Role.APPLICANT)
    if not user.has_role(*filers, *_AUTHORITY_ROLES, Role.SECRETARY, Role.AUDITOR):
        return NOTHING
    own = Recheck.objects.filter(
        Q(organization__in=held_at(user, Role.UNIT))
        | Q(organization__in=held_at(user, Role.APPLICANT), review__created_by=user)
    )
    centre = Q(received_at__isnull=False, entrusted_to__in=held_at(user, Role.SECRETARY))
    inside = Recheck.objects.filter(_rechecked_by(user) | centre)
    audited = Q(received_at__isnull=False) & within(user.jurisdictions(Role.AUDITOR))
    return Q(pk__in=own.values("pk")) | Q(pk__in=inside.values("pk")) | audited


def _rechecked_by(user: User) -> Q:
    """Whose office it is at, and who sits on its panel; an entrusted centre has the recheck, not the review."""
    recused = Interest.objects.filter(case=OuterRef("pk"), user=user, conflicted=True)
    on_panel = Exists(
        PanelMember.objects.filter(recheck=OuterRef("pk"), user=user, replaced_at=None)
    )
    expert = on_panel & ~Exists(recused) if user.has_role(Role.EXPERT) else Q(pk__in=[])
    officer = Q(authority__in=held_at(user, Role.RECHECK_OFFICER))
    return Q(received_at__isnull=False) & (officer | expert)


# --- Questions of pages -----------------------------------------------------------------------------------------------
def agenda_for(meeting: Meeting, user: User) -> list[AgendaItem]:
    """The agenda as the user may know of it: a recused member sees neither the line nor that there is one."""
    items = meeting.agenda.filter(review__in=visible_to(user).values("pk"))
    return list(items.select_related("review", "review__organization"))


def committees_for(user: User) -> QuerySet[Committee]:
    """The registered committees and centres that an applicant may turn to: the own unit's, and every centre."""
    own = held_at(user, Role.APPLICANT, Role.UNIT)
    centres = Q(organization__kind="service_centre", in_force=True)
    standing = Committee.objects.exclude(state="dissolved").filter(
        Q(organization__in=own) | centres
    )
    return standing.select_related("organization").order_by("organization__kind", "name")
