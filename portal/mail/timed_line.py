"""smtplib's dialogue with limits in time: for each step, each reply and the whole, also against one byte at a time."""

import io
import smtplib
import socket
import time
from typing import TYPE_CHECKING

from portal.mail.routes import Route

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

#: Seconds for one step: a command with its reply, or the message itself.
STEP = 20.0
#: No server has more to say in one reply.
_LONGEST_REPLY = 64 * 1024


class _Patient(io.RawIOBase):
    """Reads from a socket until a moment: the limit is for the whole reply, not for each byte of it."""

    def __init__(self, line: "TimedLine") -> None:
        self._line = line
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        sock = self._line.sock
        if sock is None:
            raise OSError("没有连接")
        sock.settimeout(self._line.left())
        count = sock.recv_into(buffer)
        self.read_bytes += count
        if self.read_bytes > _LONGEST_REPLY:
            raise OSError("邮件服务器的答复过长")
        return count


class TimedLine(smtplib.SMTP):
    """smtplib's dialogue with limits in time and, where asked, TLS from the first byte."""

    def __init__(self, route: Route, hello: str) -> None:
        self._route = route
        self._until = 0.0
        self._step_until = 0.0
        self._reader = _Patient(self)
        super().__init__(local_hostname=hello, timeout=STEP)

    def allow(self, seconds: float) -> None:
        """The budget from here on."""
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that the present step may still take. Raises TimeoutError when there are none."""
        remaining = min(self._until, self._step_until) - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("邮件服务器没有按时答复")
        return remaining

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._begin_step()
        plain = socket.create_connection((host, port), self.left())
        if self._route.tls != "implicit":
            return plain
        return self._route.context().wrap_socket(plain, server_hostname=host)

    def getreply(self) -> tuple[int, bytes]:
        self._begin_step()
        if self.sock is not None and self.file is None:
            self._reader = _Patient(self)
            self.file = io.BufferedReader(self._reader)
        self._reader.read_bytes = 0
        return super().getreply()

    def send(self, s: "Buffer | str") -> None:
        """In pieces, each within what is left: TLS would begin the limit anew for each record."""
        self._begin_step()
        data = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("没有连接")
        try:
            while data:
                self.sock.settimeout(self.left())
                data = data[self.sock.send(data) :]
        except OSError as broken:
            self.close()
            raise smtplib.SMTPServerDisconnected(str(broken)) from broken

    def _begin_step(self) -> None:
        self._step_until = time.monotonic() + STEP
