"""What an auditor reads: everything that was recorded in the places that the office covers, drafts too."""

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.selectors import within


def audits(user: User) -> bool:
    """Whether the person is an auditor; for everybody else the trail as a whole does not exist."""
    return user.is_authenticated and user.has_role(Role.AUDITOR)


def trail_of(user: User) -> QuerySet[AuditEvent]:
    """The events that ``user`` audits, in no order."""
    prefixes = user.jurisdictions(Role.AUDITOR)
    if "" in prefixes:
        return AuditEvent.objects.all()
    return AuditEvent.objects.filter(case__in=Case.objects.filter(within(prefixes)))
