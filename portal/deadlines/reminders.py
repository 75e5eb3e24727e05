"""Who is told what at a milestone, as notices of the sweep's events."""

from datetime import datetime
from typing import Any

from portal.accounts.models import Organization
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.deadlines.models import Deadline, Milestone
from portal.law.milestones import MilestoneName
from portal.law.terms import OnMiss, Party
from portal.notices.outbox import Said

#: Parties that are the authority's side of a case; all others are the filer's.
_AUTHORITY_SIDE = frozenset({Party.AUTHORITY, Party.ENFORCEMENT})
#: What each milestone is called.
LABELS = {name.value: name.label for name in MilestoneName}


def addressee(case: Case, deadline: Deadline) -> Organization:
    """The side that must act on the deadline."""
    if deadline.party in _AUTHORITY_SIDE and case.authority is not None:
        return case.authority
    return case.organization


def context(case: Case, deadline: Deadline, name: str = "") -> dict[str, Any]:
    """What a reminder says, as JSON."""
    return {
        "case_number": case.number,
        "case_title": case.title,
        "summary": deadline.summary,
        "article": deadline.article,
        "last_day": deadline.last_day.isoformat() if deadline.last_day else None,
        "moment": deadline.moment.isoformat(),
        "provisional": deadline.provisional,
        "milestone": name,
        "milestone_label": MilestoneName(name).label if name else "",
        "on_miss": deadline.on_miss,
    }


def said(
    case: Case,
    milestone: Milestone,
    event: AuditEvent,
    superior: Organization | None,
    now: datetime,
) -> list[Said]:
    """The notices of one milestone: the party, and on a miss that escalates also the superior authority."""
    deadline = milestone.deadline
    code = "deadline_overdue" if milestone.name == "due" else "deadline_reminder"
    told = context(case, deadline, milestone.name)
    party = addressee(case, deadline)
    notices = [
        Said(code=code, case=case, event=event, addressee=party, issuer=None, context=told, now=now)
    ]
    if (
        milestone.name == "due"
        and deadline.on_miss == OnMiss.ESCALATE
        and superior
        and superior != party
    ):
        notices.append(
            Said(
                code="deadline_escalated",
                case=case,
                event=event,
                addressee=superior,
                issuer=None,
                context=told,
                now=now,
            )
        )
    return notices
