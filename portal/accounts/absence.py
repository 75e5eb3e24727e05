"""Who is away, who stands in, and who may say so.

Standing in moves work, never rights: whoever stands in decides as the same and over the same place already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.models import Absence, Membership, User
from portal.accounts.roles import ORGANISATION_ROLES, SEPARATE_ROLES, Role

#: Roles whose work somebody else may have to see to; the filers' own people and the administrators have none.
DECIDING_ROLES = frozenset(Role) - ORGANISATION_ROLES - SEPARATE_ROLES - {Role.SYSTEM}
#: A supervising role → the roles whose absences it may enter, in the places that its jurisdiction holds.
SUPERVISES: Mapping[Role, frozenset[Role]] = {
    Role.FILING_SUPERVISOR: frozenset({Role.FILING_OFFICER, Role.FILING_SUPERVISOR}),
}


@dataclass(frozen=True)
class Roster:
    """Who is away on one day and whose work falls to whom. Read once a page, however many cases it shows."""

    day: date
    away: Mapping[int, Absence]

    @classmethod
    def of(cls, day: date) -> "Roster":
        """The roster of a day."""
        rows = Absence.objects.filter(first_day__lte=day, last_day__gte=day)
        return cls(day, {row.user_id: row for row in rows.select_related("user", "stand_in")})

    def is_away(self, user: User) -> bool:
        """Whether the person is away on that day."""
        return user.pk in self.away

    def deputy(self, user: User) -> User | None:
        """Who does the work of somebody away: the first present one along the line of stand-ins.

        None for somebody present, and where the line ends with nobody or runs in a circle.
        """
        seen, absence = {user.pk}, self.away.get(user.pk)
        while absence is not None:
            stand_in = absence.stand_in
            if stand_in is None or stand_in.pk in seen or not stand_in.is_active:
                return None
            seen.add(stand_in.pk)
            absence = self.away.get(stand_in.pk)
            if absence is None:
                return stand_in
        return None

    def responsible(self, user: User) -> User:
        """Who sees to the person's work on that day; the person themselves where nobody stands in."""
        return self.deputy(user) or user

    def covered_by(self, user: User) -> list[User]:
        """Those whose work falls to ``user`` on that day."""
        return [a.user for a in self.away.values() if self.deputy(a.user) == user]


def may_be_away(user: User) -> bool:
    """Whether the person has work that somebody else might have to see to."""
    return any(m.role in DECIDING_ROLES for m in user.active_memberships)


def supervised_by(user: User) -> QuerySet[User]:
    """The people whose absences a supervisor may enter."""
    under = Q(pk__in=[])
    for role, those in SUPERVISES.items():
        for prefix in user.jurisdictions(role):
            under |= Q(role__in=those, organization__jurisdiction__startswith=prefix)
    rows = Membership.objects.filter(under, is_active=True)
    found = User.objects.filter(pk__in=rows.values("user"), is_active=True)
    return found.order_by("display_name", "username")


def may_enter_for(actor: User, user: User) -> bool:
    """Oneself, or somebody whom one supervises."""
    if actor == user:
        return may_be_away(actor)
    return supervised_by(actor).filter(pk=user.pk).exists()


def stand_ins_for(user: User) -> QuerySet[User]:
    """Who holds every deciding role that ``user`` holds, each over the same place."""
    found = User.objects.filter(is_active=True).exclude(pk=user.pk)
    deciding = [m for m in user.active_memberships if m.role in DECIDING_ROLES]
    if not deciding:
        return found.none()
    for membership in deciding:
        same = Membership.objects.filter(_same_place(membership), role=membership.role)
        found = found.filter(pk__in=same.filter(is_active=True).values("user"))
    return found.order_by("display_name", "username")


def _same_place(membership: Membership) -> Q:
    """An authority's place is its jurisdiction; a committee's is its organisation."""
    organization = membership.organization
    if organization.jurisdiction is None:
        return Q(organization=organization)
    return Q(organization__jurisdiction=organization.jurisdiction)


def enter(absence: Absence) -> None:
    """Save a new absence. Raises ValidationError where the person is away on one of its days already."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=absence.user_id)
        overlapping = Absence.objects.filter(
            user_id=absence.user_id,
            first_day__lte=absence.last_day,
            last_day__gte=absence.first_day,
        ).first()
        if overlapping:
            days = f"{overlapping.first_day} 至 {overlapping.last_day}"
            raise ValidationError(f"与已登记的缺勤重叠：{days}")
        absence.save(force_insert=True)


def end(pk: int, *, today: date) -> None:
    """Call off an absence that has not begun, or end a running one: the person is back today.

    Raises ValidationError for one that is over: what was, stays on record.
    """
    with transaction.atomic():
        absence = Absence.objects.select_for_update().filter(pk=pk).first()
        if absence is None or absence.last_day < today:
            raise ValidationError("该缺勤已经结束或者取消")
        if absence.first_day >= today:
            absence.delete()
            return
        absence.last_day = today - timedelta(days=1)
        absence.save(update_fields=["last_day"])
