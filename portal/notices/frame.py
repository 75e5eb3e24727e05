"""What every letter carries besides its text: head, number, signature and what it is checked by."""

import json
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width

import segno
from django.conf import settings
from django.urls import reverse

from portal.clock import CHINA
from portal.notices import english, machine_readable
from portal.notices.models import Notice
from portal.notices.seal_pictures import SealPicture
from portal.notices.templatetags.letters import cn_date

#: Marks that turn the direction of what follows: a name must not read otherwise on paper than it is.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
#: The address under which the page names the picture of the seal.
SEAL = "seal:issuer"
#: Every mask of a QR code reads alike; choosing the best one takes longer than drawing it.
_MASK = 2
#: The width of the version area, and the sizes between which its head is set, in points.
_AREA = 442.2
_SMALLEST_HEAD, _LARGEST_HEAD = 20, 36
#: The characters of a line of text; an em is a little wider than the place of one.
_LINE = 27.6


def verification_url(notice: Notice) -> str:
    """The public address at which anybody can check the notice."""
    path = reverse("notices:verify_code", args=[notice.verification_code])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def context(notice: Notice, seal: SealPicture | None) -> dict[str, Any]:
    """All that the letter's template shows: the frozen facts, and around them the frame."""
    said = straight(notice.context)
    url = verification_url(notice)
    issuer = str(said.get("issuer") or "")
    return {
        **said,
        "title": notice.title,
        "addressee": straight(notice.addressee.name),
        "number": notice.number,
        "head_size": _head_size(issuer),
        "seal": SEAL if seal else "",
        "seal_says": seal.says if seal else "",
        "signature_width": _signature_width(issuer, cn_date(said.get("issued_on")), bool(seal)),
        "verification_code": notice.verification_code,
        "verification_url": url,
        "qr": segno.make(url, error="m", micro=False, mask=_MASK).png_data_uri(scale=4, border=2),
        "event_hash": notice.event.hash,
        "printed_seal": notice.printed_seal,
        "edition": notice.edition,
        "english": english.parallel(notice, said),
        "created": notice.created_at.astimezone(CHINA).isoformat(timespec="seconds"),
    }


def facts(notice: Notice) -> str:
    """The machine-readable twin of the letter, in JSON."""
    told = machine_readable.told(notice, verification_url(notice))
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)


def straight(value: Any) -> Any:
    """``value`` without marks that turn the reading direction."""
    if isinstance(value, str):
        return value.translate(_TURNING)
    if isinstance(value, list):
        return [straight(item) for item in value]
    if isinstance(value, dict):
        return {key: straight(item) for key, item in value.items()}
    return value


def _head_size(issuer: str) -> float:
    """The size of the red head in points: as large as lets the name stand in one line, within bounds."""
    fits = _AREA / (_width(issuer) or 1)
    return round(max(_SMALLEST_HEAD, min(_LARGEST_HEAD, fits - 0.1)), 1)


def _signature_width(issuer: str, day: str, is_sealed: bool) -> float:
    """The width of the block of name and date in characters (GB/T 9704-2012, 7.3.5).

    With a seal the block reaches to the right edge and both stand in its middle, four characters from the edge when
    the date is the longer one. Without, it ends two characters before the edge; the date begins two after the name.
    A name longer than a line of 28 characters goes on in the next.
    """
    if is_sealed:
        return min(_LINE, max(8 + _width(day), _width(issuer)))
    return min(_LINE - 2, max(_width(issuer), 2 + _width(day)))


@lru_cache(maxsize=1024)
def _width(text: str) -> float:
    """In characters: a Latin letter or digit is half a Chinese one."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in text)
