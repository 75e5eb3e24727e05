"""Who is told what at a milestone, as notices of the sweep's events."""

from datetime import datetime
from typing import Any

from portal.accounts.models import Organization
from portal.audit.models import AuditEvent
from portal.cases.children import accountable_in, as_own_class
from portal.cases.models import Case
from portal.deadlines.models import Deadline, Milestone
from portal.deadlines.selectors import is_kept
from portal.law.milestones import MilestoneName
from portal.law.terms import OnMiss, Party
from portal.notices.outbox import Said

#: Parties on the authority's side of a case, and on the filer's; of the others nobody is told through the portal.
_AUTHORITY_SIDE = frozenset({Party.AUTHORITY, Party.ENFORCEMENT, Party.COMMITTEE})
_OTHERS = frozenset({Party.RECONSIDERATION})

#: Kind of case → the role that answers for delays of its authority; each app adds its own when it is ready.
SUPERIORS: dict[str, str] = {}

#: What each milestone is called.
LABELS = {name.value: name.label for name in MilestoneName}


def addressee(case: Case, deadline: Deadline) -> Organization | None:
    """The side that must act on the deadline; None where it is not a user of the portal."""
    if deadline.party in _OTHERS:
        return None
    if deadline.party in _AUTHORITY_SIDE and case.authority is not None:
        return case.authority
    return accountable_in(case)


def both_sides(case: Case, deadline: Deadline) -> list[Organization]:
    """Everybody who counts on the date: who must act, and who waits for it; of what runs in confidence nobody waits."""
    sides = [addressee(case, deadline)]
    if is_kept(case, deadline):
        return [side for side in sides if side is not None]
    shared = _is_shared(case)
    if shared or case.authority_id is None:
        sides.append(case.organization)
    if shared:
        sides.append(case.authority)
    return list({side.pk: side for side in sides if side is not None}.values())


def _is_shared(case: Case) -> bool:
    """Whether both sides know the case: a company's draft has no office yet, and an office's draft is its own."""
    if case.received_at is not None or case.authority_id is None:
        return case.received_at is not None
    return as_own_class(case).handed_in_at is not None


def context(case: Case, deadline: Deadline, name: str = "") -> dict[str, Any]:
    """What a reminder says, as JSON."""
    return {
        "case_number": case.number,
        "case_title": case.title,
        "summary": deadline.summary,
        "article": deadline.citation,
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
    notices = [(code, party)] if party else []
    escalates = milestone.name == "due" and deadline.on_miss == OnMiss.ESCALATE
    if escalates and superior and superior != party:
        notices.append(("deadline_escalated", superior))
    return [
        Said(code=code, case=case, event=event, addressee=to, context=told, now=now)
        for code, to in notices
    ]
