"""One connection to the mail server, step by step, so that it is always known how far a mail came.

Every step has a time limit and each mail a budget, also against a server that sends one byte at a time. Only after the
end mark of a mail was (or may have been) sent can the server have accepted it; until then it surely has not.
"""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from portal.mail.routes import Route
from portal.mail.timed_line import TimedLine

#: Seconds for one mail from MAIL to the reply after its end, and for opening a connection.
BUDGET, OPENING_BUDGET = 90.0, 30.0
#: Seconds for QUIT, of which nothing depends any more.
GOODBYE = 5.0
_LINE_END, _LEADING_DOT = re.compile(rb"\r\n|\r|\n"), re.compile(rb"(?m)^\.")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What is handed over: the envelope, and the message with its headers."""

    sender: str
    address: str
    data: bytes
    name: str


class Unreachable(Exception):
    """No connection on which mails can be handed over; it has nothing to do with any one mail."""


class Stopped(Exception):
    """A mail did not get through. ``step`` is where, the message what the server said or what broke."""

    def __init__(self, step: str, reply: str) -> None:
        super().__init__(reply)
        self.step, self.reply = step, reply


class Refused(Stopped):
    """The server will never take it (5xx)."""


class NotNow(Stopped):
    """The server did not take it this time (4xx, or the connection broke before the mail's end)."""


class Unknown(Stopped):
    """The connection broke or hung after the mail's end was sent: the server may have it or not."""


class NotMine(Exception):
    """The claim was lost before the mail left; it did not leave."""


class Connection:
    """One connection for many mails: ``open()``, then ``hand_over`` as often as it holds. A context manager.

    ``hello`` is the name by which the portal introduces itself.
    """

    def __init__(self, route: Route, hello: str) -> None:
        self._route, self._hello = route, hello
        #: Whether the last mail ended in silence or a broken connection, not in an answer.
        self.broke = False
        self._line: TimedLine | None = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(politely=problem is None)

    def open(self) -> None:
        """Connect unless connected: greeting, EHLO, TLS, sign-in. Raises Unreachable."""
        if self._line is not None:
            return
        line = TimedLine(self._route, self._hello)
        line.allow(OPENING_BUDGET)
        try:
            self._introduce(line)
        except (OSError, smtplib.SMTPException, ValueError, _Answer) as problem:
            line.close()
            raise Unreachable(_words(problem)) from problem
        self._line = line

    def _introduce(self, line: TimedLine) -> None:
        route = self._route
        line._host = route.host  # type: ignore[attr-defined]  # starttls verifies the certificate against it
        code, greeting = line.connect(route.host, route.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, greeting)
        line.ehlo_or_helo_if_needed()
        if route.tls == "starttls":
            _expect(line.starttls(context=route.context()), 220)
            line.ehlo_or_helo_if_needed()
        if route.user:
            line.login(route.user, route.password)

    def hand_over(self, mail: Mail, begin: Callable[[], bool]) -> str:
        """Send one mail; answers what the server said on accepting it.

        ``begin`` is called right before DATA and commits that the mail leaves; when it answers False the mail stays.
        Raises Refused, NotNow, Unknown, NotMine. After anything but a refusal the connection is closed.
        """
        if self._line is None:
            raise NotNow("connect", "没有连接")
        line, step, ended = self._line, "mail", False
        self.broke = False
        line.allow(BUDGET)
        try:
            _expect(line.mail(mail.sender), 250)
            step = "rcpt"
            _expect(line.rcpt(mail.address), 250, 251, 252)
            if not begin():
                raise NotMine
            step = "data"
            _expect(line.docmd("DATA"), 354)
            step = "body"
            line.send(dotted(mail.data))
            step, ended = "end", True
            line.send(b".\r\n")
            return _text(_expect(line.getreply(), *range(200, 300)))
        except _Answer as answer:
            self._go_on_after(answer)
            raise _kind(answer, ended)(step, str(answer)) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as broken:
            self.close(politely=False)
            self.broke = True
            raise (Unknown if ended else NotNow)(step, _words(broken)) from broken
        except BaseException:
            self.close(politely=False)
            raise

    def _go_on_after(self, answer: "_Answer") -> None:
        """Clear the line for the next mail; where that fails the next one gets a new line."""
        if answer.code == 421 or not answer.is_refusal or self._line is None:
            self.close(politely=False)
            return
        try:
            _expect(self._line.rset(), 250)
        except (OSError, smtplib.SMTPException, _Answer):
            self.close(politely=False)

    def close(self, *, politely: bool) -> None:
        """Say QUIT if there is somebody to say it to; whatever comes back changes nothing any more."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            if politely:
                line.allow(GOODBYE)
                line.quit()
        except (OSError, smtplib.SMTPException):
            pass  # every mail's outcome has been recorded already
        finally:
            line.close()


class _Answer(Exception):
    """The server answered, but not what was hoped for."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.is_refusal = 400 <= code < 600


def _kind(answer: _Answer, ended: bool) -> type[Stopped]:
    """What an answer means; one that makes no sense after the mail's end leaves open whether the server has it."""
    if not answer.is_refusal:
        return Unknown if ended else NotNow
    return Refused if answer.code >= 500 else NotNow


def _expect(reply: tuple[int, bytes], *codes: int) -> tuple[int, bytes]:
    if reply[0] not in codes:
        if reply[0] == -1:
            raise smtplib.SMTPServerDisconnected("邮件服务器的答复无法辨认")
        raise _Answer(reply[0], reply[1].decode("utf-8", "replace"))
    return reply


def _text(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {reply[1].decode('utf-8', 'replace')}"


def _words(problem: BaseException) -> str:
    """What broke, in one sentence; a server's own words where it said any."""
    if isinstance(problem, TimeoutError):
        return (
            str(problem)
            if problem.errno is None and str(problem) != "timed out"
            else "邮件服务器没有按时答复"
        )
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{problem.smtp_code} {text}"
    return str(problem) or type(problem).__name__


def dotted(data: bytes) -> bytes:
    """The message as it goes over the wire: CRLF line ends, leading dots doubled, without the end mark."""
    lines = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\r\n", data))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
