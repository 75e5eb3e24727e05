"""What a miss leads to, as the rulebook row declares it. It never decides a case.

``lead`` opens a lead for an enforcement officer to judge, ``escalate`` puts the case on the superior's list (derived
from the open overdue deadline), ``lapse`` closes a window. An app that wants to hear of misses adds itself in
``ready()``; this package imports none.
"""

from collections.abc import Callable, Sequence

from portal.audit.models import AuditEvent
from portal.deadlines.models import Deadline, Lead
from portal.law.terms import OnMiss

Missed = Sequence[tuple[Deadline, AuditEvent]]
_listeners: dict[str, list[Callable[[Missed], None]]] = {}


def on_miss(word: OnMiss, listener: Callable[[Missed], None]) -> None:
    """Let ``listener`` follow up misses of this kind, in the transaction that witnesses them; it must be idempotent."""
    _listeners.setdefault(word, []).append(listener)


def follow_up(missed: Missed) -> None:
    """Do for each missed deadline what its row declares. Safe to call again for the same deadline."""
    if not missed:
        return
    open_leads([pair for pair in missed if pair[0].on_miss == OnMiss.LEAD])
    for word, listeners in _listeners.items():
        pairs = [pair for pair in missed if pair[0].on_miss == word]
        for listener in listeners if pairs else ():
            listener(pairs)


def mark_corrected(deadline: Deadline, event: AuditEvent) -> None:
    """The deadline was moved so that nothing seems missed: its lead says so, for whoever judges it."""
    Lead.objects.filter(deadline=deadline, corrected_at=None).update(corrected_at=event.recorded_at)


def open_leads(missed: Missed) -> None:
    """One lead a deadline, however often it is noticed (the sweep, a late act, or both)."""
    Lead.objects.bulk_create(
        [
            Lead(
                deadline=deadline,
                case_id=deadline.case_id,
                code=deadline.code,
                event=event,
                opened_at=event.recorded_at,
                missed_at=deadline.moment,
            )
            for deadline, event in missed
        ],
        ignore_conflicts=True,
    )
