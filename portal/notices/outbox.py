"""The outbox: notices are rows of the transaction that causes them; a worker turns letters into documents.

The message to the worker is a wake-up only. Whoever drains takes the rows, and a drain every few seconds catches
what no message announced.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases import sets
from portal.cases.models import Case
from portal.clock import china_date
from portal.notices import catalogue, contents, issuing
from portal.notices.lines import letter_mac
from portal.notices.models import Notice, new_verification_code

logger = logging.getLogger(__name__)

#: The task that renders letters.
DRAIN = "portal.notices.drain"
#: Tasks that go on where a notice became ready, such as those that write mails.
_FOLLOWERS: list[str] = []
#: ``retry=False`` alone does not hold kombu back: it waits 2, then 4 seconds for a connection.
_ONE_TRY = {
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the engine or the sweep says: which notice, of which event, to whom, with which facts."""

    code: str
    case: Case
    event: AuditEvent
    addressee: Organization
    recipient: User | None = None
    issuer: Organization | None = None
    context: dict[str, Any] = field(default_factory=dict)
    now: datetime


def queue(said: Iterable[Said]) -> QuerySet[Notice]:
    """Write the notices in the caller's transaction: messages are out at once, letters wait for the worker.

    One notice per event, kind, addressee and recipient, however often it is said. Answers the rows, which
    are read only when somebody looks at them. Raises UnknownNotice; Unsayable for a letter that lacks what it must
    state or cannot be printed.
    """
    rows = {(one.event.pk, one.code, one.addressee.pk, _key(one.recipient)): one for one in said}
    if not rows:
        return Notice.objects.none()
    written_rows = [_row(one) for one in rows.values()]
    sets.insert("notices_notice", written_rows, ignore_conflicts=True)
    if any(row["status"] == Notice.Status.READY for row in written_rows):
        _nudge_followers()
    events, codes, addressees, people = (set(column) for column in zip(*rows, strict=True))
    written = Notice.objects.filter(event__in=events, code__in=codes, addressee__in=addressees)
    to_all = Q(recipient=None) if None in people else Q(pk__in=[])
    return written.filter(to_all | Q(recipient__in=people - {None})).order_by("pk")


def _key(person: User | None) -> int | None:
    return person.pk if person else None


def _row(said: Said) -> dict[str, Any]:
    kind = catalogue.get(said.code)
    context = _snapshot(said)
    is_message = kind.form == Notice.Form.MESSAGE
    if not is_message:
        contents.expect(
            kind.title, kind.must_state, context, of_a_person=_is_of_a_person(said.event)
        )
    row: dict[str, Any] = {
        "case_id": said.case.pk,
        "event_id": said.event.pk,
        "code": kind.code,
        "form": kind.form.value,
        "title": kind.title,
        "body": render_to_string(kind.text_template, context).strip() if is_message else "",
        "addressee_id": said.addressee.pk,
        "recipient_id": _key(said.recipient),
        "issuer_id": said.issuer.pk if said.issuer else None,
        "context": context,
        "verification_code": new_verification_code(),
        "number": "",
        "series": "",
        "signed_with": "",
        "mac": "",
        "status": (Notice.Status.READY if is_message else Notice.Status.QUEUED).value,
        "created_at": said.now,
        "rendered_at": said.now if is_message else None,
        "attempts": 0,
        "last_error": "",
    }
    if not is_message:
        row["mac"] = letter_mac(Notice(**{**row, "event": said.event}))
    return row


def _is_of_a_person(event: AuditEvent) -> bool:
    """Whether somebody did it, or did what the portal then did of itself."""
    return event.role != Role.SYSTEM or (event.cause is not None and _is_of_a_person(event.cause))


def _snapshot(said: Said) -> dict[str, Any]:
    """The facts as they stand now, in JSON; what the caller gave wins over what the rows say."""
    facts = {
        "case_number": said.case.number,
        "case_title": said.case.title,
        "issuer": said.issuer.name if said.issuer else "",
        "issuer_address": said.issuer.address if said.issuer else "",
        "issued_on": china_date(said.now),
        "addressee": said.addressee.name,
        "recipient": str(said.recipient) if said.recipient else "",
        "is_demo": said.addressee.is_demo,
        "wants_english": said.addressee.wants_english,
    }
    snapshot: dict[str, Any] = json.loads(json.dumps(facts | said.context, cls=DjangoJSONEncoder))
    return snapshot


def nudge(task: str = DRAIN) -> None:
    """After the caller's commit, wake a worker. A dead broker costs a log line, never the committed act."""
    transaction.on_commit(partial(_wake, task), robust=True)


def _wake(task: str) -> None:
    try:
        with current_app.connection_for_write() as broker:
            broker.transport_options = {**broker.transport_options, **_ONE_TRY}
            current_app.send_task(
                task,
                connection=broker,
                expires=60,
                retry=False,
                ignore_result=True,
            )
    except Exception as problem:  # any transport, any failure: the timetable asks anyway
        logger.warning("消息队列不可用，改由定时任务完成：%s", problem)


def follow(task: str) -> None:
    """Have ``task`` nudged whenever notices became ready."""
    if task not in _FOLLOWERS:
        _FOLLOWERS.append(task)


def _nudge_followers() -> None:
    for task in _FOLLOWERS:
        nudge(task)


def drain(now: datetime, limit: int = 50) -> int:
    """Issue up to ``limit`` queued letters, oldest first; answers how many became documents.

    Safe beside any number of others: a letter is issued by whoever holds its row.
    """
    done = issuing.drain(now, limit)
    if done:
        _nudge_followers()
    return done
