"""Limits that an act opens today and did not open when it was done: a later version of the portal counts more.

Opened through the engine's own hand for acts that move nothing: under the case's lock, with an event of their own.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from portal.accounts.models import system_user
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook
from portal.workflow import catalogue, settlement
from portal.workflow.machine import Action, Context, Opens
from portal.workflow.side_acts import LIMITS_OPENED, Held


def missing(case: Case, step: Action) -> tuple[Opens, ...]:
    """What the action declares to open and what has never run on the case; nothing where it was never done."""
    if not case.events.filter(action=step.name).exists():
        return ()
    known = set(Deadline.objects.filter(case_id=case.pk).values_list("code", flat=True))
    return tuple(opens for opens in step.opens if opens.code not in known)


def open_missing(pk: int, action: str, *, now: datetime) -> AuditEvent | None:
    """Open what is missing from ``action`` on a case in force. Answers the event; None where nothing is missing.

    The limits run from ``now``, not from the act: nobody is late by what the portal did not count before.
    """
    with transaction.atomic(durable=True):
        locked = Case.objects.select_for_update(no_key=True).get(pk=pk)
        kind = catalogue.kind(locked.kind)
        case, step = kind.load(locked), kind.actions[action]
        opens = missing(case, step) if case.in_force else ()
        if not opens:
            return None
        system = Held(kind, case, system_user(), Role.SYSTEM)
        ctx = Context(actor=system.actor, role=system.role, now=now, law=rulebook(case.law_profile))
        settled = settlement.plan(
            case, replace(step, closes=(), voids=(), extends=(), opens=opens), ctx
        )
        event = system.note(LIMITS_OPENED, now=now, data=settled.as_json())
        settled.save(event)
        return event
