"""A mail server on the loopback that behaves, refuses, puts off, hangs or dies at the step it is told to."""

import socket
import ssl
import threading
from types import TracebackType

#: The steps of a dialogue at which it can be told to misbehave, in order.
STEPS = ("connect", "greeting", "ehlo", "mail", "rcpt", "data", "body", "end", "after", "quit")
_WORDS = {"mail": "mail from", "rcpt": "rcpt to", "data": "data", "quit": "quit", "ehlo": "ehlo"}


class Gone(Exception):
    """The server ends this connection without a word."""


class Server:
    """``accepted`` holds each message it took responsibility for. A context manager; ``url`` is its ``MAIL_URL``.

    ``deed`` at ``step``: ``refuse`` (5xx), ``later`` (4xx), ``hang``, ``die``, ``drip`` (one byte at a time).
    At ``end`` it takes the message first when it hangs or dies: the worst case for whoever sends.
    """

    def __init__(
        self, step: str = "", deed: str = "", *, tls: ssl.SSLContext | None = None
    ) -> None:
        self.step, self.deed, self.tls = step, deed, tls
        self.accepted: list[bytes] = []
        self.heard: list[str] = []
        self.connections = 0
        self.reached = threading.Event()
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen)]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=off"

    def behave(self) -> None:
        """From now on it is a good server."""
        self.step = self.deed = ""

    def __enter__(self) -> "Server":
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the listener
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            line, _ = self._listener.accept()
            if self._over.is_set():
                line.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(10)
        session = _Session(self, line)
        try:
            session.run()
        except (Gone, OSError):
            pass
        finally:
            session.line.close()

    def misbehave(self, step: str, line: socket.socket) -> bytes | None:
        """What to answer at ``step`` instead of the usual; None for the usual. Raises Gone."""
        if step != self.step:
            return None
        self.reached.set()
        if self.deed == "refuse":
            return b"554 5.7.1 <somebody@example.com> no\r\n"
        if self.deed == "later":
            return b"451 4.3.0 try again\r\n"
        if self.deed == "drip":
            while not self._over.wait(0.05):
                line.sendall(b"2")
        if self.deed == "hang":
            self._over.wait(30)
        raise Gone


class _Session:
    def __init__(self, server: Server, line: socket.socket) -> None:
        self.server, self.line = server, line
        self._left = b""

    def run(self) -> None:
        self._do("connect", b"")
        self._do("greeting", b"220 loopback\r\n")
        while True:
            words = self._read_until(b"\r\n").decode().strip()
            self.server.heard.append(words)
            verb = words.lower()
            if verb.startswith("starttls") and self.server.tls:
                if self._do("starttls", b"220 go\r\n"):
                    self.line = self.server.tls.wrap_socket(self.line, server_side=True)
            elif verb.startswith(("ehlo", "helo")):
                offers = (
                    b"250-loopback\r\n250 STARTTLS\r\n" if self.server.tls else b"250 loopback\r\n"
                )
                self._do("ehlo", offers)
            elif verb.startswith("data"):
                if self._do("data", b"354 go on\r\n"):
                    self._take()
            elif verb.startswith("quit"):
                self._do("quit", b"221 bye\r\n")
                raise Gone
            else:
                known = [step for step, start in _WORDS.items() if verb.startswith(start)]
                self._do(known[0] if known else "", b"250 ok\r\n")

    def _take(self) -> None:
        if self.server.step == "body":
            self.server.misbehave("body", self.line)
        message = self._read_until(b"\r\n.\r\n")
        if self.server.deed not in ("refuse", "later") or self.server.step != "end":
            self.server.accepted.append(message)
        self._do("end", b"250 2.0.0 queued\r\n")
        self.server.misbehave("after", self.line)

    def _do(self, step: str, usual: bytes) -> bool:
        """Answer; True when as usual."""
        unusual = self.server.misbehave(step, self.line)
        self.line.sendall(usual if unusual is None else unusual)
        return unusual is None

    def _read_until(self, mark: bytes) -> bytes:
        while mark not in self._left:
            more = self.line.recv(65536)
            if not more:
                raise Gone
            self._left += more
        found, _, self._left = self._left.partition(mark)
        return found + mark
