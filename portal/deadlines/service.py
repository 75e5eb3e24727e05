"""Open, close, extend and re-date deadlines. Only the engine, the sweep and the commands of this package call this.

The functions come in pairs: one computes in memory (so that the audit event can name what opens and closes), one
saves once the event exists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.clock import CHINA, china_date
from portal.deadlines import expiry
from portal.deadlines.models import Deadline, DeadlineChange, Milestone
from portal.law.calendar import WorkCalendar
from portal.law.errors import PeriodError
from portal.law.milestones import milestones
from portal.law.periods import Due, due, due_on
from portal.law.rulebook import TimeLimit, rulebook
from portal.law.terms import Direction, Kind, Unit


def open_deadlines(case: Case) -> dict[str, Deadline]:
    """The case's running deadlines by code."""
    return {d.code: d for d in Deadline.objects.filter(case_id=case.pk, closed_at=None)}


def compute(
    case: Case,
    limit: TimeLimit,
    *,
    start: date | datetime,
    opened_at: datetime,
    calendar: WorkCalendar,
    amount: int | None = None,
) -> Deadline:
    """A deadline of ``limit`` from ``start``, not yet saved. Raises PeriodError where nothing can be counted."""
    answer = due(limit, start, calendar, amount=amount)
    deadline = Deadline(
        case_id=case.pk,
        code=limit.code,
        profile=limit.profile,
        instrument=limit.instrument,
        article=limit.article,
        summary=limit.summary,
        party=limit.party,
        unit=limit.unit,
        amount=amount if amount is not None else limit.amount,
        direction=limit.direction,
        force=limit.force,
        kind=limit.kind,
        on_miss=limit.on_miss,
        opened_at=opened_at,
        started_at=_instant(start),
        last_day=answer.last_day,
        moment=answer.moment,
        provisional=answer.provisional,
        steps=list(answer.steps),
    )
    deadline.answer = answer
    return deadline


def _instant(start: date | datetime) -> datetime:
    if isinstance(start, datetime):
        return start
    return datetime.combine(start, time(0), CHINA).astimezone(UTC)


def save_opened(deadlines: Iterable[Deadline], event: AuditEvent) -> None:
    """Store new deadlines with their milestones, opened by ``event``."""
    for deadline in deadlines:
        deadline.opened_by = event
        deadline.save(force_insert=True)
        place_milestones(deadline, _answer(deadline))


def _answer(deadline: Deadline) -> Due:
    if deadline.answer is None:
        raise ValueError("only a deadline fresh from compute() or extended() can be stored")
    return deadline.answer


def place_milestones(deadline: Deadline, answer: Due) -> None:
    """Set the pending milestones to where the deadline now lies; emitted ones stay, unless ``due`` moved ahead."""
    points = {
        m.name.value: m.at for m in milestones(Unit(deadline.unit), deadline.opened_at, answer)
    }
    known = {m.name: m for m in deadline.milestones.all()}
    for name, milestone in known.items():
        rearmed = name == "due" and milestone.emitted_at and points["due"] > milestone.emitted_at
        if milestone.emitted_at and not rearmed:
            continue
        if name in points:
            milestone.at, milestone.emitted_at, milestone.event = points[name], None, None
            milestone.save(update_fields=["at", "emitted_at", "event"])
        else:
            milestone.delete()
    Milestone.objects.bulk_create(
        Milestone(deadline=deadline, name=name, at=at)
        for name, at in points.items()
        if name not in known
    )


def close(
    deadline: Deadline, *, now: datetime, answered: datetime | None = None, outcome: str = ""
) -> Deadline:
    """Mark a deadline as ended at ``now``, met or late by its moment unless an outcome is given. Not yet saved.

    ``answered`` is when the duty was done, where that is recorded afterwards.
    """
    late = (answered or now) >= deadline.moment
    deadline.closed_at = now
    deadline.outcome = outcome or (Deadline.Outcome.LATE if late else Deadline.Outcome.MET)
    return deadline


def save_closed(deadlines: Sequence[Deadline], event: AuditEvent) -> None:
    """Store the ends, drop the milestones that were still ahead, and follow up what was missed."""
    for deadline in deadlines:
        deadline.closed_by = event
        deadline.save(update_fields=["closed_at", "outcome", "closed_by"])
    Milestone.objects.filter(deadline__in=deadlines, emitted_at=None).delete()
    expiry.follow_up([(d, event) for d in deadlines if d.outcome == Deadline.Outcome.LATE])


