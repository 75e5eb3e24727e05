"""Where mail goes: ``MAIL_URL`` read and checked. Knows no database, so that the settings can ask it.

``smtp://user:password@host:587``         STARTTLS, required and verified (``?tls=off`` only towards this machine)
``smtps://user:password@host:465``        TLS from the first byte, verified
``file:///var/mail``                      one file a mail, for demonstrations
(empty)                                   no mail
``?ca=/path/ca.pem`` names the certificates to trust instead of the system's.
"""

import ssl
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

PORTS = {"smtp": 587, "smtps": 465}


class BadRoute(ValueError):
    """``MAIL_URL`` names no way that may be used; the message says why and never repeats the password."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """A mail server, or a directory. ``tls`` is ``starttls``, ``implicit`` or ``off``."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: str = "off"
    ca: str = ""
    directory: Path | None = None

    def __str__(self) -> str:
        return str(self.directory) if self.directory else f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"Route({self})"  # never the password

    def context(self) -> ssl.SSLContext:
        """Certificate and host name are verified. Raises OSError when ``ca`` cannot be read."""
        return ssl.create_default_context(cafile=self.ca or None)


def configured() -> Route | None:
    """The route of the settings; None where mail is off. Raises BadRoute."""
    return parse(settings.MAIL_URL)


@lru_cache(maxsize=4)
def parse(url: str) -> Route | None:
    """``url`` as a route; None for an empty one. Raises BadRoute."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        asked, port = dict(parse_qsl(parts.query)), parts.port
    except ValueError:
        raise BadRoute("MAIL_URL 的主机或端口无法辨认") from None
    if parts.scheme == "file":
        return _directory(unquote(parts.path))
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadRoute("MAIL_URL 应以 smtp://、smtps:// 或 file:/// 开头，并写明主机")
    if unknown := set(asked) - {"tls", "ca"}:
        raise BadRoute(f"MAIL_URL 不认识参数 {'、'.join(sorted(unknown))}")
    return Route(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=_tls(parts.scheme, asked.get("tls", ""), parts.hostname),
        ca=asked.get("ca", ""),
    )


def _directory(path: str) -> Route:
    if not path.startswith("/"):
        raise BadRoute("MAIL_URL 的目录应为绝对路径，如 file:///data/mail")
    return Route(directory=Path(path))


def _tls(scheme: str, asked: str, host: str) -> str:
    if scheme == "smtps":
        if asked:
            raise BadRoute("smtps:// 一律加密，不再写 tls 参数")
        return "implicit"
    if asked in ("", "starttls"):
        return "starttls"
    if asked != "off":
        raise BadRoute("MAIL_URL 的 tls 只能是 starttls 或 off")
    if not _is_this_machine(host):
        raise BadRoute("MAIL_URL 的 tls=off 只能用于本机的邮件服务器")
    return "off"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
