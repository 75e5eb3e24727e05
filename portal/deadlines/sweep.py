"""The sweep: witness every milestone that lies before now, exactly once, dated when it fell due.

The question has no lower bound, so an outage of any length is caught up. A batch locks its cases (skipping busy ones,
which the next sweep finds), writes events, notices and marks by sets, and commits once. If a row of a batch raises,
the batch is taken again row by row, so that one bad row cannot silence the others.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from portal.accounts.models import Organization, User, system_user
from portal.accounts.roles import Role
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.cases import sets
from portal.cases.models import Case
from portal.deadlines import expiry, reminders
from portal.deadlines.models import Deadline, Milestone
from portal.law.terms import OnMiss
from portal.notices import outbox

logger = logging.getLogger(__name__)
BATCH = 500


_PENDING = """
SELECT m.at, m.id, d.case_id
FROM deadlines_milestone m JOIN deadlines_deadline d ON d.id = m.deadline_id
WHERE m.emitted_at IS NULL AND m.at <= %(now)s AND (m.at, m.id) > (%(at)s, %(id)s)
ORDER BY m.at, m.id LIMIT %(limit)s
"""
_BEGINNING = (datetime.min.replace(tzinfo=UTC), 0)


def pending(
    now: datetime, after: tuple[datetime, int] = _BEGINNING, limit: int = BATCH
) -> list[tuple[datetime, int, int]]:
    """(at, milestone, case) of what is due and unwitnessed, oldest first, beyond the place ``after``."""
    with connection.cursor() as cursor:
        cursor.execute(_PENDING, {"now": now, "at": after[0], "id": after[1], "limit": limit})
        rows: list[tuple[datetime, int, int]] = cursor.fetchall()
    return rows


def sweep(now: datetime, *, limit: int = BATCH) -> int:
    """Emit all that is due; returns how many milestones were witnessed. Safe to run many at once."""
    emitted, after = 0, _BEGINNING
    while rows := pending(now, after, limit):
        after = (rows[-1][0], rows[-1][1])
        emitted += _emit_rows(rows, now)
        if len(rows) < limit:
            break
    return emitted


def _emit_rows(rows: Sequence[tuple[datetime, int, int]], now: datetime) -> int:
    try:
        return _emit(rows, now)
    except Exception:
        if len(rows) == 1:
            logger.exception(
                "milestone %s could not be witnessed; passed over until the next sweep", rows[0][1]
            )
            return 0
        return sum(_emit_rows([row], now) for row in rows)


def _emit(rows: Sequence[tuple[datetime, int, int]], now: datetime) -> int:
    with transaction.atomic(durable=True):
        cases = _lock({case_id for _, _, case_id in rows})
        found = Milestone.objects.filter(
            pk__in=[pk for _, pk, _ in rows],
            emitted_at=None,
            at__lte=now,  # again, under the lock: the deadline may have moved since the page was read
            deadline__case__in=cases,
        )
        due = list(_with_deadlines(found))
        if due:
            witness(due, cases, now)
    return len(due)


def _lock(wanted: set[int]) -> dict[int, Case]:
    """Those of the cases that nobody holds, with their organisations: few organisations, many cases."""
    free = Case.objects.select_for_update(skip_locked=True, no_key=True)
    cases = {case.pk: case for case in free.filter(pk__in=wanted).order_by("pk")}
    ids = {key for case in cases.values() for key in (case.organization_id, case.authority_id)}
    organizations = Organization.objects.in_bulk(ids - {None})
    for case in cases.values():
        case.organization = organizations[case.organization_id]
        if case.authority_id is not None:
            case.authority = organizations[case.authority_id]
    return cases


def _with_deadlines(found: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """Oldest first; the explanation of the count is long and not needed here."""
    return found.select_related("deadline").defer("deadline__steps").order_by("at", "pk")


def catch_up(case: Case, now: datetime) -> None:
    """Witness what this locked case has passed, before an act changes it: the record stays in order of time."""
    found = Milestone.objects.filter(deadline__case_id=case.pk, emitted_at=None, at__lte=now)
    due = list(_with_deadlines(found))
    if due and not _witnessed(due, case, now):
        for milestone in due:
            _witnessed([milestone], case, now)


def _witnessed(due: Sequence[Milestone], case: Case, now: datetime) -> bool:
    """A bad milestone must not forbid every act on its case: it is reported, and the sweep will meet it again."""
    tip = (case.chain_head, case.chain_length, case.chain_mac)
    try:
        with transaction.atomic():
            witness(due, {case.pk: case}, now)
    except Exception:
        case.chain_head, case.chain_length, case.chain_mac = tip
        logger.exception("milestones of case %s could not be witnessed before an act", case.number)
        return False
    return True


def witness(due: Sequence[Milestone], cases: dict[int, Case], now: datetime) -> list[AuditEvent]:
    """Write events, marks, follow-ups and notices of milestones whose cases are locked."""
    actor = system_user()
    events = chain.append_all([_entry(m, cases[m.deadline.case_id], actor, now) for m in due])
    _mark(zip(due, events, strict=True), now)
    passed = [(m, e) for m, e in zip(due, events, strict=True) if m.name == "due"]
    _lapse([m.deadline for m, _ in passed if m.deadline.on_miss == OnMiss.LAPSE], now)
    expiry.follow_up([(m.deadline, e) for m, e in passed])
    outbox.queue(_notices(due, events, cases, now))
    outbox.nudge()
    return events


def _entry(milestone: Milestone, case: Case, actor: User, now: datetime) -> chain.Entry:
    deadline = milestone.deadline
    return chain.Entry(
        case=case,
        action=f"deadline_{milestone.name}",
        actor=actor,
        role=Role.SYSTEM,
        occurred_at=milestone.at,
        recorded_at=now,
        before=case.state,
        after=case.state,
        data={
            "code": deadline.code,
            "article": deadline.article,
            "last_day": deadline.last_day,
            "moment": deadline.moment,
            "on_miss": deadline.on_miss,
        },
    )


def _mark(pairs: Iterable[tuple[Milestone, AuditEvent]], now: datetime) -> None:
    sets.update(
        "deadlines_milestone",
        [{"id": m.pk, "emitted_at": now, "event_id": e.pk} for m, e in pairs],
    )


def _lapse(deadlines: Sequence[Deadline], now: datetime) -> None:
    """A window closes at its own moment, whoever notices it when."""
    for deadline in deadlines:
        deadline.closed_at, deadline.outcome = deadline.moment, Deadline.Outcome.LAPSED
    Deadline.objects.bulk_update(deadlines, ["closed_at", "outcome"])


def _notices(
    due: Sequence[Milestone], events: Sequence[AuditEvent], cases: dict[int, Case], now: datetime
) -> list[outbox.Said]:
    """After an outage one letter a deadline, about the last point passed; the record has them all."""
    latest = {m.deadline_id: (m, e) for m, e in zip(due, events, strict=True)}
    for deadline in _with_more_to_come({key: m for key, (m, _) in latest.items()}, now):
        del latest[deadline]
    escalating = any(
        m.name == "due" and m.deadline.on_miss == OnMiss.ESCALATE for m, _ in latest.values()
    )
    superiors = _superiors() if escalating else {}
    said: list[outbox.Said] = []
    for milestone, event in latest.values():
        case = cases[milestone.deadline.case_id]
        said += reminders.said(case, milestone, event, _superior(case, superiors), now)
    return said


def _with_more_to_come(told: Mapping[int, Milestone], now: datetime) -> set[int]:
    """Deadlines with a later point that has passed too and stands in another batch, which will say it.

    An earlier one that could not be witnessed will not speak for a later one.
    """
    passed = Milestone.objects.filter(deadline__in=told, emitted_at=None, at__lte=now)
    return {
        later.deadline_id for later in passed if _place(later) > _place(told[later.deadline_id])
    }


def _place(milestone: Milestone) -> tuple[datetime, int]:
    """Where the sweep meets it."""
    return milestone.at, milestone.pk


def _superiors() -> dict[str, list[Organization]]:
    """By kind of case, the authorities with someone who answers for delays, the nearest first."""
    found = {}
    for kind, role in reminders.SUPERIORS.items():
        supervising = Organization.objects.filter(
            memberships__role=role, memberships__is_active=True
        )
        found[kind] = sorted(supervising.distinct(), key=lambda o: -len(o.jurisdiction or ""))
    return found


def _superior(case: Case, superiors: Mapping[str, Sequence[Organization]]) -> Organization | None:
    ranked = superiors.get(case.kind, ())
    return next((o for o in ranked if o.covers(case.region) and o.pk != case.authority_id), None)
