"""A waiting letter becomes a document: rendered, signed and stored in one transaction under its row's lock.

What fails because of the letter is tried a few times and then waits for an operator. What fails because of the machine
(no renderer, no key, no time stamp) holds up all letters, costs none of them an attempt, and is tried until mended.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from portal import signing
from portal.audit.models import Seal
from portal.cases.uploads import store_bytes
from portal.notices import document_numbers, editions, render
from portal.notices.lines import letter_mac
from portal.notices.models import Notice
from portal.signing import SigningProblem, papers

logger = logging.getLogger(__name__)

#: After this many attempts a letter is marked as failed and waits for an operator.
MAX_ATTEMPTS = 5
#: What a letter is given once, when it is first taken up.
_GIVEN = ("number", "series", "serial", "edition", "printed_seal")
#: One drain stops taking new letters after this many seconds; the next one goes on.
BUDGET_SECONDS = 120.0
#: How long all letters wait for a machine that cannot make them.
PAUSE = timedelta(minutes=1)
#: Begins the reason of a letter that waits for the machine, not for itself.
WAITS = "暂时不能出具："


def drain(now: datetime, limit: int) -> int:
    """Issue up to ``limit`` queued letters, oldest first; answers how many became documents."""
    missing = render.renderer_problem() or signing.problem()
    if missing:
        _pause(now, missing)
        return 0
    started, done = time.monotonic(), 0
    for _ in range(limit):
        if time.monotonic() - started > BUDGET_SECONDS:
            break
        claimed = _claim(now)
        if claimed is None:
            break
        try:
            done += _issue(claimed, now)
        except (SigningProblem, render.RendererMissing) as found:
            Notice.objects.filter(pk=claimed).update(attempts=F("attempts") - 1, try_after=now)
            _pause(now, str(found))
            break
    return done


def waiting_for_the_machine() -> QuerySet[Notice]:
    """Letters that wait because this or another machine could not make them."""
    return Notice.objects.filter(status=Notice.Status.QUEUED, last_error__startswith=WAITS)


def _due(now: datetime) -> QuerySet[Notice]:
    waiting = Notice.objects.filter(status=Notice.Status.QUEUED)
    return waiting.filter(Q(try_after=None) | Q(try_after__lte=now))


def _pause(now: datetime, reason: str) -> None:
    """Let every letter that is due wait a little, and say why. Those in other hands are left to them."""
    with transaction.atomic():
        free = _due(now).select_for_update(skip_locked=True).values_list("pk", flat=True)
        held = Notice.objects.filter(pk__in=list(free))
        if held.update(last_error=f"{WAITS}{reason}", try_after=now + PAUSE):
            logger.error("文书%s%s", WAITS, reason)


def _claim(now: datetime) -> int | None:
    """Take the next letter that is due, and write down the attempt *before* it is made.

    A letter that kills its worker is thereby held back like one that fails, and given up after as many attempts,
    instead of standing in the way of all others for ever.
    """
    with transaction.atomic():
        waiting_first = _due(now).select_related("issuer").order_by("pk")
        notice = waiting_first.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return None
        notice.attempts += 1
        notice.try_after = now + _back_off(notice.attempts)
        if notice.printed_seal is None:
            notice.printed_seal = Seal.objects.order_by("number").last()
        notice.edition = editions.current(notice.code)
        document_numbers.assign(notice)
        notice.save(update_fields=["attempts", "try_after", *_GIVEN])
        return notice.pk


def _back_off(attempts: int) -> timedelta:
    """15 s, 1 min, 4 min, 16 min …"""
    return timedelta(seconds=15 * 4 ** (attempts - 1))


def _issue(pk: int, now: datetime) -> bool:
    """Issue one claimed letter under its row's lock. True when it became a document.

    Raises SigningProblem and RendererMissing, with nothing done.
    """
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(of=("self",))
            .select_related("case", "event", "addressee", "issuer")
            .filter(pk=pk, status=Notice.Status.QUEUED)
            .first()
        )
        if notice is None:
            return False
        if notice.mac != letter_mac(notice):
            _give_up(notice, "记录不是由本门户写入的，不能出具")
            return False
        if notice.attempts > MAX_ATTEMPTS:
            _give_up(notice, notice.last_error or "生成过程多次被中断")
            return False
        try:
            paper = _signed(notice, render.render_letter(notice), now)
        except render.MissingGlyph as problem:
            _give_up(notice, str(problem))
        except (SigningProblem, render.RendererMissing):
            raise
        except Exception as problem:  # one broken letter must not silence all others
            logger.exception("文书 %s 生成失败", notice.pk)
            _put_back(notice, problem)
        else:
            _send(notice, paper, now)
    return notice.status == Notice.Status.READY


def _signed(notice: Notice, data: bytes, now: datetime) -> papers.SignedPaper:
    """The letter with its signature, which names the kind, the document number and who issues it."""
    issuer = notice.issuer.name if notice.issuer else ""
    words = (word for word in (issuer, notice.title, notice.number) if word)
    return papers.sign_pdf(data, reason=" ".join(words), signed_at=now.replace(microsecond=0))


def _send(notice: Notice, paper: papers.SignedPaper, now: datetime) -> None:
    notice.file, notice.signed_with = store_bytes(paper.data), paper.key_id
    notice.status, notice.rendered_at = Notice.Status.READY, now
    notice.last_error, notice.try_after = "", None
    notice.save(
        update_fields=["file", "signed_with", "status", "rendered_at", "last_error", "try_after"]
    )


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
