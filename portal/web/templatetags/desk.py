"""Words for cases and events in lists."""

from django import template

from portal.cases.models import Case
from portal.workflow import catalogue

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
