"""A letter becomes a document: context → HTML → PDF/A-3a, the same bytes for the same notice on every run."""

import atexit
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from portal.clock import CHINA
from portal.notices import catalogue, fonts
from portal.notices.models import Notice

logging.getLogger("weasyprint.progress").disabled = True

#: WeasyPrint's font map and its log are one a process; so is the letter being set.
_SETTING = threading.Lock()
#: Marks that turn the direction of what follows: a name must not read otherwise on paper than it is.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


class MissingGlyph(Exception):
    """A character stands in no installed font. The letter is not issued: a wrong name is worse than none."""


class RendererMissing(Exception):
    """The libraries or fonts that set letters are not on this machine."""


def renderer_problem() -> str | None:
    """What keeps this machine from making letters, as one sentence for the health page; None when nothing does."""
    return fonts.problem()


def verification_url(notice: Notice) -> str:
    """The public address at which anybody can check the notice."""
    path = reverse("notices:verify_code", args=[notice.verification_code])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def render_letter(notice: Notice) -> bytes:
    """The letter's PDF/A-3a with its facts attached as ``notice.json``.

    Raises MissingGlyph naming the characters, RendererMissing naming what to install.
    """
    problem = renderer_problem()
    if problem:
        raise RendererMissing(problem)
    template = catalogue.get(notice.code).template or ""
    html = render_to_string(template, {**_straight(notice.context), **_frame(notice)})
    with _SETTING, _no_missing_glyph():
        return _pdf(html, notice)


def _frame(notice: Notice) -> dict[str, Any]:
    """What every letter carries besides its facts."""
    url = verification_url(notice)
    return {
        "title": notice.title,
        "addressee": _straight(notice.addressee.name),
        "verification_code": notice.verification_code,
        "verification_url": url,
        "qr": segno.make(url, error="m", micro=False).png_data_uri(scale=8, border=2),
        "event_hash": notice.event.hash,
        "created": notice.created_at.astimezone(CHINA).isoformat(timespec="seconds"),
    }


def _straight(value: Any) -> Any:
    """``value`` without marks that turn the reading direction."""
    if isinstance(value, str):
        return value.translate(_TURNING)
    if isinstance(value, list):
        return [_straight(item) for item in value]
    if isinstance(value, dict):
        return {key: _straight(item) for key, item in value.items()}
    return value


def _facts(notice: Notice) -> str:
    """The machine-readable twin of the letter."""
    facts = {
        "code": notice.code,
        "title": notice.title,
        "addressee": notice.addressee.name,
        "verification_code": notice.verification_code,
        "verification_url": verification_url(notice),
        "event_hash": notice.event.hash,
        "created_at": notice.created_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "content": notice.context,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1)


def _pdf(html: str, notice: Notice) -> bytes:
    import weasyprint  # noqa: PLC0415 -- slow import

    style, font_config = _style()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[style], font_config=font_config, pdf_variant="pdf/a-3a"
    )
    moment = notice.created_at.astimezone(CHINA).replace(microsecond=0)
    document.metadata.attachments = [
        weasyprint.Attachment(
            string=_facts(notice),
            name="notice.json",
            description="文书内容（机器可读）",
            created=moment,
            modified=moment,
            relationship="Data",
        )
    ]
    with warnings.catch_warnings():
        # WeasyPrint leaves the colour profile that PDF/A asks for to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        data: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a", pdf_identifier=notice.verification_code.encode()
        )
    return data


@lru_cache(maxsize=1)
def _style() -> tuple[Any, Any]:
    """The parsed style and the fonts it loaded, once a process: made anew per letter they eat the memory."""
    import weasyprint  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

    atexit.register(_style.cache_clear)  # its temporary files go while there is an interpreter left
    font_config = FontConfiguration()
    source = fonts.face_rules() + render_to_string("pdf/letter.css")
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["file"])
    return weasyprint.CSS(string=source, font_config=font_config, url_fetcher=fetcher), font_config


@contextmanager
def _no_missing_glyph() -> Iterator[None]:
    """Raises MissingGlyph at the end when the renderer had to draw a box for a character."""
    listener = _GlyphListener()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if listener.missing:
        named = "、".join(
            f"“{char}”（U+{ord(char):04X}）" for char in sorted(listener.missing)[:10]
        )
        raise MissingGlyph(
            f"字库缺字：{named}，已查找 {fonts.searched()}；请安装含有该字的字库后重新生成"
        )


class _GlyphListener(logging.Handler):
    """Collects the characters that WeasyPrint reports as found in no font."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and record.msg.startswith(".notdef glyph") and record.args:
            self.missing.add(str(record.args[0]))  # type: ignore[index]
