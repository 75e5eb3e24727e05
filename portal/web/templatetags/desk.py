"""Words for cases and events in lists."""

from django import template

from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow import catalogue
from portal.workflow.timeline import label_of

register = template.Library()


@register.filter
def state_label(case: Case) -> str:
    """The state in words."""
    return str(catalogue.kind(case.kind).states(case.state).label)


@register.filter
def state_tone(case: Case) -> str:
    """How the state's chip is toned; red stays with what is overdue."""
    return catalogue.kind(case.kind).tone(case.state)


@register.filter
def kind_label(case: Case) -> str:
    """What the case is."""
    return catalogue.kind(case.kind).label


@register.filter
def event_label(event: AuditEvent) -> str:
    """What happened, in words."""
    return label_of(event.action, catalogue.kind(event.case.kind))
