"""Fetching a page that somebody else named: public addresses only, checked at the connection, and everything capped.

A name is resolved once, every address it has is judged, and the socket is opened to the judged address itself; a
second answer of the name server is never asked for. Each redirect goes through the same door. Nothing is taken from
the environment: no proxy, no netrc, no cookies. The standard library's client speaks HTTP over a ``Wire``.
"""

import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Collection
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from filings.display.addresses import Network, is_inside, is_public
from filings.display.targets import BadAddress, Target, joined, parse
from filings.display.unpacking import CODINGS, read_body
from filings.display.wire import Deadline, Late, TooMuch, Wire

#: Ports of the public web; in networks opened by name any port may be asked.
PORTS = frozenset({80, 443, 8080, 8443})
PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
SHEETS = frozenset({"text/css"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGENT = "Mozilla/5.0 (compatible; FilingDisplayCheck/1.0)"

Resolve = Callable[[str, int, float], list[str]]


class Unreachable(Exception):
    """No page could be had; the text is the reason, for the company."""


class Unfit(Exception):
    """An answer came that is no page to be read; the text is the reason."""

    def __init__(self, reason: str, url: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.url, self.status = url, status


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost. Sizes are bytes after decoding; time is for all hops together."""

    seconds: float = 15.0
    body: int = 2 * 1024 * 1024
    headers: int = 64 * 1024
    redirects: int = 5
    connect_seconds: float = 6.0


@dataclass(frozen=True)
class Fetched:
    """An answer: where it was found in the end, and what came."""

    url: str
    status: int
    content_type: str
    body: bytes
    hops: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The type without its parameters; a page where the server names none."""
        return self.content_type.partition(";")[0].strip().lower() or "text/html"


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """Every address of a name. Raises OSError; Late when the name server takes too long."""
    found: list[list[str]] = []
    problem: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(answer[4][0]) for answer in answers)))
        except (OSError, UnicodeError) as failed:
            problem.append(failed if isinstance(failed, OSError) else socket.gaierror(str(failed)))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if problem:
        raise problem[0]
    if not found:
        raise Late
    return found[0]


