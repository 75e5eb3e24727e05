"""An address as somebody wrote it, taken apart the way browsers do: where to connect and what to ask for."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

LONGEST = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}
#: What browsers and the query of an address may hold unescaped.
_SAFE = "/:;=?@&%+$,!~*'()[]-._|"
_BLANKS = re.compile(r"[\t\r\n]")


class BadAddress(ValueError):
    """An address that cannot be asked; its text is a sentence for the company."""


@dataclass(frozen=True)
class Target:
    """A web address in its one normal form; ``host`` is ASCII and lower case."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse(text: str) -> Target:
    """The target of a web address. Raises BadAddress for what is no web address or carries a name and password."""
    plain = _BLANKS.sub("", text.strip())
    if len(plain) > LONGEST:
        raise BadAddress("网址过长")
    try:
        parts = urlsplit(_slashes(plain))
        port = parts.port
    except ValueError:
        raise BadAddress("网址写法有误") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise BadAddress("不是 http 或者 https 网址")
    if "@" in parts.netloc:
        raise BadAddress("网址中不能带用户名或者密码")
    host = _ascii(parts.hostname or "")
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Target(scheme, host, DEFAULT_PORTS[scheme] if port is None else port, path + query)


def joined(base: str, reference: str) -> str:
    """The address that ``reference`` means on a page at ``base``. Raises BadAddress."""
    plain = _BLANKS.sub("", reference.strip())
    if urlsplit(base).scheme in DEFAULT_PORTS and not re.match(r"[A-Za-z][\w+.-]*:", plain):
        plain = _slashes(plain)
    try:
        return urljoin(base, plain)
    except ValueError:
        raise BadAddress("网址写法有误") from None


def without_fragment(url: str) -> str:
    """The address as it is asked for."""
    return urlunsplit((*urlsplit(url)[:4], ""))


def _slashes(text: str) -> str:
    """Browsers read a backslash before the query as a slash."""
    head, mark, rest = text.partition("?")
    return head.replace("\\", "/") + mark + rest


def _ascii(host: str) -> str:
    """The host as it goes over the wire. Raises BadAddress."""
    if not host:
        raise BadAddress("网址中没有主机名")
    if ":" in host:
        return host
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadAddress("主机名写法有误") from None
    if not re.fullmatch(r"[a-z0-9._-]{1,253}", name):
        raise BadAddress("主机名写法有误")
    return name
