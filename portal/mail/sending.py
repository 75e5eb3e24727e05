"""The worker's round: take what is due, hand it to the server, write down what became of it.

The connection comes first: while the server cannot be reached no mail is touched, and it is asked ever more rarely.
One process of the portal sends at a time, so that a server that hangs holds no more than one worker.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction

from portal.accounts.models import User
from portal.mail import claiming, composing, digests, routes
from portal.mail.addresses import BadAddress, without_addresses
from portal.mail.dialogue import Connection, Mail, NotMine, NotNow, Refused, Unknown, Unreachable
from portal.mail.files import Folder
from portal.mail.models import Cadence, Delivery, Outage
from portal.mail.planning import cadence_of, wishes_of
from portal.mail.readers import readers
from portal.notices.models import Notice

State = Delivery.State
Line = Connection | Folder
logger = logging.getLogger(__name__)
#: A round takes no new mail after this many seconds; the next one goes on.
BUDGET_SECONDS = 90.0
_SENDERS_LOCK = 5_306_001
_LONGEST_SILENCE = timedelta(minutes=30)


class MustNotGo(Exception):
    """The mail is not to be sent any more; the message says why."""


class Watch:
    """The portal's time while a round runs: the instant at which it began, and what has passed since."""

    def __init__(self, now: datetime) -> None:
        self._began, self._started = now, time.monotonic()

    def now(self) -> datetime:
        """This instant."""
        return self._began + timedelta(seconds=self.passed)

    @property
    def passed(self) -> float:
        """Seconds since the round began."""
        return time.monotonic() - self._started


def drain(now: datetime, limit: int = 500) -> int:
    """Send what is due, up to ``limit`` mails; answers how many a server accepted. Raises BadRoute."""
    route = routes.configured()
    if route is None:
        return 0
    with _only_sender() as alone:
        if not alone:
            return 0
        claiming.release(now)
        if not claiming.due(now).exists() or _server_rests(now):
            return 0
        line: Line = (
            Folder(route.directory) if route.directory else Connection(route, composing.host())
        )
        return _send_all(line, Watch(now), limit)


def _send_all(line: Line, watch: Watch, limit: int) -> int:
    accepted = 0
    try:
        for _ in range(limit):
            if watch.passed > BUDGET_SECONDS or not _reach(line, watch.now()):
                break
            delivery = claiming.claim(watch.now())
            if delivery is None:
                break
            accepted += _send(line, delivery, watch)
            if line.broke:
                _note_outage("连接在发送途中中断，或者没有按时答复", watch.now())
                break
        line.close(politely=True)
    finally:
        line.close(politely=False)
    return accepted


def _send(line: Line, delivery: Delivery, watch: Watch) -> bool:
    """Hand one claimed mail over and record the outcome. True when the server has accepted it."""
    mail = _prepare(delivery, watch.now())
    if mail is None:
        return False
    begin = partial(_begin, delivery, mail, watch)
    try:
        reply = line.hand_over(mail, begin)
    except NotMine:
        logger.warning("邮件 %s 的占用已过期，未移交", delivery.pk)
    except Refused as said:
        claiming.settle(delivery, State.REFUSED, watch.now(), step=said.step, reply=said.reply)
    except NotNow as said:
        claiming.put_off(delivery, watch.now(), step=said.step, reply=said.reply)
    except Unknown as said:
        claiming.settle(delivery, State.UNCERTAIN, watch.now(), step=said.step, reply=said.reply)
    else:
        claiming.settle(delivery, State.ACCEPTED, watch.now(), step="accepted", reply=reply)
        Outage.objects.all().delete()
        return True
    return False


def _begin(delivery: Delivery, mail: Mail, watch: Watch) -> bool:
    return claiming.begin_handing_over(delivery, mail.address, watch.now())


def _prepare(delivery: Delivery, now: datetime) -> Mail | None:
    """The mail as it is to go out now; None where it must not, which is recorded."""
    try:
        return compose(delivery, now)
    except MustNotGo as reason:
        claiming.withdraw(delivery, now, str(reason))
    except BadAddress as problem:  # somebody has to mend the address: it is a failure that is seen
        claiming.settle(delivery, State.REFUSED, now, step="prepare", reply=str(problem))
    except Exception as problem:  # one mail that cannot be written must not silence all others
        logger.exception("邮件 %s 未能写成", delivery.pk)
        claiming.put_off(delivery, now, step="prepare", reply=str(problem))
    return None


def compose(delivery: Delivery, now: datetime) -> Mail:
    """The mail, after asking again who may be told what. Raises MustNotGo, BadAddress."""
    if delivery.kind == Delivery.Kind.SERVICE:
        return composing.of_service(delivery, _notice(delivery), now)
    person = User.objects.get(mail_deliveries=delivery)
    if not person.is_active:
        raise MustNotGo("账户已停用")
    if not person.email:
        raise MustNotGo("账户没有邮箱")
    if delivery.kind == Delivery.Kind.DIGEST:
        unread = digests.unread(delivery, person)
        if not unread:
            raise MustNotGo("没有未读的消息")
        return composing.of_digest(delivery, unread, person.email, now)
    notice = _notice(delivery)
    _require_wanted(person, notice)
    return composing.of_notice(delivery, notice, person.email, now)


def _require_wanted(person: User, notice: Notice) -> None:
    if not any(readers([notice], User.objects.filter(pk=person.pk))):
        raise MustNotGo("收件人已不能查看该通知")
    if cadence_of(notice, wishes_of([person.pk]).get(person.pk, {})) == Cadence.OFF:
        raise MustNotGo("收件人已关闭此类邮件")


def _notice(delivery: Delivery) -> Notice:
    ends = Notice.objects.select_related("case", "addressee", "issuer", "file")
    return ends.get(deliveries=delivery)


# --- The server as a whole --------------------------------------------------------------------------------------------
def _reach(line: Line, now: datetime) -> bool:
    """Whether there is a connection; if not, since when and why is written down for the operator."""
    try:
        line.open()
    except Unreachable as problem:
        _note_outage(without_addresses(str(problem)), now)
        return False
    return True


def _server_rests(now: datetime) -> bool:
    return Outage.objects.filter(try_after__gt=now).exists()


def _note_outage(problem: str, now: datetime) -> None:
    with transaction.atomic():
        row = Outage.objects.select_for_update().first()
        outage = row or Outage(since=now, failures=0)
        outage.failures, outage.problem = outage.failures + 1, problem
        outage.try_after = now + min(claiming.pause(outage.failures), _LONGEST_SILENCE)
        outage.save()
    logger.error("邮件服务器连不上：%s", problem)


@contextmanager
def _only_sender() -> Iterator[bool]:
    """True for one process at a time; the lock goes with the database connection, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SENDERS_LOCK])
        row = cursor.fetchone()
    held = bool(row and row[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SENDERS_LOCK])
