"""A web site on this machine that serves what a test tells it to, byte by byte where that matters."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filings.display.addresses import networks
from filings.display.entry import Entry
from filings.display.fetch import Fetcher, Limits

LOOPBACK = networks(["127.0.0.0/8"])
DIGITS = "990101000000101260013"
PORTAL = "https://portal.example.cn"
ENTRY = Entry(PORTAL, DIGITS)
NUMBER = f"网信算备{DIGITS}号"
LINK = f'<a href="{ENTRY.url}">公示信息</a>'
#: Enough words that nobody takes a page for an empty shell.
WORDS = "<p>本站提供资讯排序服务，欢迎阅读今天的新闻与评论。</p>"
Answer = bytes | Callable[[Callable[[bytes], None]], None]


def response(
    body: bytes,
    content_type: str = "text/html; charset=utf-8",
    *headers: str,
    status: str = "200 OK",
) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def html(text: str, charset: str = "utf-8", content_type: str = "") -> bytes:
    """A page in an answer."""
    return response(text.encode(charset), content_type or f"text/html; charset={charset}")


def moved(to: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


class Site(socketserver.ThreadingTCPServer):
    """Answers by path; ``asked`` are the paths that were asked for, in order."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def put(self, path: str, answer: Answer) -> str:
        """Serve ``answer`` at ``path``; its address."""
        self.answers[path] = answer
        return self.url(path)

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Handler(socketserver.BaseRequestHandler):
    server: Site

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = self.request.recv(4096)
            if not part:
                return
            head += part
        path = head.split(b" ", 2)[1].decode()
        self.server.asked.append(path)
        answer = self.server.answers.get(
            path.partition("?")[0], response(b"", status="404 Not Found")
        )
        try:
            if callable(answer):
                answer(self.request.sendall)
            else:
                self.request.sendall(answer)
        except OSError:
            return  # the other side has had enough, which is what some tests are about


@contextmanager
def site() -> Iterator[Site]:
    """A running site."""
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def dripping(start: bytes, seconds: float = 0.05) -> Answer:
    """Sends ``start``, then a blank every so many seconds, for ever."""

    def answer(send: Callable[[bytes], None]) -> None:
        send(start)
        while True:
            time.sleep(seconds)
            send(b" ")

    return answer


def fetcher(**limits: float) -> Fetcher:
    """A fetcher that may call this machine, and nothing else that is not public."""
    return Fetcher(LOOPBACK, Limits(**limits))  # type: ignore[arg-type]
