"""The rows that most kinds share: an office's own work, and what a platform was told."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from enforcement.models import CaseOfficer
from enforcement.models.base import OFFICE_ROLES
from enforcement.models.complained import from_complaints_of
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import within

NOTHING = Q(pk__in=[])


def supervised(user: User, *more: Role) -> Q:
    """What the offices of the user's jurisdiction work on, less where the user stepped aside or complained.

    ``more`` are roles that read it beside the enforcement people and the auditor.
    """
    roles = (*OFFICE_ROLES, Role.AUDITOR, *more)
    if not user.has_role(*roles):
        return NOTHING
    recused = CaseOfficer.objects.filter(case=OuterRef("pk"), user=user, recused_at__isnull=False)
    return within(user.jurisdictions(*roles)) & ~Exists(recused) & not_complained(user)


def not_complained(user: User) -> Q:
    """The cases that come from no complaint of the user's own."""
    own = from_complaints_of(user)
    return ~Q(pk__in=own) if own else Q()


def told(user: User) -> Q:
    """The cases about the user's own organisation, of those that the query is joined to: see each kind's rows."""
    return Q(organization__in=user.organization_ids(frozenset({Role.PROVIDER})))


def inside_rows(visible: Callable[[User], Q]) -> Callable[[User], Q]:
    """Of a kind's ``visible`` rows those on whose inside a person sits: the office's people and the auditor."""

    def rows(user: User) -> Q:
        return visible(user) & supervised(user)

    return rows
