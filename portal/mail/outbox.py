"""Mails that another part of the portal asks for: the service of a letter at an address."""

from datetime import datetime

from portal.mail import routes
from portal.mail.addresses import on_the_wire
from portal.mail.models import Cadence, Delivery
from portal.notices.models import Notice
from portal.notices.outbox import nudge

#: The task that plans and sends mails.
TASK = "portal.mail.deliver"


class MailIsOff(RuntimeError):
    """This portal sends no mail (``MAIL_URL`` is empty)."""


class NoDocument(ValueError):
    """The letter has no document (yet) that could be attached."""


def is_on() -> bool:
    """Whether this portal sends mail at all."""
    return routes.configured() is not None


def wake() -> None:
    """After the caller's commit, wake a worker to plan and send."""
    nudge(TASK)


def call_back(key: str, *, now: datetime) -> None:
    """Cancel the service mail of this key unless it has begun to leave; in the caller's transaction."""
    waiting = (Delivery.State.WAITING, Delivery.State.DEFERRED, Delivery.State.CLAIMED)
    rows = Delivery.objects.filter(kind=Delivery.Kind.SERVICE, key=key, state__in=waiting)
    rows.update(
        state=Delivery.State.CANCELLED,
        claim=None,
        leased_until=None,
        settled_at=now,
        reply="文书已以其他方式送达",
    )


def send_service_mail(notice: Notice, address: str, key: str, *, now: datetime) -> Delivery:
    """Have the letter's PDF mailed to ``address``: one mail per ``key``, however often it is asked for.

    In the caller's transaction; the worker is woken after its commit, and ``portal.mail.outcomes`` tells what became of
    it. Raises MailIsOff, NoDocument, ``addresses.BadAddress``; ValueError when the key stands for another mail.
    """
    if not is_on():
        raise MailIsOff("本门户没有配置邮件服务器，不能以电子邮件送达")
    if notice.file_id is None:
        raise NoDocument("文书尚未生成，不能以电子邮件送达")
    on_the_wire(address)
    row, _ = Delivery.objects.get_or_create(
        kind=Delivery.Kind.SERVICE,
        key=key,
        defaults={
            "notice": notice,
            "address": address,
            "cadence": Cadence.AT_ONCE,
            "state": Delivery.State.WAITING,
            "created_at": now,
        },
    )
    if (row.notice_id, row.address) != (notice.pk, address):
        raise ValueError("同一送达标识已用于另一封邮件")
    wake()
    return row
