"""Turns what an action declares about clocks into deadlines: what opens, what closes, what moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.audit.models import AuditEvent
from portal.deadlines import service
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.calendar import WorkCalendar
from portal.law.errors import PeriodError
from portal.workflow.errors import GuardFailed, Reason
from portal.workflow.machine import Action, Context, Opens


@dataclass
class Settlement:
    """The clocks of one act, computed but not yet saved; the event is written in between."""

    calendar: WorkCalendar
    opened: list[Deadline] = field(default_factory=list)
    closed: list[Deadline] = field(default_factory=list)
    moved: list[service.Move] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the audit event; empty where no clock is touched."""
        told: dict[str, Any] = {}
        if self.opened:
            told["opened"] = [
                {
                    "code": d.code,
                    "last_day": d.last_day,
                    "moment": d.moment,
                    "provisional": d.provisional,
                }
                for d in self.opened
            ]
        if self.closed:
            told["closed"] = [
                {"code": d.code, "outcome": str(d.outcome), "moment": d.moment} for d in self.closed
            ]
        if self.moved:
            told["moved"] = [move.as_json() for move in self.moved]
        return told

    def save(self, event: AuditEvent) -> None:
        """Store ends before beginnings, so that a limit may close and open anew in one act."""
        service.save_closed(self.closed, event)
        for move in self.moved:
            service.save_move(move, event)
        service.save_opened(self.opened, event)


def plan(case: Any, step: Action, ctx: Context) -> Settlement:
    """What the action's declaration means for this case now."""
    settled = Settlement(work_calendar())
    running = service.open_deadlines(case)
    for code in step.closes:
        if code in running:
            answered = case.duty_done_at(code, ctx)
            settled.closed.append(service.close(running.pop(code), now=ctx.now, answered=answered))
    for voids in step.voids:
        if voids.code in running and (voids.when is None or voids.when(case, ctx)):
            settled.closed.append(_voided(running.pop(voids.code), ctx))
    for extends in step.extends:
        if extends.code in running:
            until, reason = getattr(case, extends.until), str(ctx.data.get(extends.reason, ""))
            with _counting_from("until"):
                move = service.extended(
                    running[extends.code], settled.calendar, until=until, reason=reason
                )
            settled.moved.append(move)
    for opens in step.opens:
        if opens.code not in running:
            with _counting_from(opens.since):
                _open(settled, case, opens, ctx)
    return settled


def plan_standing(case: Any, standing: tuple[Opens, ...], ctx: Context) -> Settlement:
    """Keep the limits that hang on a field in step with it: open, re-date, or void when the field is emptied."""
    settled = Settlement(work_calendar())
    running = service.open_deadlines(case)
    for opens in standing:
        with _counting_from(opens.since):
            _keep_in_step(settled, case, opens, running.get(opens.code), ctx)
    return settled


@contextmanager
def _counting_from(field: str) -> Iterator[None]:
    """A date from which, or to which, nothing can be counted is a wrong input, not a failure of the portal."""
    try:
        yield
    except PeriodError as problem:
        raise GuardFailed(Reason(str(problem), field=field, code="cannot_count")) from problem


def _keep_in_step(
    settled: Settlement, case: Any, opens: Opens, deadline: Deadline | None, ctx: Context
) -> None:
    """One that was voided because its start was emptied runs again; answered ones are judged by the start.

    One that has run out stays open when its start is emptied: a missed duty is corrected by a date, not by none.
    """
    start = opens.start(case, ctx)
    ended = Deadline.objects.filter(case_id=case.pk, code=opens.code, closed_at__isnull=False)
    answered = list(ended.exclude(outcome=Deadline.Outcome.VOID).order_by("pk"))
    if deadline is None and not answered:
        _open(settled, case, opens, ctx)
    elif deadline is not None and start is None and not deadline.overdue_at(ctx.now):
        settled.closed.append(_voided(deadline, ctx))
    for known in filter(None, [*answered, deadline]):
        if start is not None and not service.starts_at(known, start):
            settled.moved.append(_from_corrected_start(settled, known, start))


def _voided(deadline: Deadline, ctx: Context) -> Deadline:
    """A limit that no longer applies; one that had run out before ends as late, so that nothing erases it."""
    outcome = Deadline.Outcome.LATE if deadline.overdue_at(ctx.now) else Deadline.Outcome.VOID
    return service.close(deadline, now=ctx.now, outcome=outcome)


def _from_corrected_start(
    settled: Settlement, deadline: Deadline, start: date | datetime
) -> service.Move:
    return service.recomputed(deadline, settled.calendar, reason="起算日更正", start=start)


def _open(settled: Settlement, case: Any, opens: Opens, ctx: Context) -> None:
    start = opens.start(case, ctx)
    if start is None or (opens.when is not None and not opens.when(case, ctx)):
        return
    limit = ctx.law.limit(opens.code)
    amount = getattr(case, opens.amount) if opens.amount else None
    settled.opened.append(
        service.compute(
            case, limit, start=start, opened_at=ctx.now, calendar=settled.calendar, amount=amount
        )
    )
