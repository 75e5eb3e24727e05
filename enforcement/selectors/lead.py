"""Who sees which leads: the office's people, and whoever reported one; never the platform."""

from django.db.models import Q

from enforcement.models.base import OFFICE_ROLES
from enforcement.models.lead import REPORTERS
from enforcement.selectors.office import NOTHING, not_complained
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.selectors import within


def visible_leads(user: User) -> Q:
    """As ``Lead.roles_of``."""
    rows = NOTHING
    if user.has_role(*OFFICE_ROLES, Role.AUDITOR):
        rows |= within(user.jurisdictions(*OFFICE_ROLES, Role.AUDITOR)) & not_complained(user)
    if user.has_role(*REPORTERS):
        rows |= Q(created_by=user) & within(user.jurisdictions(*REPORTERS))
    return rows