@dataclass(frozen=True)
class Move:
    """A deadline before and after, not yet saved."""

    deadline: Deadline
    fresh: Deadline
    reason: str

    @property
    def date_moved(self) -> bool:
        """Whether the parties must be told: the last day or the instant differs."""
        return self.deadline.moment != self.fresh.moment

    @property
    def changes_anything(self) -> bool:
        """Whether the date or its standing (provisional or settled) differs."""
        return self.date_moved or self.deadline.provisional != self.fresh.provisional

    def as_json(self) -> dict[str, Any]:
        """For the audit event."""
        return {
            "code": self.deadline.code,
            "reason": self.reason,
            "from": self.deadline.last_day,
            "to": self.fresh.last_day,
            "from_moment": self.deadline.moment,
            "to_moment": self.fresh.moment,
            "provisional": self.fresh.provisional,
        }


def recomputed(
    deadline: Deadline, calendar: WorkCalendar, *, reason: str, start: date | datetime | None = None
) -> Move:
    """The deadline counted again by today's calendar, from the same start or from a corrected one.

    The rule is the deadline's own copy: a profile that was edited since moves no running deadline.
    """
    fresh = compute(
        deadline.case,
        _own_rule(deadline),
        start=start if start is not None else deadline.started_at,
        opened_at=deadline.opened_at,
        calendar=calendar,
    )
    return Move(deadline, fresh, reason)


def starts_at(deadline: Deadline, start: date | datetime) -> bool:
    """Whether the deadline counts from ``start`` already."""
    if isinstance(start, datetime):
        return deadline.started_at == start
    return (
        china_date(deadline.started_at) == start
    )  # not by its instant: the first day of all has none in UTC


def _own_rule(deadline: Deadline) -> TimeLimit:
    """The rulebook row as it stood when the deadline was opened, as far as counting goes."""
    return replace(
        rulebook(deadline.profile).limit(deadline.code),
        amount=deadline.amount,
        unit=Unit(deadline.unit),
        direction=Direction(deadline.direction),
        kind=Kind(deadline.kind),
    )


def extended(deadline: Deadline, calendar: WorkCalendar, *, until: date, reason: str) -> Move:
    """The deadline with a stated new last day (ethics draft 2025, article 16: the new limit must be named).

    Raises PeriodError where the text allows no extension, or where the day is not later than the present one.
    """
    if not rulebook(deadline.profile).limit(deadline.code).extendable:
        raise PeriodError(f"{deadline.citation}没有规定可以延长")
    if deadline.last_day is not None and until <= deadline.last_day:
        raise PeriodError(f"延长后的最后一日应晚于原定的 {deadline.last_day:%Y-%m-%d}")
    answer = due_on(_own_rule(deadline), deadline.started_at, calendar, last_day=until)
    fresh = Deadline(
        last_day=answer.last_day,
        moment=answer.moment,
        started_at=deadline.started_at,
        provisional=answer.provisional,
        steps=[*deadline.steps, *answer.steps],
        stated=True,
    )
    fresh.answer = answer
    return Move(deadline, fresh, reason)


def save_move(move: Move, event: AuditEvent) -> None:
    """Store a moved deadline: the old date goes to its history, the milestones follow."""
    old, fresh = move.deadline, move.fresh
    DeadlineChange.objects.create(
        deadline=old,
        event=event,
        reason=move.reason,
        old_last_day=old.last_day,
        old_moment=old.moment,
        old_provisional=old.provisional,
        new_last_day=fresh.last_day,
        new_moment=fresh.moment,
        new_provisional=fresh.provisional,
    )
    moved = ("started_at", "last_day", "moment", "provisional", "steps", "stated")
    for name in moved:
        setattr(old, name, getattr(fresh, name))
    old.save(update_fields=moved)
    if old.closed_at is None:
        place_milestones(old, _answer(fresh))
    else:
        _judge_again(old, event)
    if old.moment > (old.closed_at or event.recorded_at):
        expiry.mark_corrected(old, event)


def _judge_again(deadline: Deadline, event: AuditEvent) -> None:
    """A duty that was answered, and whose start was corrected since, was met or late by the corrected date."""
    late = deadline.closed_at is not None and deadline.closed_at >= deadline.moment
    deadline.outcome = Deadline.Outcome.LATE if late else Deadline.Outcome.MET
    deadline.save(update_fields=["outcome"])
    if late:
        expiry.follow_up([(deadline, event)])
