"""The rows that most kinds share: an office's own work, and what a platform was told."""

from django.db.models import Exists, OuterRef, Q

from enforcement.models import CaseOfficer
from enforcement.models.base import OFFICE_ROLES
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import within

NOTHING = Q(pk__in=[])


def supervised(user: User, *more: Role) -> Q:
    """What the offices of the user's jurisdiction work on, less the cases in which the user stepped aside.

    ``more`` are roles that read it beside the enforcement people and the auditor.
    """
    roles = (*OFFICE_ROLES, Role.AUDITOR, *more)
    if not user.has_role(*roles):
        return NOTHING
    recused = CaseOfficer.objects.filter(case=OuterRef("pk"), user=user, recused_at__isnull=False)
    return within(user.jurisdictions(*roles)) & ~Exists(recused)


def told(user: User) -> Q:
    """The cases about the user's own organisation, of those that the query is joined to: see each kind's rows."""
    return Q(organization__in=user.organization_ids(frozenset({Role.PROVIDER})))
