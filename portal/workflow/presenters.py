"""JSON of the API: plain values only, instants in Beijing time with their offset."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import AUTHORITY_ROLES, Role
from portal.audit.models import AuditEvent
from portal.cases.children import told_from_in
from portal.cases.models import Case, Document
from portal.clock import CHINA
from portal.deadlines.models import Deadline
from portal.workflow import catalogue
from portal.workflow.availability import Offer
from portal.workflow.catalogue import CaseKind
from portal.workflow.forms import CaseForm
from portal.workflow.inputs import EntryShape, kind_of
from portal.workflow.kept_limits import known_limits
from portal.workflow.side_acts import working_roles
from portal.workflow.timeline import label_of


def instant(moment: datetime | None) -> str | None:
    """An instant as ISO 8601 in Beijing time."""
    return moment.astimezone(CHINA).isoformat() if moment else None


def summary_json(
    case: Any, deadlines: list[Deadline], now: datetime, *, user: User
) -> dict[str, Any]:
    """A case as lists show it. Who was told of a case that an office keeps knows it from that moment, not before."""
    kind = catalogue.kind(case.kind)
    told = None if user.has_role(*AUTHORITY_ROLES) else told_from_in(case)
    return {
        "number": case.number,
        "kind": case.kind,
        "kind_label": kind.label,
        "title": case.title,
        "state": case.state,
        "state_label": str(kind.states(case.state).label),
        "version": case.version,
        "organization": {"name": case.organization.name, "uscc": case.organization.uscc},
        "law_profile": case.law_profile,
        "in_force": case.in_force,
        "received_at": instant(told or case.received_at),
        "created_at": instant(told or case.created_at),
        "deadlines": [deadline_json(d, now) for d in deadlines],
    }


def case_json(case: Any, deadlines: list[Deadline], now: datetime, *, user: User) -> dict[str, Any]:
    """A case with its content, as ``user`` may see it."""
    kind = catalogue.kind(case.kind)
    case.seen_at = now
    told = {**summary_json(case, deadlines, now, user=user), "data": kind.to_json(case, user)}
    if case.roles_of(user) & working_roles(kind):
        told["assignee"] = case.assignee.username if case.assignee else None
    return told


def deadline_json(deadline: Deadline, now: datetime) -> dict[str, Any]:
    """A deadline with the steps of its count; ``moment`` is exclusive."""
    return {
        "code": deadline.code,
        "summary": deadline.summary,
        "article": deadline.article,
        "party": deadline.party,
        "force": deadline.force,
        "kind": deadline.kind,
        "amount": deadline.amount,
        "unit": deadline.unit,
        "started_at": instant(deadline.started_at),
        "last_day": deadline.last_day.isoformat() if deadline.last_day else None,
        "moment": instant(deadline.moment),
        "provisional": deadline.provisional,
        "overdue": deadline.closed_at is None and now >= deadline.moment,
        "closed_at": instant(deadline.closed_at),
        "outcome": deadline.outcome,
        "steps": deadline.steps,
    }


def deadline_with_history_json(deadline: Deadline, now: datetime) -> dict[str, Any]:
    """A deadline and every move of its date."""
    changes = [
        {
            "reason": change.reason,
            "old_last_day": change.old_last_day.isoformat() if change.old_last_day else None,
            "new_last_day": change.new_last_day.isoformat() if change.new_last_day else None,
            "old_moment": instant(change.old_moment),
            "new_moment": instant(change.new_moment),
        }
        for change in deadline.changes.all()
    ]
    return {**deadline_json(deadline, now), "changes": changes}


def event_json(event: AuditEvent, kind: CaseKind) -> dict[str, Any]:
    """One event of the trail, as it is chained."""
    return {
        "seq": event.seq,
        "action": event.action,
        "label": label_of(event.action, kind),
        "before": event.before,
        "after": event.after,
        "actor": str(event.actor),
        "role": event.role,
        "role_label": str(Role(event.role).label) if event.role in Role.values else event.role,
        "occurred_at": instant(event.occurred_at),
        "recorded_at": instant(event.recorded_at),
        "data": event.data,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def outcome_json(
    outcome: Any, deadlines: list[Deadline], now: datetime, *, user: User
) -> dict[str, Any]:
    """What an act did."""
    kind = catalogue.kind(outcome.case.kind)
    return {
        "case": case_json(outcome.case, deadlines, now, user=user),
        "event": event_json(outcome.event, kind),
        "opened": [deadline_json(d, now) for d in known_limits(outcome.case, user, outcome.opened)],
        "closed": [deadline_json(d, now) for d in known_limits(outcome.case, user, outcome.closed)],
    }


def document_json(document: Document, case: Case) -> dict[str, Any]:
    """A paper, without its bytes."""
    slot = catalogue.kind(case.kind).slot(document.slot)
    return {
        "id": document.pk,
        "slot": document.slot,
        "slot_label": slot.label if slot else document.slot,
        "name": document.name,
        "content_type": document.content_type,
        "size": document.size,
        "sha256": document.file_id,
        "uploaded_at": instant(document.uploaded_at),
        "uploaded_by": str(document.uploaded_by),
        "destroyed_at": instant(document.destroyed_at),
        "destruction": document.destruction,
        "url": reverse("workflow_api:document", args=[case.number, document.pk]),
    }


def offer_json(offer: Offer, form: CaseForm | None) -> dict[str, Any]:
    """An action with its answer for now and the fields that it asks for."""
    step = offer.step
    return {
        "action": step.name,
        "label": step.label,
        "explains": step.explains,
        "article": offer.article,
        "grave": step.grave,
        "target": step.target,
        "allowed": offer.allowed,
        "reasons": [
            {"message": r.message, "field": r.field, "article": r.article, "code": r.code}
            for r in offer.reasons
        ],
        "fields": fields_json(form) if form else [],
    }


def fields_json(form: CaseForm) -> list[dict[str, Any]]:
    """The fields of a form for a program that fills it in."""
    return [
        {
            "name": name,
            "label": str(field.label or name),
            "type": kind_of(field),
            "required": field.required,
            "choices": _choices(field),
            "entries": _entries(field),
            "help": str(field.help_text),
        }
        for name, field in form.fields.items()
    ]


def _choices(field: Any) -> list[dict[str, str]]:
    flat: list[dict[str, str]] = []
    shape = _shape(field)
    for value, label in shape.choices if shape else getattr(field, "choices", None) or []:
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        flat += [{"value": str(v), "label": str(name)} for v, name in pairs if str(v)]
    return flat


def _entries(field: Any) -> dict[str, str] | None:
    """Member → what it holds, of each entry of a list of objects; None for every other type."""
    shape = _shape(field)
    return dict(shape.members) if shape else None


def _shape(field: Any) -> EntryShape | None:
    shape: EntryShape | None = getattr(field, "shape", None)
    return shape
