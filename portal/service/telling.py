"""What the trail says of one try: written with its event, compared with its row when the trail is checked."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from portal.audit.models import AuditEvent
from portal.service.kinds import Told
from portal.service.models import ServiceAttempt
from portal.workflow.side_acts import LETTER_SERVED, SERVICE_TRIED

_ASIDE = frozenset({LETTER_SERVED, SERVICE_TRIED})
#: The trail keeps moments to the millisecond.
_EXACT = timedelta(milliseconds=1)
_NAMES = tuple(one.name for one in fields(Told))
_Outcome = ServiceAttempt.Outcome


def said(told: Told) -> dict[str, str]:
    """What was told, as an event keeps it: nothing of what stayed empty, days and moments in ISO form."""
    given = {name: getattr(told, name) for name in _NAMES}
    return {name: _text(value) for name, value in given.items() if value}


def tells(attempt: ServiceAttempt) -> bool:
    """Whether the events of a try say what its row says. What a case's act does not ask, it cannot tell."""
    first, last = attempt.event, attempt.ended_event
    if last is None:
        return _tells_end(first, attempt) and _rests_on(attempt, first)
    if attempt.outcome == _Outcome.DROPPED:  # served in another way, of which the last event tells
        return _tells_beginning(first, attempt)
    return (
        _tells_beginning(first, attempt)
        and _tells_end(last, attempt)
        and _rests_on(attempt, first, last)
    )


def names_file(attempt: ServiceAttempt) -> bool:
    """Whether an event names the proof file: the try's own, or that of a later proof. Acts of cases name none."""
    events = [one for one in (attempt.event, attempt.ended_event) if one is not None]
    if not attempt.file_id or any(one.action not in _ASIDE for one in events):
        return True
    if any(one.data.get("file") == attempt.file_id for one in events):
        return True
    later = {"notice": attempt.record.notice_id, "sha256": attempt.file_id}
    brought = AuditEvent.objects.filter(action=SERVICE_TRIED, data__contains=later)
    return brought.filter(case=attempt.event.case_id).exists()


def _tells_beginning(event: AuditEvent, attempt: ServiceAttempt) -> bool:
    if event.action not in _ASIDE:
        return True
    given = event.data.get("said") or {}
    begun = event.data.get("outcome") == _Outcome.UNDERWAY
    return begun and all(_same(value, getattr(attempt, name)) for name, value in given.items())


def _tells_end(event: AuditEvent, attempt: ServiceAttempt) -> bool:
    """Way, result and moment; an announcement counts by its own day."""
    data: dict[str, Any] = event.data
    if event.action in _ASIDE:
        facts = (data.get("outcome"), data.get("method"))
        ends = (data.get("said") or {}).get("ended_at", "")
        return facts == (attempt.outcome, attempt.method) and _same(ends, attempt.ended_at)
    if attempt.outcome == _Outcome.UNDERWAY:  # an announcement, of which its act tells the day
        told = data.get("input") or {}
        return _same(told.get("notice_on") or "", attempt.announced_on)
    told = data.get("input") or {}
    moment = told.get("served_at")
    return told.get("service_method") == attempt.method and (
        not moment or _same(moment, attempt.ended_at)
    )


def _rests_on(attempt: ServiceAttempt, *events: AuditEvent) -> bool:
    """Whether all that the row says stands in its events, where none of them is a case's act with its own form."""
    if any(event.action not in _ASIDE for event in events):
        return True
    given: dict[str, str] = {}
    for event in reversed(events):  # what was said first stays
        given |= event.data.get("said") or {}
    given.setdefault("started_at", given.get("ended_at") or _text(events[0].occurred_at))
    return all(_same(given.get(name, ""), getattr(attempt, name)) for name in _NAMES)


def _same(told: str, kept: Any) -> bool:
    if isinstance(kept, datetime):
        return bool(told) and abs(datetime.fromisoformat(told) - kept) < _EXACT
    return told == _text(kept)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
