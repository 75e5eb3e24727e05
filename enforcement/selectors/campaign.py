"""Who sees which special actions and self-inspections; answers as the cases' own ``roles_of``."""

from django.db.models import Q

from enforcement.models import Campaign
from enforcement.models.base import OFFICE_ROLES
from enforcement.selectors.office import NOTHING, supervised
from portal.accounts.models import User
from portal.accounts.roles import Role


def visible_campaigns(user: User) -> Q:
    """The leading office's and its superiors' people; a chosen company's once it was told."""
    rows = NOTHING
    for prefix in set(user.jurisdictions(*OFFICE_ROLES, Role.AUDITOR)):
        rows |= Q(organization__jurisdiction__startswith=prefix)
    own = user.organization_ids(frozenset({Role.PROVIDER}))
    chosen = Campaign.objects.filter(targets__organization__in=own, targets__told_at__isnull=False)
    return rows | Q(pk__in=chosen.values("pk"))


def visible_self_inspections(user: User) -> Q:
    """The company's own, and those of the jurisdiction of the enforcement people."""
    own = user.organization_ids(frozenset({Role.PROVIDER}))
    return supervised(user) | Q(organization__in=own)