@dataclass(frozen=True)
class Fetcher:
    """Fetches under one set of rules. ``networks`` are opened beyond the public ones, for demonstrations and tests."""

    networks: tuple[Network, ...] = ()
    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = resolve

    def page(self, url: str) -> Fetched:
        """A web page. Raises Unreachable, or Unfit for what is no page."""
        return self._follow(url, PAGES, lambda _: False, Deadline(self.limits.seconds))

    def sheet(self, url: str, seconds: float, most: int) -> Fetched:
        """A style sheet of at most ``most`` bytes. Raises Unreachable or Unfit."""
        limits = Limits(min(seconds, self.limits.seconds), most)
        other = Fetcher(self.networks, limits, self.resolve)
        return other._follow(url, SHEETS, lambda _: False, Deadline(limits.seconds))

    def leads_to(self, url: str, wanted: Callable[[str], bool], seconds: float) -> bool:
        """Whether following ``url`` comes to an address that is ``wanted``; that one itself is not asked for."""
        deadline = Deadline(min(seconds, self.limits.seconds))
        try:
            return wanted(self._follow(url, frozenset(), wanted, deadline).url)
        except (Unfit, Unreachable):
            return False

    def _follow(
        self, url: str, types: Collection[str], stop: Callable[[str], bool], deadline: Deadline
    ) -> Fetched:
        hops: list[str] = []
        for _ in range(self.limits.redirects + 1):
            if stop(url):
                return Fetched(url, 0, "", b"", tuple(hops))
            with _told():
                answer, location = self._ask(parse(url), types, deadline)
            if location is None:
                return replace(answer, hops=tuple(hops))
            hops.append(url)
            with _told():
                url = joined(answer.url, location)
        raise Unreachable(f"跳转超过 {self.limits.redirects} 次")

    def _ask(
        self, target: Target, types: Collection[str], deadline: Deadline
    ) -> tuple[Fetched, str | None]:
        """One request: the answer, or the place that it points to."""
        wire = self._connect(target, deadline)
        try:
            return self._exchange(wire, target, types)
        finally:
            wire.hang_up()

    def _connect(self, target: Target, deadline: Deadline) -> Wire:
        addresses = self._judged(target, deadline)
        problem: OSError = OSError("no address")
        for address in addresses:
            seconds = min(deadline.left(), self.limits.connect_seconds)
            try:
                connected = _opened(address, target, seconds)
            except ssl.SSLError:
                raise
            except OSError as failed:
                problem = failed
                continue
            return Wire(connected, deadline, self.limits.headers)
        raise problem

    def _judged(self, target: Target, deadline: Deadline) -> list[str]:
        """The addresses of the host, when each of them may be called. Raises BadAddress otherwise."""
        addresses = self.resolve(target.host, target.port, deadline.left())
        if not addresses:
            raise socket.gaierror("no address")
        opened = [is_inside(address, self.networks) for address in addresses]
        if not all(
            is_open or is_public(address)
            for is_open, address in zip(opened, addresses, strict=True)
        ):
            raise BadAddress("域名指向的不是公网地址，不予访问")
        if target.port not in PORTS and not all(opened):
            raise BadAddress(f"不访问 {target.port} 端口，只访问 80、443、8080、8443")
        return addresses

    def _exchange(
        self, wire: Wire, target: Target, types: Collection[str]
    ) -> tuple[Fetched, str | None]:
        response = _asked(wire, target)
        status, kind = response.status, response.getheader("Content-Type", "")
        answer = Fetched(target.url, status, kind, b"")
        location = response.getheader("Location")
        if status in _REDIRECTS and location:
            return answer, _utf8(location)
        if status >= 400:
            raise Unfit(f"网页返回 HTTP {status}", target.url, status)
        if answer.media_type not in types:
            raise Unfit(f"不是网页，而是 {answer.media_type[:60]}", target.url, status)
        coding = response.getheader("Content-Encoding", "").strip().lower()
        if coding not in CODINGS:
            raise Unfit(f"网页的压缩方式 {coding[:20]} 未被请求", target.url, status)
        wire.allow(self.limits.body + self.limits.headers)
        try:
            body = read_body(response, coding, self.limits.body)
        except TooMuch:
            size = self.limits.body // 1024
            raise Unfit(f"网页超过 {size} KiB，没有读完", target.url, status) from None
        return Fetched(target.url, status, kind, body), None


def _utf8(header: str) -> str:
    """A header whose bytes are UTF-8 in truth, as servers send Chinese addresses; others as they are."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def _opened(address: str, target: Target, seconds: float) -> socket.socket:
    """A connection to exactly this address, under TLS where the target says so; the name is for the certificate."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.settimeout(seconds)
        plain.connect((address, target.port))
        if target.scheme == "http":
            return plain
        return _tls().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _asked(wire: Wire, target: Target) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = wire  # type: ignore[assignment]  # a socket as far as the client uses one
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    for name, value in (
        ("Host", target.authority),
        ("User-Agent", _AGENT),
        ("Accept", "text/html,application/xhtml+xml,text/plain;q=0.8,text/css;q=0.8"),
        ("Accept-Language", "zh-CN,zh;q=0.9"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


@contextmanager
def _told():  # type: ignore[no-untyped-def]
    """What can go wrong on the line, as sentences for the company."""
    try:
        yield
    except BadAddress as refused:
        raise Unreachable(str(refused)) from None
    except Late:
        raise Unreachable("在规定时间内没有收完网页") from None
    except TooMuch:
        raise Unreachable("对方答复的头部过长") from None
    except ssl.SSLCertVerificationError:
        raise Unreachable("网站的安全证书无效") from None
    except (http.client.HTTPException, zlib.error, ValueError):
        raise Unreachable("对方的答复不合规范或者中途断开") from None
    except ssl.SSLError:
        raise Unreachable("安全连接没有建立") from None
    except socket.gaierror:
        raise Unreachable("域名无法解析") from None
    except ConnectionRefusedError:
        raise Unreachable("对方拒绝连接") from None
    except OSError:
        raise Unreachable("连接不上，或者中途断开") from None
