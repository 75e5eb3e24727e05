"""The timeline of a case."""

from django.db.models import QuerySet

from portal.audit.models import AuditEvent
from portal.cases.models import Case


def timeline(case: Case) -> QuerySet[AuditEvent]:
    """The events of a case, newest first. The caller has found the case through ``visible_to``."""
    return case.events.select_related("actor", "cause").order_by("-seq")
