"""Whether a file is an issued letter but for its signature: that is gone, or there and damaged."""

from enum import Enum

from portal.notices.models import Notice
from portal.signing.claims import claims
from portal.signing.findings import Claims

#: A signature anew changes thousands of bytes.
_FEW = 64


class Twin(Enum):
    """What a file without a readable signature is beside a letter."""

    NONE = "none"
    UNSIGNED = (
        "unsigned"  # the letter before its signature, or something else that carries its very facts
    )
    DAMAGED = "damaged"  # the whole letter before its signature, and something after it


def twin_of(data: bytes, said: Claims, notice: Notice) -> Twin:
    """How ``data``, which says ``said`` of itself, is related to the letter.

    Tells nothing of what the pages show: without the signature nobody can. A mere beginning of the letter is nothing:
    who has only the code shall not find out the letter's bytes by guessing on.
    """
    issued = bytes(notice.file.data) if notice.file else b""
    rendered = _before_signature(issued)
    if rendered and data.startswith(rendered):
        return Twin.UNSIGNED if data.rstrip() == rendered else Twin.DAMAGED
    if said.facts and said.facts == claims(issued).facts:
        return Twin.UNSIGNED
    return Twin.NONE


def differs_little(data: bytes, notice: Notice) -> bool:
    """Whether the file is as long as the letter and only few of its bytes are others: damage, no new signature."""
    issued = bytes(notice.file.data) if notice.file else b""
    if len(data) != len(issued):
        return False
    differing = sum(left != right for left, right in zip(data, issued, strict=True))
    return differing <= _FEW


def _before_signature(issued: bytes) -> bytes:
    """The letter as it was rendered: the signature is an addition behind its end mark."""
    end = issued.rfind(b"%%EOF", 0, max(issued.rfind(b"/ByteRange"), 0))
    return issued[: end + len(b"%%EOF")] if end >= 0 else b""
