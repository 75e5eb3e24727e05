"""What a company may paste: the number with a link to its entry, as HTML and as plain text, and as a QR code."""

import io

import segno
from django.conf import settings
from django.utils.html import escape

from filings.display.entry import Entry


def portal() -> str:
    """The portal's public address, that all links are made of."""
    return str(settings.PUBLIC_URL)


def html(record_number: str, entry: Entry) -> str:
    """One line of HTML without styles or scripts; it takes the look of the page that it stands on.

    A bare string, so that a template shows it as code instead of following it.
    """
    address, number = escape(entry.url), escape(record_number)
    return f'<a href="{address}" target="_blank" rel="noopener">{number}</a>'


def plain(record_number: str, entry: Entry) -> str:
    """For places that take no HTML."""
    return f"算法备案编号：{record_number}，公示信息：{entry.url}"


def qr_svg(entry: Entry) -> bytes:
    """A QR code of the entry's address, scalable, black on white."""
    out = io.BytesIO()
    code = segno.make(entry.url, error="m", micro=False)
    code.save(out, kind="svg", scale=4, border=4, light="#fff", title="备案公示二维码")
    return out.getvalue()
