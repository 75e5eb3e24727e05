"""What an auditor reads: everything that was recorded in the places that the office covers, drafts too."""

from django.db.models import QuerySet

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent, AuditExport
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


def exports_of(user: User) -> QuerySet[AuditExport]:
    """What was taken out by ``user``'s own office, or by any where ``user`` audits the nation; the newest first.

    How others narrowed their exports names cases and people of theirs.
    """
    made = AuditExport.objects.select_related("actor").order_by("-number")
    if "" in user.jurisdictions(Role.AUDITOR):
        return made
    own = Membership.objects.filter(
        organization__in=user.organization_ids(frozenset({Role.AUDITOR}))
    )
    return made.filter(actor__in=own.values("user"))
