"""To whom mail about a notice may go: those whose notice it is, and who may read it at this moment."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from django.db.models import QuerySet

from portal.accounts.models import Membership, User
from portal.accounts.roles import (
    AUTHORITY_ROLES,
    ORGANISATION_ROLES,
    PERSONAL_ROLES,
    SEPARATE_ROLES,
    Role,
)
from portal.notices.models import Notice
from portal.notices.selectors import is_to_its_own_house, notices_for

WorkingRoles = Callable[[str], frozenset[Role]]
#: Those who keep the portal do not open an organisation's letters, nor do those who are there for themselves.
_NOT_OPENING = PERSONAL_ROLES | SEPARATE_ROLES
_WORKING: list[WorkingRoles] = []


def register_working_roles(roles: WorkingRoles) -> None:
    """Declare which of an authority's roles work on the cases of a kind; until then none does."""
    _WORKING[:] = [roles]


def readers(
    notices: Collection[Notice], people: QuerySet[User] | None = None
) -> Iterator[tuple[Notice, User]]:
    """Each notice with each person (of ``people``) that a mail about it may go to now.

    One small question per person, however many notices. The notices need their cases; who has no address is left out.
    """
    by_pk = {notice.pk: notice for notice in notices}
    kinds = {notice.case.kind for notice in notices}
    among = User.objects.all() if people is None else people
    reachable = among.filter(is_active=True).exclude(email="")
    told = _addressed(notices, reachable)
    _know_memberships(told)
    for person, addressed in told.items():
        allowed = notices_for(person, kinds).filter(pk__in=addressed).order_by("pk")
        for pk in allowed.values_list("pk", flat=True):
            yield by_pk[pk], person


def _addressed(notices: Collection[Notice], reachable: QuerySet[User]) -> dict[User, set[int]]:
    """Whose the notices are: the recipient's, or those people's of the addressed place who work on such cases."""
    found: dict[User, set[int]] = defaultdict(set)
    single = reachable.in_bulk([n.recipient_id for n in notices if n.recipient_id is not None])
    staff = _staff({n.addressee_id for n in notices if n.recipient_id is None}, reachable)
    for notice in notices:
        if notice.recipient_id is not None:
            if person := single.get(notice.recipient_id):
                found[person].add(notice.pk)
            continue
        for membership in staff.get(notice.addressee_id, ()):
            if _opens(Role(membership.role), notice):
                found[membership.user].add(notice.pk)
    return found


def _know_memberships(people: Collection[User]) -> None:
    """Read the memberships of all at once, which each would read for itself."""
    held: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=people, is_active=True)
    for row in rows.select_related("organization"):
        held[row.user_id].append(row)
    for person in people:
        person.__dict__["active_memberships"] = held[person.pk]


def _staff(places: set[int], reachable: QuerySet[User]) -> dict[int, list[Membership]]:
    rows = Membership.objects.filter(organization__in=places, is_active=True, user__in=reachable)
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        found[row.organization_id].append(row)
    return found


def _opens(role: Role, notice: Notice) -> bool:
    """An authority's letters are opened by those of its people who work on such cases, no letter by who wrote it."""
    if role in _NOT_OPENING:
        return False
    if role not in AUTHORITY_ROLES:
        return role in ORGANISATION_ROLES or not is_to_its_own_house(notice)
    return any(role in working(notice.case.kind) for working in _WORKING)
