"""What a person decides over a mail that did not go out: send it again, or leave it."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.mail import outcomes
from portal.mail.models import FAILED, Delivery
from portal.mail.outbox import wake

State = Delivery.State


class NotOpen(Exception):
    """The mail is not one that waits for a decision (any more)."""


def send_again(pk: int, actor: User, now: datetime) -> Delivery:
    """Put a failed mail back. One that is uncertain may thereby arrive twice, under one Message-ID.

    Raises NotOpen, also for the mail of a service that was recorded as failed: its officer begins a new try.
    """
    with transaction.atomic():
        row = _locked(pk)
        if row.kind == Delivery.Kind.SERVICE and row.state != State.UNCERTAIN:
            raise NotOpen("这封邮件的送达已登记为未能送达，请由办案人员在文书的送达页面重新送达")
        row.state, row.claim, row.attempts, row.try_after = State.WAITING, None, 0, None
        row.settled_at = None
        _decide(row, actor, now)
        wake()
    return row


def leave(pk: int, actor: User, now: datetime) -> Delivery:
    """Let a failed mail be: the notice stays on the portal. Raises NotOpen."""
    with transaction.atomic():
        row = _locked(pk)
        row.state, row.claim, row.settled_at = State.CANCELLED, None, now
        _decide(row, actor, now)
        outcomes.tell(row, now)
    return row


def _locked(pk: int) -> Delivery:
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=FAILED).first()
    if row is None:
        raise NotOpen("这封邮件不在待处理之列，可能已由他人处理")
    return row


def _decide(row: Delivery, actor: User, now: datetime) -> None:
    row.decided_by, row.decided_at = actor, now
    row.save(
        update_fields=[
            *("state", "claim", "attempts", "try_after", "settled_at"),
            *("decided_by", "decided_at"),
        ]
    )
