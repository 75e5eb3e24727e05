"""The outbox: notices are rows of the transaction that causes them; a worker turns letters into documents.

The message to the worker is a wake-up only. Whoever drains takes the rows, and a drain every few seconds catches
what no message announced.
"""

import json
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from portal.accounts.models import Organization, User
from portal.audit.models import AuditEvent, Seal
from portal.cases import sets
from portal.cases.models import Case
from portal.cases.uploads import store_bytes
from portal.clock import china_date
from portal.notices import catalogue, document_numbers, render
from portal.notices.models import Notice, new_verification_code

logger = logging.getLogger(__name__)

#: The task that renders letters.
DRAIN = "portal.notices.drain"
#: After this many attempts a letter is marked as failed and waits for an operator.
MAX_ATTEMPTS = 5
#: What a letter is given once, when it is first taken up.
_GIVEN = ("number", "series", "serial", "printed_seal")
#: One drain stops taking new letters after this many seconds; the next one goes on.
BUDGET_SECONDS = 120.0
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
    are read only when somebody looks at them. Raises UnknownNotice.
    """
    rows = {(one.event.pk, one.code, one.addressee.pk, _key(one.recipient)): one for one in said}
    if not rows:
        return Notice.objects.none()
    sets.insert("notices_notice", [_row(one) for one in rows.values()], ignore_conflicts=True)
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
    return {
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
        "status": (Notice.Status.READY if is_message else Notice.Status.QUEUED).value,
        "created_at": said.now,
        "rendered_at": said.now if is_message else None,
        "attempts": 0,
        "last_error": "",
    }


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


def drain(now: datetime, limit: int = 50) -> int:
    """Render up to ``limit`` queued letters, oldest first; answers how many became documents.

    Safe beside any number of others: a letter is rendered by whoever holds its row.
    """
    started, done = time.monotonic(), 0
    for _ in range(limit):
        if time.monotonic() - started > BUDGET_SECONDS:
            break
        claimed = _claim(now)
        if claimed is None:
            break
        done += _issue(claimed, now)
    return done


def _claim(now: datetime) -> int | None:
    """Take the next letter that is due, and write down the attempt *before* it is made.

    A letter that kills its worker is thereby held back like one that fails, and given up after as many attempts,
    instead of standing in the way of all others for ever.
    """
    waiting = Notice.objects.filter(status=Notice.Status.QUEUED)
    due = waiting.filter(Q(try_after=None) | Q(try_after__lte=now))
    with transaction.atomic():
        waiting_first = due.select_related("issuer").order_by("pk")
        notice = waiting_first.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return None
        notice.attempts += 1
        notice.try_after = now + _back_off(notice.attempts)
        if notice.printed_seal is None:
            notice.printed_seal = Seal.objects.order_by("number").last()
        document_numbers.assign(notice)
        notice.save(update_fields=["attempts", "try_after", *_GIVEN])
        return notice.pk


def _back_off(attempts: int) -> timedelta:
    """15 s, 1 min, 4 min, 16 min …"""
    return timedelta(seconds=15 * 4 ** (attempts - 1))


def _issue(pk: int, now: datetime) -> bool:
    """Render one claimed letter under its row's lock. True when it became a document."""
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(of=("self",))
            .select_related("case", "event", "addressee", "issuer")
            .filter(pk=pk, status=Notice.Status.QUEUED)
            .first()
        )
        if notice is None:
            return False
        if notice.attempts > MAX_ATTEMPTS:
            _give_up(notice, notice.last_error or "生成过程多次被中断")
            return False
        try:
            data = render.render_letter(notice)
        except render.MissingGlyph as problem:
            _give_up(notice, str(problem))
        except Exception as problem:  # one broken letter must not silence all others
            logger.exception("文书 %s 生成失败", notice.pk)
            _put_back(notice, problem)
        else:
            _send(notice, data, now)
    return notice.status == Notice.Status.READY


def _send(notice: Notice, data: bytes, now: datetime) -> None:
    notice.file = store_bytes(data)
    notice.status, notice.rendered_at = Notice.Status.READY, now
    notice.last_error, notice.try_after = "", None
    notice.save(update_fields=["file", "status", "rendered_at", "last_error", "try_after"])


def _put_back(notice: Notice, problem: Exception) -> None:
    reason = str(problem) or type(problem).__name__
    if notice.attempts >= MAX_ATTEMPTS:
        _give_up(notice, reason)
        return
    notice.last_error = reason
    notice.save(update_fields=["last_error"])


def _give_up(notice: Notice, reason: str) -> None:
    logger.error("文书 %s（%s）不再自动重试：%s", notice.pk, notice.title, reason)
    notice.status, notice.last_error, notice.try_after = Notice.Status.FAILED, reason, None
    notice.save(update_fields=["status", "last_error", "try_after"])
