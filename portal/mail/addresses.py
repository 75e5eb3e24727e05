"""Mail addresses: as the wire wants them, as strangers may see them, and out of what a server answers."""

import re
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

#: An address somewhere in a server's sentence.
_ANYWHERE = re.compile(r"[^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


class BadAddress(ValueError):
    """No mail can go to this address."""


def on_the_wire(address: str) -> str:
    """The address in ASCII, its domain by IDNA. Raises BadAddress: nothing but an address may enter a dialogue."""
    try:
        if _UNSEEN.search(
            address
        ):  # the pattern of Django's validator lets a final line break pass
            raise BadAddress("邮箱地址无法使用")
        validate_email(address)
        local, _, domain = address.rpartition("@")
        local.encode("ascii")
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError):
        raise BadAddress("邮箱地址无法使用") from None


def sender(given: str) -> tuple[str, str]:
    """Name and address of ``合规门户 <noreply@example.cn>``. Raises BadAddress."""
    if _UNSEEN.search(given.replace(" ", "")):
        raise BadAddress("MAIL_FROM 含有换行或者不可见字符")
    name, address = parseaddr(given)
    try:
        return name, on_the_wire(address)
    except BadAddress:
        raise BadAddress("MAIL_FROM 应如“合规门户 <noreply@example.cn>”") from None


def masked(address: str) -> str:
    """``a***@example.com``: the first letter and the domain."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else ""


def without_addresses(sentence: str) -> str:
    """What a server said, on one line and with every address masked."""
    plain = _UNSEEN.sub(" ", sentence).strip()
    return _ANYWHERE.sub(lambda found: masked(found[0]), plain)[:300]
