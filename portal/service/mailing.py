"""Service by e-mail, with consent: the mail is asked for here; what became of it is recorded once it is known.

It counts at the moment at which the mail server of this portal was told that the mail was taken.
"""

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.models import User, system_user
from portal.mail import outbox as mail
from portal.mail.addresses import BadAddress
from portal.mail.models import Delivery
from portal.notices.models import Notice
from portal.notices.outbox import nudge
from portal.service import consents, keeping, recording, rules, standing
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod
from portal.service.models import ServiceAttempt
from portal.workflow.errors import GuardFailed, Reason, Refused, Stale, WrongState

logger = logging.getLogger(__name__)
SETTLE = "portal.service.settle_mails"
_Outcome = ServiceAttempt.Outcome
_State = Delivery.State
_CAME_TO = {
    _State.ACCEPTED: _Outcome.SERVED,
    _State.REFUSED: _Outcome.FAILED,
    _State.GIVEN_UP: _Outcome.FAILED,
    _State.CANCELLED: _Outcome.FAILED,
}


def send(notice: Notice, *, actor: User, now: datetime) -> None:
    """Mail the letter to the address that the addressee confirmed.

    Raises GuardFailed without such an address, a document or a mail server; what ``recording.aside`` raises.
    """
    consent = consents.standing(notice.addressee_id, now)
    if consent is None or not consent.email:
        text = "该单位没有在电子送达确认书中确认电子邮箱"
        raise GuardFailed(Reason(text, "method", code="no_address"))
    told = Told(method=ServiceMethod.EMAIL, started_at=now, address=consent.email)
    case = standing.case_of(notice)
    rules.checked(notice, case, told, _Outcome.UNDERWAY, now=now)
    try:
        with transaction.atomic():
            kept = recording.aside(notice, told, _Outcome.UNDERWAY, actor=actor, now=now)
            mail.send_service_mail(notice, consent.email, keeping.mail_key(kept), now=now)
    except (mail.MailIsOff, mail.NoDocument, BadAddress) as problem:
        raise GuardFailed(Reason(str(problem), "method", code="no_mail")) from problem


def heard(delivery: Delivery, now: datetime) -> None:
    """The mail's state was written: a worker records the service after that commit, under the case's own lock."""
    if delivery.kind == Delivery.Kind.SERVICE and _State(delivery.state) in _CAME_TO:
        nudge(SETTLE)


def settle(now: datetime) -> int:
    """Record what became of every mail that is settled; answers how many. Safe beside others of its kind."""
    waiting = ServiceAttempt.objects.filter(
        method=ServiceMethod.EMAIL, outcome=_Outcome.UNDERWAY
    ).select_related("record__notice__case", "record__notice__addressee")
    attempts = {keeping.mail_key(one): one for one in waiting}
    mails = Delivery.objects.filter(
        kind=Delivery.Kind.SERVICE, key__in=attempts, state__in=list(_CAME_TO)
    )
    return sum(_settle_one(attempts[row.key], row, now) for row in mails.order_by("pk"))


def _settle_one(attempt: ServiceAttempt, row: Delivery, now: datetime) -> bool:
    outcome = _CAME_TO[_State(row.state)]
    when = min(row.settled_at or now, now)
    told = Told(
        method=ServiceMethod.EMAIL,
        ended_at=when,
        address=attempt.address,
        proof=f"{row.get_state_display()}，邮件标识 {row.token}",
        reason="" if outcome == _Outcome.SERVED else row.reply[:300],
    )
    notice = attempt.record.notice
    try:
        recording.record(notice, told, outcome, actor=system_user(), now=now)
    except Stale:
        return False  # others are at the case right now; the next round records it
    except (Refused, ValidationError) as refused:
        _in_vain(notice, told, refused, now)
    return True


def _in_vain(notice: Notice, told: Told, why: Exception, now: datetime) -> None:
    """What the mail came to proves no service, as after a withdrawn consent: the try ends and says why."""
    words = "；".join(why.messages) if isinstance(why, ValidationError) else str(why)
    failed = replace(told, reason=f"邮件不能作为送达：{words}"[:1000])
    logger.warning("文书 %s 的%s", notice.pk, failed.reason)
    with suppress(WrongState):  # served in another way meanwhile: then this try has ended already
        recording.aside(notice, failed, _Outcome.FAILED, actor=system_user(), now=now)
