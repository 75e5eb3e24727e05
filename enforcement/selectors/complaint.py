"""Who sees which complaints: the office's people, and the platform's once a complaint went there."""

from django.db.models import Q

from enforcement.models import Complaint
from enforcement.selectors.office import NOTHING, supervised
from enforcement.states import ComplaintState
from portal.accounts.models import User
from portal.accounts.roles import Role


def visible_complaints(user: User) -> Q:
    """As ``Complaint.roles_of``: whoever lodged one does not handle it."""
    return supervised(user) | routed_to(user)


def routed_to(user: User) -> Q:
    """The complaints that went to the user's platforms."""
    platforms = user.organization_ids(frozenset({Role.PROVIDER}))
    if not platforms:
        return NOTHING
    told = Complaint.objects.filter(respondent__in=platforms, routed_at__isnull=False)
    return Q(pk__in=told.values("pk"))


def to_be_answered(user: User) -> Q:
    """Those of them that wait for the platform's answer."""
    return routed_to(user) & Q(kind="complaint", state=ComplaintState.ROUTED)
