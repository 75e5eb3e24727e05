"""Reminding: the deciding side asks the filer to see to a duty that is running, or overdue, at most once a day."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.clock import CHINA, china_date
from portal.deadlines.models import Deadline
from portal.deadlines.selectors import FILER
from portal.law.terms import Kind
from portal.notices import outbox
from portal.notices.outbox import Said
from portal.workflow.errors import GuardFailed, Reason
from portal.workflow.side_acts import REMINDED, hold

NOTICE = "officer_reminder"
#: What somebody can be urged to do; a window is a right and a retention asks for nothing to be done.
_DUTIES = (Kind.DUTY, Kind.INTERVAL)


def remind(pk: int, *, actor: Any, now: datetime, note: str = "") -> AuditEvent:
    """Send the filer one message that names every open duty of the case, with a word of the officer's.

    Raises UnknownCase, NotPermitted, and GuardFailed where nothing waits for the filer or today's reminder is out.
    """
    with transaction.atomic():
        held = hold(pk, actor)
        case = held.case
        duties = list(
            Deadline.objects.filter(
                case_id=case.pk, closed_at=None, party__in=FILER, kind__in=_DUTIES
            )
        )
        if not duties:
            raise GuardFailed(Reason("没有待企业（单位）办理的期限，未催办", code="nothing_due"))
        if reminded_on(case, now):
            raise GuardFailed(Reason("今天已经催办过，同一事项每天至多催办一次", code="reminded"))
        told = [told_of(deadline, now) for deadline in duties]
        event = held.note(REMINDED, now=now, data={"told": _sentence(told, note)})
        message = Said(
            code=NOTICE,
            case=case,
            event=event,
            addressee=case.organization,
            issuer=case.authority,
            context={"duties": told, "note": note},
            now=now,
        )
        outbox.queue([message])
        return event


def reminded_on(case: Case, now: datetime) -> bool:
    """Whether a reminder of this Beijing day is in the trail already; the caller holds the case's lock."""
    begins = datetime.combine(china_date(now), time(0), CHINA)
    today = case.events.filter(
        action=REMINDED, occurred_at__gte=begins, occurred_at__lt=begins + timedelta(days=1)
    )
    return today.exists()


def told_of(deadline: Deadline, now: datetime) -> dict[str, Any]:
    """A duty as the message and the trail tell of it, in JSON."""
    return {
        "summary": deadline.summary,
        "article": deadline.citation,
        "last_day": deadline.last_day.isoformat() if deadline.last_day else None,
        "moment": deadline.moment.isoformat(),
        "provisional": deadline.provisional,
        "overdue": deadline.overdue_at(now),
    }


def _sentence(told: list[dict[str, Any]], note: str) -> str:
    parts = [f"{d['summary']}{'（已逾期）' if d['overdue'] else ''}" for d in told]
    return "\n".join(["；".join(parts), *([f"附言：{note}"] if note else [])])
