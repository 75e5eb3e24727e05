"""A mail's way through its states. Every step is one short transaction, committed before the next one begins.

A claim is a lease with a token of its own: only who holds the token goes on. When a worker dies, its claim runs out;
what had not begun to be handed over waits again, the rest is uncertain.
"""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.mail import outcomes
from portal.mail.addresses import without_addresses
from portal.mail.models import Delivery

State = Delivery.State
logger = logging.getLogger(__name__)
#: Longer than any worker can take from its claim to the outcome, see ``dialogue.BUDGET``.
LEASE = timedelta(minutes=10)
#: After this many attempts, about a day, a mail is given up and waits for a person.
MAX_ATTEMPTS = 12
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
_SETTLED = frozenset(
    {State.ACCEPTED, State.REFUSED, State.GIVEN_UP, State.UNCERTAIN, State.CANCELLED}
)
#: What is over was either handed over or never will be; a late answer still settles what was uncertain.
_OPEN = (State.CLAIMED, State.HANDING_OVER, State.UNCERTAIN)


def due(now: datetime) -> QuerySet[Delivery]:
    """Mails to be sent now, oldest first."""
    waiting = Delivery.objects.filter(state__in=[State.WAITING, State.DEFERRED])
    return waiting.filter(Q(try_after=None) | Q(try_after__lte=now)).order_by("pk")


def claim(now: datetime) -> Delivery | None:
    """Take the next mail that is due; None when there is none. The attempt counts before it is made."""
    with transaction.atomic():
        row = due(now).select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return None
        row.state, row.claim, row.leased_until = State.CLAIMED, uuid.uuid4(), now + LEASE
        row.attempts += 1
        row.step = ""
        row.save(update_fields=["state", "claim", "leased_until", "attempts", "step"])
    return row


def begin_handing_over(row: Delivery, address: str, now: datetime) -> bool:
    """Commit that the mail leaves now, and to where. False when the claim has been lost: then it must not leave."""
    held = Delivery.objects.filter(
        pk=row.pk, claim=row.claim, state=State.CLAIMED, leased_until__gt=now
    )
    return bool(
        held.update(
            state=State.HANDING_OVER,
            address=address,
            handed_over_at=now,
            leased_until=now + LEASE,
        )
    )


def settle(
    row: Delivery, state: Delivery.State, now: datetime, *, step: str = "", reply: str = ""
) -> None:
    """Record what became of a claimed mail, and tell who wants to know, in one transaction."""
    with transaction.atomic():
        held = Delivery.objects.select_for_update(of=("self",))
        found = held.filter(pk=row.pk, claim=row.claim, state__in=_OPEN).first()
        if found is None:
            logger.warning("邮件 %s 的结果（%s）来得太晚，已由他人接手", row.pk, state.label)
            return
        _record(found, state, now, step, reply)


def put_off(row: Delivery, now: datetime, *, step: str, reply: str) -> None:
    """It surely did not leave this time: try again later, or give it up."""
    state = State.GIVEN_UP if row.attempts >= MAX_ATTEMPTS else State.DEFERRED
    settle(row, state, now, step=step, reply=reply)


def _record(row: Delivery, state: Delivery.State, now: datetime, step: str, reply: str) -> None:
    row.state, row.step, row.reply = state, step, without_addresses(reply)
    row.leased_until = None
    row.try_after = now + pause(row.attempts) if state == State.DEFERRED else None
    row.settled_at = now if state in _SETTLED else None
    row.save(update_fields=["state", "step", "reply", "leased_until", "try_after", "settled_at"])
    if state in (State.REFUSED, State.GIVEN_UP, State.UNCERTAIN):
        logger.error("邮件 %s：%s（%s）", row.pk, state.label, row.reply)
    outcomes.tell(row, now)


def pause(attempts: int) -> timedelta:
    """1, 2, 4 … minutes, at most four hours."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 10)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def release(now: datetime) -> int:
    """Take back what dead workers held; answers how many. What they had begun to hand over is uncertain."""
    dead = Delivery.objects.filter(
        state__in=[State.CLAIMED, State.HANDING_OVER], leased_until__lte=now
    )
    return sum(_release(pk, now) for pk in dead.order_by("pk").values_list("pk", flat=True)[:500])


def _release(pk: int, now: datetime) -> bool:
    """Each for itself: one whose listener fails must not hold the others."""
    try:
        with transaction.atomic():
            locked = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            row = locked.filter(pk=pk, leased_until__lte=now).first()
            if row is None:
                return False
            _take_back(row, now)
    except Exception:
        logger.exception("邮件 %s 的占用已过期，但未能收回", pk)
        return False
    return True


def _take_back(row: Delivery, now: datetime) -> None:
    if row.state == State.HANDING_OVER:
        _record(row, State.UNCERTAIN, now, "died", "移交途中发送程序中断，不知邮件服务器是否收到")
    elif row.state == State.CLAIMED and row.attempts >= MAX_ATTEMPTS:
        _record(row, State.GIVEN_UP, now, "died", "发送程序多次中断")
    elif row.state == State.CLAIMED:
        row.state, row.claim, row.leased_until = State.WAITING, None, None
        row.save(update_fields=["state", "claim", "leased_until"])


def withdraw(delivery: Delivery, now: datetime, reason: str) -> None:
    """Cancel a claimed mail that must not go out any more."""
    settle(delivery, State.CANCELLED, now, step="prepare", reply=reason)
