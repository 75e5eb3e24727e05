"""Who has pages of retention: administrators and the auditor read numbers, those who hold read their holds."""

from django.http import Http404, HttpRequest

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.retention.holds import HOLDERS
from portal.retention.proposing import ADMINISTRATORS, administrator_role
from portal.workflow.views.framing import person


def reader(request: HttpRequest) -> User:
    """Who may read the schedule and its records. Raises Http404 for everybody else."""
    return _one_of(request, *ADMINISTRATORS, Role.AUDITOR, *HOLDERS)


def record_reader(request: HttpRequest) -> User:
    """Who may read the lists of destructions. Raises Http404."""
    return _one_of(request, *ADMINISTRATORS, Role.AUDITOR)


def holder(request: HttpRequest) -> User:
    """Who may place holds. Raises Http404."""
    return _one_of(request, *HOLDERS)


def administrator(request: HttpRequest) -> User:
    """Who may propose and sign. Raises Http404."""
    user = person(request)
    if administrator_role(user) is None:
        raise Http404
    return user


def _one_of(request: HttpRequest, *roles: Role) -> User:
    user = person(request)
    if not user.has_role(*roles):
        raise Http404
    return user
