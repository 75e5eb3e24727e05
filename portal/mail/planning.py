"""Who is mailed about which notice: planned once for each notice that became ready, by sets.

A notice carries the mark that it was planned for; the question has no high-water mark that a late commit could slip
under. Lock and mark stand in one transaction with the rows, so that any number of planners plan each notice once.
"""

import logging
import uuid
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.cases import sets
from portal.mail import groups
from portal.mail.models import Cadence, Delivery, Preference
from portal.mail.readers import readers
from portal.notices.models import Notice

logger = logging.getLogger(__name__)
BATCH = 500
_WITHOUT_PLAN = Notice.objects.filter(status=Notice.Status.READY, mail_planned_at=None)


def plan(now: datetime) -> int:
    """Plan all mails about notices that became ready; answers how many notices were seen to."""
    planned, after = 0, 0
    while found := _next(after):
        after = found[-1]
        planned += _plan_rows(found, now)
    return planned


def pass_over(now: datetime) -> int:
    """Mark what became ready while mail is off: it is read on the portal, and a mail much later would mislead."""
    return _WITHOUT_PLAN.update(mail_planned_at=now)


def _next(after: int) -> list[int]:
    waiting = _WITHOUT_PLAN.filter(pk__gt=after).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def _plan_rows(pks: list[int], now: datetime) -> int:
    """One notice that cannot be planned must not silence the others: it is passed over until the next time."""
    try:
        return _plan(pks, now)
    except Exception:
        if len(pks) == 1:
            logger.exception("通知 %s 的邮件未能安排，下次再试", pks[0])
            return 0
        return sum(_plan_rows([pk], now) for pk in pks)


def _plan(pks: list[int], now: datetime) -> int:
    with transaction.atomic():
        free = _WITHOUT_PLAN.select_for_update(skip_locked=True, of=("self",), no_key=True)
        notices = list(free.select_related("case").defer("context", "body").filter(pk__in=pks))
        sets.insert("mail_delivery", list(_rows(notices, now)), ignore_conflicts=True)
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mail_planned_at=now)
    return len(notices)


def _rows(notices: Collection[Notice], now: datetime) -> Iterator[dict[str, Any]]:
    told = list(readers(notices))
    wishes = wishes_of({person.pk for _, person in told})
    for notice, person in told:
        cadence = cadence_of(notice, wishes.get(person.pk, {}))
        if cadence != Cadence.OFF:
            at_once = cadence == Cadence.AT_ONCE
            state = Delivery.State.WAITING if at_once else Delivery.State.COLLECTED
            yield new_row(
                Delivery.Kind.NOTICE,
                person.pk,
                notice=notice.pk,
                cadence=cadence,
                state=state,
                now=now,
            )


def wishes_of(people: Collection[int]) -> dict[int, dict[str, str]]:
    """person → group → cadence, of what each chose."""
    found: dict[int, dict[str, str]] = {}
    for row in Preference.objects.filter(person__in=people):
        found.setdefault(row.person_id, {})[row.group] = row.cadence
    return found


def cadence_of(notice: Notice, wishes: dict[str, str]) -> Cadence:
    """When somebody with these wishes is mailed about the notice; statutory mail asks for no wish."""
    if groups.is_statutory(notice.code):
        return Cadence.AT_ONCE
    group = groups.group_of(notice.code, notice.case.kind)
    return Cadence(wishes.get(group) or groups.default_of(group))


def new_row(
    kind: Delivery.Kind,
    person: int,
    *,
    notice: int | None = None,
    key: str = "",
    cadence: Cadence,
    state: Delivery.State,
    now: datetime,
) -> dict[str, Any]:
    """A mail to a person, as ``sets.insert`` takes it."""
    return {
        "kind": kind.value,
        "notice_id": notice,
        "person_id": person,
        "key": key,
        "address": "",
        "cadence": cadence.value,
        "token": str(uuid.uuid4()),
        "state": state.value,
        "created_at": now,
        "attempts": 0,
        "step": "",
        "reply": "",
    }
