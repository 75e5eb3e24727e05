"""What deadlines add to the check of the audit trail: limits and leads against what the events say of them.

The events of a case are played again: what they opened, closed, moved and let lapse must be what the rows say, and
nothing else may be there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q

from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.deadlines.models import Deadline, Lead
from portal.law.terms import OnMiss

Outcome = Deadline.Outcome
_AT_ONCE = 2000
_OF_CLOCKS = Q(data__has_any_keys=["opened", "closed", "moved"]) | Q(
    action__in=["deadline_recomputed", "deadline_due"]
)


@dataclass
class Told:
    """One limit as the events tell it."""

    code: str
    opened: int
    last_day: str | None
    moment: datetime
    provisional: bool
    closed_at: datetime | None = None
    outcome: str = ""
    closed: int | None = None

    def as_row(self) -> tuple[Any, ...]:
        """For comparing it with ``_row``."""
        day = self.last_day and str(self.last_day)
        standing = (day, self.moment, self.provisional)
        closed_at = self.closed_at and _told(self.closed_at)
        return self.code, self.opened, *standing, closed_at, self.outcome, self.closed


def deadlines_match() -> Iterator[Break]:
    """A limit that was moved, closed, reopened, made up or taken out past the trail."""
    events = AuditEvent.objects.filter(_OF_CLOCKS).order_by("case_id", "seq")
    told = events.values_list("case_id", "seq", "action", "recorded_at", "data", "case__number")
    rows = Deadline.objects.order_by("case_id", "opened_by__seq", "code").values_list(
        *("case_id", "code", "opened_by__seq", "last_day", "moment", "provisional"),
        *("closed_at", "outcome", "closed_by__seq", "case__number"),
    )
    kept = groupby(rows.iterator(_AT_ONCE), key=itemgetter(0))
    case, found = next(kept, (None, iter(())))
    for key, said in groupby(told.iterator(_AT_ONCE), key=itemgetter(0)):
        while case is not None and case < key:
            yield from _differences("", [], list(found))
            case, found = next(kept, (None, iter(())))
        heard = list(said)
        shown = list(found) if case == key else []
        yield from _differences(heard[0][5], _played(heard), shown)
        if case == key:
            case, found = next(kept, (None, iter(())))
    while case is not None:
        yield from _differences("", [], list(found))
        case, found = next(kept, (None, iter(())))


def _differences(number: str, told: list[Told], rows: list[tuple[Any, ...]]) -> Iterator[Break]:
    shown = {_row(row): row for row in rows}
    wanted = {one.as_row(): one for one in told}
    places = {(row[1], row[2]) for row in rows}
    for row, one in wanted.items():
        if row not in shown:
            there = (one.code, one.opened) in places
            reason = "与记录不符" if there else "已不存在"
            yield Break(number, one.opened, f"期限 {one.code} {reason}")
    said = {(one.code, one.opened) for one in told}
    for row in rows:
        if (row[1], row[2]) not in said:
            yield Break(row[9], row[2] or 0, f"期限 {row[1]} 没有开立的记录")


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    _, code, opened, last_day, moment, provisional, closed_at, outcome, closed, _ = row
    day, moment = last_day and last_day.isoformat(), _told(moment)
    return code, opened, day, moment, provisional, closed_at and _told(closed_at), outcome, closed


def _told(moment: datetime | str) -> datetime:
    """A moment as events tell it: to the millisecond."""
    exact = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return exact.replace(microsecond=exact.microsecond // 1000 * 1000)


def _played(events: list[tuple[Any, ...]]) -> list[Told]:
    limits: list[Told] = []
    for _, seq, action, at, data, _ in events:
        if action == "deadline_due":
            _lapse(limits, data)
        for one in data.get("closed", ()):
            _close(limits, one, at, seq)
        moves = [data] if action == "deadline_recomputed" else data.get("moved", ())
        for move in moves:
            _move(limits, move)
        for one in data.get("opened", ()):
            moment = _told(one["moment"])
            limits.append(Told(one["code"], seq, one["last_day"], moment, one["provisional"]))
    return limits


def _running(limits: list[Told], code: str) -> list[Told]:
    return [one for one in limits if one.code == code and not one.outcome]


def _lapse(limits: list[Told], data: dict[str, Any]) -> None:
    for one in _running(limits, data["code"]):
        if data["on_miss"] == OnMiss.LAPSE:
            one.closed_at, one.outcome = _told(data["moment"]), Outcome.LAPSED


def _close(limits: list[Told], closed: dict[str, Any], at: datetime, seq: int) -> None:
    for one in _running(limits, closed["code"]):
        one.closed_at, one.outcome, one.closed = at, closed["outcome"], seq


def _move(limits: list[Told], move: dict[str, Any]) -> None:
    before = _told(move["from_moment"])
    same = [one for one in limits if one.code == move["code"] and one.moment == before]
    for one in same[-1:]:
        one.last_day, one.moment = move["to"], _told(move["to_moment"])
        one.provisional = move["provisional"]
        if one.closed_at is not None:
            one.outcome = Outcome.LATE if one.closed_at >= one.moment else Outcome.MET


def leads_match() -> Iterator[Break]:
    """A missed duty without its lead, and a lead that no event led to."""
    rows = Lead.objects.order_by("pk").values_list(
        *("case__number", "event__seq", "event__case", "case", "code", "missed_at"),
        *("event__action", "event__data", "deadline__case", "deadline__code"),
    )
    for number, seq, of, case, code, missed_at, action, data, dated, named in rows.iterator(
        _AT_ONCE
    ):
        if (of, dated, named) != (case, case, code) or not _missed(action, data, code, missed_at):
            yield Break(number, seq, f"线索（{code}）与记录不符")
    missed = AuditEvent.objects.filter(action="deadline_due", data__on_miss=OnMiss.LEAD)
    told = missed.order_by("case_id", "seq").values_list("case_id", "seq", "data", "case__number")
    known = set(Lead.objects.values_list("case_id", "code"))
    for case, seq, data, number in told.iterator(_AT_ONCE):
        if (case, data["code"]) not in known:
            yield Break(number, seq, f"逾期（{data['code']}）没有线索")


def _missed(action: str, data: dict[str, Any], code: str, missed_at: datetime) -> bool:
    """Whether the event says that the duty of that code was missed at that moment."""
    if action == "deadline_due":
        said = [data]
    elif action == "deadline_recomputed":
        said = [{"code": data["code"], "moment": data["to_moment"]}]
    else:
        said = [one for one in data.get("closed", ()) if one["outcome"] == Outcome.LATE]
        said += [{**one, "moment": one["to_moment"]} for one in data.get("moved", ())]
    return any(one["code"] == code and _told(one["moment"]) == _told(missed_at) for one in said)


CHECKS = (deadlines_match, leads_match)
