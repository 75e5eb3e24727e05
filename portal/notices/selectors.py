"""Who may read a notice."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from portal.accounts.models import Organization, User
from portal.accounts.roles import ORGANISATION_ROLES, SEPARATE_ROLES, Role
from portal.cases.children import as_own_class
from portal.cases.models import Case
from portal.cases.selectors import inside_of, kinds_with_an_inside, visible_to
from portal.notices import catalogue
from portal.notices.models import Notice

_ENDS = ("case", "addressee", "recipient", "issuer")


def notices_for(user: User, kinds: Collection[str] | None = None) -> QuerySet[Notice]:
    """What was said to ``user`` and to the organisations of ``user``, newest first; queued letters are among it.

    Who may no longer see the case does not read what is said of it. An authority's people do: a superior one is
    told of cases that it has no other business with. Not of a case that has an inside: who does not see it, or
    stepped aside from it, knows nothing of it. ``kinds`` asks of cases of those kinds alone.
    """
    if not user.is_authenticated or not user.is_active:
        return Notice.objects.none()
    to_us = Q(recipient=None, addressee__in=_own(user))
    seen = Q(case__in=visible_to(user, kinds))
    rows = Notice.objects.filter(
        (seen & (to_us | Q(recipient=user))) | (to_us & _told_without_seeing())
    )
    if kinds is not None:
        rows = rows.filter(case__kind__in=kinds)
    return rows.filter(_not_inside(user, kinds)).select_related(*_ENDS)


def notices_of(case: Case, user: User) -> QuerySet[Notice]:
    """The notices of one case, which ``user`` sees, that ``user`` may read, newest first."""
    rows = Notice.objects.filter(case=case).select_related(*_ENDS)
    return rows.filter(_told_to(case, user)) if _sees(user, case) else rows.none()


def notices_in(number: str, user: User) -> QuerySet[Notice]:
    """What ``user`` may read of the case with this number; nothing for a case that ``user`` does not see."""
    case = visible_to(user).filter(number=number[:20]).first()
    return notices_of(case, user) if case else Notice.objects.none()


def readable(user: User, pk: int) -> Notice | None:
    """The notice, when ``user`` may read it: its recipient; without one the people of both ends, and the deciding side.

    None for everybody else, exactly as for a notice that does not exist.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    found = Notice.objects.select_related(*_ENDS, "case__organization", "event")
    notice = found.filter(pk=pk).first()
    if notice is None:
        return None
    if _sees(user, notice.case):
        return found.filter(_told_to(notice.case, user), pk=pk).first()
    own = Q(recipient=None, addressee__in=_own(user)) & _not_inside(user)
    return found.filter(own & _told_without_seeing(), pk=pk).first()


def is_addressee(user: User, notice: Notice) -> bool:
    """Whether the notice is for ``user``, or for an organisation of ``user`` as a whole."""
    if notice.recipient_id is not None:
        return notice.recipient_id == user.pk
    return notice.addressee_id in _own(user)


def takes_in(user: User, notice: Notice) -> bool:
    """Whether the notice has reached its addressee when ``user`` opens it.

    A letter that an organisation's own committee wrote to the organisation is not opened by those who wrote it.
    """
    if not is_addressee(user, notice):
        return False
    if not is_to_its_own_house(notice):
        return True
    return not as_own_class(notice.case).roles_of(user) - ORGANISATION_ROLES


def is_to_its_own_house(notice: Notice) -> bool:
    """Whether writer and addressee are one organisation, and the letter is for its people beyond the writing side."""
    return (
        notice.form == Notice.Form.LETTER
        and notice.recipient_id is None
        and notice.issuer_id == notice.addressee_id
        and notice.code not in catalogue.inside_codes()
    )


def _told_without_seeing() -> Q:
    """What an authority's people read of cases that they do not see."""
    closed = kinds_with_an_inside()
    return Q(addressee__kind=Organization.Kind.AUTHORITY) & ~Q(case__kind__in=closed)


def _own(user: User) -> list[int]:
    """Whose letters the person reads: those who keep the portal or audit it are nobody's people in a case."""
    held = user.active_memberships
    return [one.organization_id for one in held if one.role not in SEPARATE_ROLES]


def _sees(user: User, case: Case) -> bool:
    return visible_to(user).filter(pk=case.pk).exists()


def _told_to(case: Case, user: User) -> Q:
    """The notices of a case that ``user`` sees: what is for ``user``, what is for or from ``user``'s organisations.

    Who reads the inside of the case reads all that is said of it but what is for another person; the auditor reads all.
    """
    case = as_own_class(case)
    roles, own = case.roles_of(user), _own(user)
    if Role.AUDITOR in roles:
        return Q()
    inside = bool(roles & case.inside_roles)
    ours = Q() if inside else Q(addressee__in=own) | Q(issuer__in=own)
    return (Q(recipient=user) | (Q(recipient=None) & ours)) & _not_inside(user)


def _not_inside(user: User, kinds: Collection[str] | None = None) -> Q:
    """Leaves out what the deciding side wrote for itself, unless ``user`` sits on that side of the case."""
    return ~Q(code__in=catalogue.inside_codes()) | Q(case__in=inside_of(user, kinds))
