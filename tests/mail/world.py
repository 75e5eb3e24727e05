"""People with addresses, and notices to them: a message, a statutory message, a letter with its document."""

from datetime import datetime, timedelta
from typing import Any

from portal.accounts.models import Organization, User
from portal.cases.models import Case
from portal.cases.uploads import store_bytes
from portal.mail import planning, sending
from portal.mail.models import Delivery
from portal.notices import outbox
from portal.notices.models import Notice
from tests import make
from tests.make import NOW, Cast

SENDER = "合规门户 <noreply@portal.example>"
#: Stands in the facts of every notice; no mail may repeat it.
SECRET = "机密案情"
PDF = b"%PDF-1.7 letter"


def cast() -> Cast:
    """The usual cast, each with an address."""
    people = make.cast()
    for person in User.objects.exclude(username="system"):
        person.email = f"{person.username}@example.com"
        person.save(update_fields=["email"])
    return people


def message(
    case: Case,
    addressee: Organization,
    code: str = "deadline_overdue",
    *,
    now: datetime = NOW,
    **changes: Any,
) -> Notice:
    """A message of the case's first event; ``deadline_overdue`` is statutory, ``deadline_reminder`` is not."""
    facts = {
        "summary": SECRET,
        "article": "第二十四条",
        "last_day": "2026-09-28",
        "moment": "2026-09-28T16:00:00+00:00",
        "milestone_label": "期限将至",
    }
    said = outbox.Said(
        code=code,
        case=case,
        event=case.events.order_by("seq")[0],
        addressee=addressee,
        context=facts,
        now=now,
        **changes,
    )
    return outbox.queue([said]).get(code=code)


def letter(case: Case, addressee: Organization, issuer: Organization, **changes: Any) -> Notice:
    """A letter whose document is there."""
    facts = {
        "case": case,
        "event": case.events.order_by("seq")[0],
        "code": "filing_received",
        "form": Notice.Form.LETTER,
        "title": "备案材料接收回执",
        "addressee": addressee,
        "issuer": issuer,
        "context": {"organization": {"name": SECRET}},
        "number": "演网信算收〔2026〕1号",
        "status": Notice.Status.READY,
        "created_at": NOW,
        "file": store_bytes(PDF),
    }
    return Notice.objects.create(**facts | changes)


def send(now: datetime = NOW) -> int:
    """Plan and send, as the worker does."""
    planning.plan(now)
    return sending.drain(now)


def later(minutes: int = 5) -> datetime:
    return NOW + timedelta(minutes=minutes)


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def only() -> Delivery:
    return Delivery.objects.get()
