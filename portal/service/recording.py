"""The one way to record a service: for an officer, for the reader's opening, for the mail's outcome.

A letter whose service is an act of its case is served by that act and by nothing else, so that a limit never runs
from anything but a recorded service; the act's effect writes the rows. Every other letter is served by an act that
moves nothing. Both hold the case's lock and leave an event.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.cases.uploads import CheckedUpload
from portal.clock import CHINA
from portal.notices.models import Notice
from portal.service import keeping, kinds, rules, standing, telling
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod
from portal.service.models import ServiceAttempt
from portal.workflow import catalogue, engine
from portal.workflow.engine import Outcome
from portal.workflow.errors import NotPermitted, Reason, Stale
from portal.workflow.side_acts import LETTER_SERVED, SERVICE_TRIED, Held

_TRIES = 5
_Outcome = ServiceAttempt.Outcome


def record(
    notice: Notice,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    *,
    actor: User,
    now: datetime,
    upload: CheckedUpload | None = None,
    unknown_whereabouts: bool = False,
) -> None:
    """Record one try and what came of it. Raises what the act raises, and GuardFailed for what proves no service."""
    case = standing.case_of(notice)
    told = rules.checked(
        notice, case, told, outcome, now=now, unknown_whereabouts=unknown_whereabouts
    )
    act = _act(notice, case, told, outcome, unknown_whereabouts)
    if act is None:
        aside(notice, told, outcome, actor=actor, now=now, upload=upload)
        return
    name, data = act
    _perform(
        case.pk,
        name,
        actor=actor,
        data=data,
        now=now,
        receipt=lambda done: keeping.complete(done.event, told, upload),
    )


def _act(
    notice: Notice,
    case: Any,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    unknown_whereabouts: bool,
) -> tuple[str, dict[str, Any]] | None:
    """The case's own act that this is, with its input; one that announces is told why it may."""
    action, serving = standing.acting(notice, case), kinds.of(case.kind)
    if action is None:
        return None
    began = outcome == _Outcome.UNDERWAY and told.method == ServiceMethod.PUBLIC_NOTICE
    if outcome == _Outcome.SERVED and serving.inputs is not None:
        name, data = action, serving.inputs(action, told)
    elif began and action in serving.announces and serving.begun is not None:
        name, data = serving.announces[action], serving.begun(action, told)
    else:
        return None
    announces = data.get("notice_on") is not None
    return name, data | ({"unknown_whereabouts": unknown_whereabouts} if announces else {})


def _perform(
    pk: int,
    action: str,
    *,
    actor: User,
    data: dict[str, Any],
    now: datetime,
    receipt: Callable[[Outcome], None],
) -> None:
    """Perform on the case as it stands now: a service is a fact, whatever version its recorder saw."""
    for attempt in range(1, _TRIES + 1):
        version = Case.objects.only("version").get(pk=pk).version
        try:
            engine.perform(
                pk, action, actor=actor, data=data, version=version, now=now, receipt=receipt
            )
            return
        except Stale:
            if attempt == _TRIES:
                raise


def aside(
    notice: Notice,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    *,
    actor: User,
    now: datetime,
    upload: CheckedUpload | None = None,
) -> ServiceAttempt:
    """A try that is no act of the case: it moves nothing and leaves the version. Raises NotPermitted, WrongState."""
    with transaction.atomic():
        held = hold(notice, actor)
        event = _note(held, notice, told, outcome, now, upload)
        kept = keeping.keep(notice, told, outcome, actor=actor, event=event)
        if upload is not None:
            keeping.attach(kept, upload)
        return kept


def hold(notice: Notice, actor: User) -> Held:
    """Lock the letter's case for somebody who records services there, or for the system. Inside a transaction.

    Raises NotPermitted.
    """
    locked = Case.objects.select_for_update(no_key=True).get(pk=notice.case_id)
    kind = catalogue.kind(locked.kind)
    case = kind.load(locked)
    roles = case.roles_of(actor)
    if roles == {Role.SYSTEM}:
        return Held(kind, case, actor, Role.SYSTEM)
    if not standing.may_record(actor, case):
        raise NotPermitted(Reason("您无权登记该文书的送达", code="not_permitted"))
    return Held(kind, case, actor, Role(min(roles & kinds.of(case.kind).roles)))


def _note(
    held: Held,
    notice: Notice,
    told: Told,
    outcome: ServiceAttempt.Outcome,
    now: datetime,
    upload: CheckedUpload | None,
) -> AuditEvent:
    when = told.ended_at or told.started_at
    parts = [f"《{notice.title}》", told.method.label, outcome.label]
    parts += [f"{when.astimezone(CHINA):%Y-%m-%d %H:%M}"] if when else []
    parts += filter(None, [told.reason, told.evidence()])
    name = LETTER_SERVED if outcome == _Outcome.SERVED else SERVICE_TRIED
    facts = {
        "told": "；".join(parts),
        "notice": notice.pk,
        "method": told.method.value,
        "outcome": outcome.value,
        "said": telling.said(told),
        "at": when.isoformat() if when else None,
    }
    if upload is not None:
        facts["file"] = upload.sha256
    return held.note(name, now=now, data=facts)


def add_proof(
    attempt: ServiceAttempt, upload: CheckedUpload, *, actor: User, now: datetime
) -> None:
    """The proof that came later. Raises NotPermitted, WrongState."""
    notice = attempt.record.notice
    with transaction.atomic():
        held = hold(notice, actor)
        told = f"《{notice.title}》；{attempt.get_method_display()}；补充凭证 {upload.name}"
        held.note(
            SERVICE_TRIED,
            now=now,
            data={"told": told, "notice": notice.pk, "sha256": upload.sha256},
        )
        keeping.attach(ServiceAttempt.objects.get(pk=attempt.pk), upload)
