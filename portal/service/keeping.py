"""The rows of service. The caller holds the lock of the letter's case and brings the event that it wrote."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from portal.accounts.models import SYSTEM_USERNAME, User
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.uploads import CheckedUpload, store
from portal.mail import outbox as mail
from portal.notices import catalogue
from portal.notices.models import Notice
from portal.service import kinds
from portal.service.kinds import Told
from portal.service.methods import BY_THE_PORTAL, ServiceMethod
from portal.service.models import ServiceAttempt, ServiceRecord
from portal.workflow.errors import GuardFailed, Reason, WrongState
from portal.workflow.machine import Context

_Outcome = ServiceAttempt.Outcome
_STATUS = {
    _Outcome.UNDERWAY: ServiceRecord.Status.PENDING,
    _Outcome.FAILED: ServiceRecord.Status.FAILED,
    _Outcome.SERVED: ServiceRecord.Status.SERVED,
}
#: What the forms of the cases' own acts ask, under the names that a try has for it.
_SAID_BY_CASES = ("place", "receiver", "refusal", "witnesses", "proof", "reason")


def keep(
    notice: Notice,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    *,
    actor: User,
    event: AuditEvent,
) -> ServiceAttempt:
    """Write one try down, or how the one under way ended. Raises WrongState for a letter that was served before,
    GuardFailed for a letter that could not be made, and for a person who tells of an opening or of an e-mail's
    arrival: these the portal sees for itself.

    What is under way in another way ends where the letter is served: nobody waits for it any more.
    """
    if told.method in BY_THE_PORTAL and outcome != _Outcome.UNDERWAY:
        _require_system(actor)
    if notice.status == Notice.Status.FAILED:
        text = "文书未能生成，不能送达；请先处理文书生成失败的原因"
        raise GuardFailed(Reason(text, "service_method", code="no_document"))
    record, _ = ServiceRecord.objects.get_or_create(notice=notice)
    if record.status == ServiceRecord.Status.SERVED:
        raise WrongState(Reason("该文书的送达已经登记，不能重复登记", code="served_already"))
    running = record.attempts.filter(outcome=_Outcome.UNDERWAY).first()
    if running is not None and running.method == told.method and outcome != _Outcome.UNDERWAY:
        kept = _end(running, told, outcome, event)
    else:
        _make_way(running, told, outcome, event)
        kept = _new(record, told, outcome, actor, event)
    _settle(record, kept)
    return kept


def _require_system(actor: User) -> None:
    if actor.username != SYSTEM_USERNAME:
        text = "通过本门户或者电子邮件的送达由系统登记，不能手工登记"
        raise GuardFailed(Reason(text, "service_method", code="recorded_by_the_system"))


def _make_way(
    running: ServiceAttempt | None, told: Told, outcome: ServiceAttempt.Outcome, event: AuditEvent
) -> None:
    if running is None or outcome == _Outcome.FAILED:
        return
    if outcome == _Outcome.UNDERWAY:
        way = running.get_method_display()
        raise WrongState(Reason(f"“{way}”正在进行，请先登记其结果", code="under_way"))
    if running.method == ServiceMethod.EMAIL:
        mail.call_back(mail_key(running), now=event.occurred_at)
    _end(
        running,
        Told(method=ServiceMethod(running.method), ended_at=told.ended_at),
        _Outcome.DROPPED,
        event,
    )


def mail_key(attempt: ServiceAttempt) -> str:
    """Under which key the mail of a try by e-mail goes out."""
    return f"service:{attempt.pk}"


def _new(
    record: ServiceRecord,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    actor: User,
    event: AuditEvent,
) -> ServiceAttempt:
    said = asdict(told)
    said["started_at"] = told.started_at or told.ended_at or event.occurred_at
    return ServiceAttempt.objects.create(
        record=record, outcome=outcome, recorded_by=actor, event=event, **said
    )


def _end(
    attempt: ServiceAttempt, told: Told, outcome: ServiceAttempt.Outcome, event: AuditEvent
) -> ServiceAttempt:
    attempt.outcome, attempt.ended_event = outcome, event
    fill(attempt, told)
    return attempt


def fill(attempt: ServiceAttempt, told: Told) -> None:
    """Add what was not said before; what was said stays."""
    for name, value in asdict(told).items():
        if value and not getattr(attempt, name):
            setattr(attempt, name, value)
    attempt.save()


def _settle(record: ServiceRecord, attempt: ServiceAttempt) -> None:
    still = record.attempts.filter(outcome=_Outcome.UNDERWAY).exists()
    record.status = _STATUS[_Outcome(attempt.outcome)]
    if attempt.outcome == _Outcome.FAILED and still:
        record.status = ServiceRecord.Status.PENDING
    if attempt.outcome == _Outcome.SERVED:
        record.method, record.served_at = attempt.method, attempt.ended_at
    record.save()


def complete(event: AuditEvent, told: Told, upload: CheckedUpload | None) -> None:
    """Add to the try that ``event`` recorded what the case's own act does not ask, and the proof."""
    attempt = ServiceAttempt.objects.filter(event=event).first()
    attempt = (
        attempt
        or ServiceAttempt.objects.filter(ended_event=event)
        .exclude(outcome=_Outcome.DROPPED)
        .first()
    )
    if attempt is None:
        return
    fill(attempt, told)
    if upload is not None:
        attach(attempt, upload)


def attach(attempt: ServiceAttempt, upload: CheckedUpload) -> None:
    """Keep the proof of a try. Raises WrongState where it has one."""
    if attempt.file_id is not None:
        raise WrongState(Reason("这次送达已有凭证文件", field="file", code="has_proof"))
    attempt.file = store(upload)
    attempt.file_name, attempt.file_type = upload.name, upload.content_type
    attempt.save()


# --- Acts of cases that record a service ------------------------------------------------------------------------------
def letter_of(case: Case, action: str) -> Notice | None:
    """The newest letter of the case whose service the action records."""
    codes = [kind.code for kind in catalogue.registered() if kind.serves == action]
    letters = Notice.objects.filter(case_id=case.pk, form=Notice.Form.LETTER, code__in=codes)
    return letters.order_by("-pk").first()


def follow(case: Any, event: AuditEvent, ctx: Context, *, moment: datetime | None) -> None:
    """An effect of a case's act: its letter is served at ``moment``, or with None a public announcement begins."""
    action = event.action if moment is not None else _announced(case, event.action)
    letter = letter_of(case, action)
    if letter is None:
        return
    told = Told(
        method=ServiceMethod(ctx.data.get("service_method", ServiceMethod.PUBLIC_NOTICE)),
        ended_at=moment,
        announced_on=ctx.data.get("notice_on"),
        **{name: ctx.data.get(name, "") for name in _SAID_BY_CASES},
    )
    outcome = _Outcome.SERVED if moment is not None else _Outcome.UNDERWAY
    keep(letter, told, outcome, actor=ctx.actor, event=event)


def _announced(case: Any, name: str) -> str:
    """The act that will record the service which an announcement begins."""
    began = kinds.of(case.kind).announces
    return next(action for action, announces in began.items() if announces == name)
