"""Carrying out a destruction: batch by batch, each in one transaction with the events and answers that belong to it.

A worker that is killed leaves its batch as it was; what was committed is never done again. Cases and bytes that
somebody is using are left for the next time, so that nobody waits for a destruction. What has been put on hold, or is
no longer due, since the list was frozen is left out, and the record says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.accounts.models import system_user
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.retention import recording
from portal.retention.holds import held_cases
from portal.retention.models import Destruction, DestructionItem
from portal.retention.proposing import over
from portal.retention.schedule import Holding, Order, holding_named
from portal.workflow import catalogue
from portal.workflow.side_acts import DESTROYED, Held

BATCH = 50
HELD = "处于法律保全，未销毁"
NOT_DUE = "已不符合销毁条件，未销毁"
NO_CLASS = "这一类别已经取消，未销毁"
Status = DestructionItem.Status


def step(now: datetime) -> bool:
    """Do the next batch of the oldest approved destruction that is free; False when nothing could be done."""
    with transaction.atomic(durable=True):
        approved = Destruction.objects.filter(state=Destruction.State.APPROVED)
        locked = approved.select_for_update(skip_locked=True).order_by("decided_at", "pk")
        return any(_advance(destruction, now) for destruction in locked)


def _advance(destruction: Destruction, now: datetime) -> bool:
    """One batch; when nothing waits any more, the record. False where all that waits is in use."""
    waiting = destruction.items.filter(status=Status.QUEUED)
    items = list(waiting.order_by("position")[:BATCH])
    if not items:
        recording.close(destruction, now)
        return True
    cases = _lock({item.case_id for item in items})
    items = [item for item in items if item.case_id in cases]
    settled = _settle(destruction, items, cases, now)
    for item in settled:
        item.settled_at = now
    DestructionItem.objects.bulk_update(settled, ["status", "note", "settled_at"])
    return bool(settled)


def _lock(keys: set[int]) -> dict[int, Case]:
    """The cases that nobody is acting on, locked by id; the others come next time."""
    free = Case.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=keys)
    return {case.pk: case for case in free.order_by("pk")}


def _settle(
    destruction: Destruction,
    items: Sequence[DestructionItem],
    cases: Mapping[int, Case],
    now: datetime,
) -> list[DestructionItem]:
    """Destroy what still may be; answers the items with an answer."""
    holding = holding_named(destruction.holding)
    if holding is None:
        return _left_out(items, NO_CLASS)
    on_hold = set(held_cases().filter(pk__in=cases).values_list("pk", flat=True))
    settled = _left_out([i for i in items if i.case_id in on_hold], HELD)
    free = {item.row: item for item in items if item.case_id not in on_hold}
    rows = list(over(holding, destruction.cut_off).filter(pk__in=free).order_by("pk"))
    gone = free.keys() - {row.pk for row in rows}
    settled += _left_out([free[pk] for pk in sorted(gone)], NOT_DUE)
    done = holding.destroy(rows, Order(destruction.number or "", now))
    for pk, note in done.items():
        free[pk].status, free[pk].note = Status.DONE, note
    _tell([free[pk] for pk in done], cases, destruction, holding, now)
    return settled + [free[pk] for pk in done]


def _left_out(items: Sequence[DestructionItem], note: str) -> list[DestructionItem]:
    for item in items:
        item.status, item.note = Status.LEFT_OUT, note
    return list(items)


def _tell(
    items: Sequence[DestructionItem],
    cases: Mapping[int, Case],
    destruction: Destruction,
    holding: Holding,
    now: datetime,
) -> None:
    """One event in the trail of each case: what went, under which number."""
    for key, count in sorted(Counter(item.case_id for item in items).items()):
        kind = catalogue.kind(cases[key].kind)
        case = kind.load(cases[key])
        told = f"{holding.title} {count} 项，销毁记录 {destruction.number}"
        data = {
            "told": told,
            "destruction": destruction.number,
            "holding": holding.code,
            "rows": [item.row for item in items if item.case_id == key],
        }
        Held(kind, case, system_user(), Role.SYSTEM).note(DESTROYED, now=now, data=data)
