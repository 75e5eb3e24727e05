"""Settles running deadlines after the calendar changed.

Each open deadline that is counted by the calendar is counted again by its own rule from its own start. Only what comes
out differently is touched: its case is locked, the event is chained, the old date goes to the history, and the party
is told where the date moved. Nothing is left to do for a second run.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.models import User, system_user
from portal.accounts.roles import Role

# The recomputation is the third writer of events and notices beside the engine and the sweep: like the sweep it
# changes no case, it only records what the calendar has done to a date.
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.clock import CHINA
from portal.deadlines import reminders, service
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline, HolidayNotice
from portal.law.calendar import WorkCalendar
from portal.law.errors import LawError
from portal.law.terms import Kind, Unit
from portal.notices import outbox

logger = logging.getLogger(__name__)
LOOK = 2000  # open deadlines counted in memory at a time
BATCH = 100  # cases locked and written in one transaction
REASON = "放假安排公布后重新计算"


@dataclass
class Report:
    """What a run did: how many it counted, how many dates moved, how many were only confirmed, how many failed."""

    examined: int = 0
    moved: int = 0
    settled: int = 0
    failed: list[str] = field(default_factory=list)


def recompute(now: datetime, *, year: int | None = None) -> Report:
    """Count all open deadlines again by today's calendar, or only those that touch ``year``."""
    report, calendar = Report(), work_calendar()
    stale: list[int] = []
    for deadline in _open(year):
        report.examined += 1
        if _differs(deadline, calendar, report) and deadline.case_id not in stale[-1:]:
            stale.append(deadline.case_id)
        if len(stale) >= BATCH:
            _settle(stale, calendar, now, report)
            stale = []
    _settle(stale, calendar, now, report)
    return report


def counted_by_calendar() -> QuerySet[Deadline]:
    """Open deadlines whose last day hangs on the days off. A stated day stands; hours and intervals never move."""
    rolling = Q(
        unit__in=[Unit.NATURAL_DAY, Unit.MONTH, Unit.YEAR, Unit.YEAR_DATE],
        kind__in=[Kind.DUTY, Kind.WINDOW],
    )
    return Deadline.objects.filter(Q(unit=Unit.WORKING_DAY) | rolling, closed_at=None, stated=False)


def _open(year: int | None) -> Iterator[Deadline]:
    """Page by page along (case, id), so that no cursor stays open while batches are written."""
    rows = counted_by_calendar().select_related("case").order_by("case_id", "pk")
    if year is not None:
        rows = rows.filter(_touching(year))
    place = (0, 0)
    while page := list(
        rows.filter(Q(case_id__gt=place[0]) | Q(case_id=place[0], pk__gt=place[1]))[:LOOK]
    ):
        yield from page
        place = (page[-1].case_id, page[-1].pk)


def _touching(year: int) -> Q:
    """From its start to its last day, whichever comes first, the deadline has a day in ``year``."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    since, until = (datetime.combine(day, time(0), CHINA).astimezone(UTC) for day in (first, after))
    begins = Q(started_at__lt=until) | Q(last_day__lt=after)
    return begins & (Q(started_at__gte=since) | Q(last_day__gte=first))


def _differs(deadline: Deadline, calendar: WorkCalendar, report: Report) -> bool:
    try:
        return service.recomputed(deadline, calendar, reason=REASON).changes_anything
    except LawError as problem:
        logger.exception("deadline %s could not be counted again; passed over", deadline.pk)
        report.failed.append(f"{deadline.case.number} {deadline.code}：{problem}")
        return False


def _settle(case_ids: Sequence[int], calendar: WorkCalendar, now: datetime, report: Report) -> None:
    """One transaction for all; if a row of it raises, one for each, so that the bad one stands alone."""
    if not case_ids:
        return
    try:
        moves = _settle_together(case_ids, calendar, now)
    except Exception as problem:
        if len(case_ids) == 1:
            logger.exception("case %s could not be recomputed; passed over", case_ids[0])
            report.failed.append(f"事项 {case_ids[0]}：{problem}")
        else:
            for case_id in case_ids:
                _settle([case_id], calendar, now, report)
        return
    report.moved += sum(moves)
    report.settled += len(moves) - sum(moves)


def _settle_together(case_ids: Sequence[int], calendar: WorkCalendar, now: datetime) -> list[bool]:
    """Lock, count again under the lock, write; answers for each change whether its date moved."""
    with transaction.atomic(durable=True):
        locked = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "organization", "authority"
        )
        cases = {case.pk: case for case in locked.filter(pk__in=case_ids).order_by("pk")}
        found = counted_by_calendar().filter(case__in=cases).order_by("case_id", "pk")
        moves = [
            move for move in (_again(d, cases, calendar) for d in found) if move.changes_anything
        ]
        dated = [move.date_moved for move in moves]
        actor = system_user()
        events = chain.append_all([_entry(move, actor, now) for move in moves])
        outbox.queue(_told(moves, events, calendar, now))
        for move, event in zip(moves, events, strict=True):
            service.save_move(move, event)
    return dated


def _again(deadline: Deadline, cases: dict[int, Case], calendar: WorkCalendar) -> service.Move:
    deadline.case = cases[deadline.case_id]
    return service.recomputed(deadline, calendar, reason=REASON)


def _entry(move: service.Move, actor: User, now: datetime) -> chain.Entry:
    case = move.deadline.case
    return chain.Entry(
        case=case,
        action="deadline_recomputed",
        actor=actor,
        role=Role.SYSTEM,
        occurred_at=now,
        recorded_at=now,
        before=case.state,
        after=case.state,
        data=move.as_json(),
    )


def _told(
    moves: Sequence[service.Move],
    events: Sequence[AuditEvent],
    calendar: WorkCalendar,
    now: datetime,
) -> list[outbox.Said]:
    """A word to both sides of each deadline whose date moved; a date that was only confirmed needs none."""
    newest = HolidayNotice.objects.filter(pk=calendar.version).first()
    source = newest.source if newest else ""
    said = []
    for move, event in zip(moves, events, strict=True):
        if not move.date_moved:
            continue
        case, old, fresh = move.deadline.case, move.deadline, move.fresh
        context = reminders.context(case, old) | {
            "old_last_day": old.last_day,
            "last_day": fresh.last_day,
            "moment": fresh.moment,
            "provisional": fresh.provisional,
            "source": source,
        }
        said += [
            outbox.Said(
                code="deadline_moved",
                case=case,
                event=event,
                addressee=side,
                context=context,
                now=now,
            )
            for side in reminders.both_sides(case, old)
        ]
    return said
