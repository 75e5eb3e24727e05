"""Events as the auditor's lists show them (``audit/trail/_rows.html``)."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.workflow import catalogue
from portal.workflow.timeline import label_of


def row_of(event: AuditEvent) -> dict[str, Any]:
    """One event in words."""
    kind = catalogue.kind(event.case.kind)
    return {
        "event": event,
        "label": label_of(event.action, kind),
        "kind_label": kind.label,
        "role_label": str(Role(event.role).label) if event.role in Role.values else event.role,
    }


def rows_of(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Several of them, in their order."""
    return [row_of(event) for event in events]


def state_of(case: Case, code: str) -> str:
    """A state in words; one that the kind no longer has by its code."""
    states = catalogue.kind(case.kind).states
    return str(states(code).label) if code in states.values else code
