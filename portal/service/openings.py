"""The reader's door: a letter that one of the addressee's people opens is served at that moment, by the system.

Nobody waits long for a letter: the opening is kept first, in a row of its own; then the service is tried, and where the
case is held by somebody else, a worker records it later, from the moment of the opening.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection

from portal.accounts.models import User, system_user
from portal.notices import catalogue
from portal.notices.models import Notice
from portal.notices.outbox import nudge
from portal.service import recording, standing
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod
from portal.service.models import LetterOpening, ServiceAttempt, ServiceRecord
from portal.workflow.errors import Refused, Stale
from portal.workflow.reads import PATIENCE

logger = logging.getLogger(__name__)
SETTLE = "portal.service.settle_openings"


def opened(notice: Notice, user: User, now: datetime) -> None:
    """Serve the letter by this opening, where electronic service is agreed, or needs no agreement.

    Where the case has moved on, the opening stays what it was: an opening.
    """
    if not standing.is_served_at_all(notice) or notice.file_id is None or _is_served(notice):
        return
    case = standing.case_of(notice)
    if not standing.receives(user, notice, case) or not standing.by_wire(notice, case, now):
        return
    if catalogue.get(notice.code).serves and standing.acting(notice, case) is None:
        return  # overtaken: an opening, and no more
    told = {"reader": user, "opened_at": now}
    kept, _ = LetterOpening.objects.get_or_create(notice=notice, settled_at=None, defaults=told)
    if not _settle(kept, now):
        nudge(SETTLE)


def settle(now: datetime) -> int:
    """Record the service of every opening that still waits; answers how many were settled. Safe beside others."""
    waiting = LetterOpening.objects.filter(settled_at=None).order_by("pk")
    found = waiting.select_related("notice__case", "notice__addressee", "reader")
    return sum(_settle(one, now) for one in found)


def _settle(one: LetterOpening, now: datetime) -> bool:
    """Whether it is settled now; False where the case was held too long."""
    try:
        with _patience():
            _serve(one, now)
    except (OperationalError, Stale) as held:
        logger.warning("文书 %s 已打开，送达稍后登记：%s", one.notice_id, held)
        return False
    LetterOpening.objects.filter(pk=one.pk, settled_at=None).update(settled_at=now)
    return True


def _which(one: LetterOpening) -> str:
    """The first opening of all, or the first that counts, where the letter was opened before it could be served."""
    before = one.notice.opened_at
    return "首次" if before is None or before >= one.opened_at else "在可以电子送达后首次"


def _serve(one: LetterOpening, now: datetime) -> None:
    notice, when = one.notice, one.opened_at
    overtaken = standing.acting(notice, standing.case_of(notice)) is None
    if _is_served(notice) or (catalogue.get(notice.code).serves and overtaken):
        return
    told = Told(
        method=ServiceMethod.PORTAL,
        started_at=when,
        ended_at=when,
        receiver=str(one.reader),
        proof=f"{one.reader} 登录本门户{_which(one)}打开文书",
    )
    try:
        recording.record(notice, told, ServiceAttempt.Outcome.SERVED, actor=system_user(), now=now)
    except Stale:
        raise  # others are at the case right now; the next round records it
    except (Refused, ValidationError) as refused:
        logger.info("通知 %s 已打开，未作为送达登记：%s", notice.pk, refused)


def _is_served(notice: Notice) -> bool:
    served = ServiceRecord.Status.SERVED
    return ServiceRecord.objects.filter(notice=notice, status=served).exists()


@contextmanager
def _patience() -> Iterator[None]:
    """Wait for no lock longer than any reader does. Raises OperationalError where one is not to be had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{PATIENCE}ms"])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
