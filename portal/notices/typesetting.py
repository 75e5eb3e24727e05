"""HTML → PDF/A-3a in the official faces: the same bytes for the same text on every run."""

import atexit
import gc
import logging
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string

from portal.notices import fonts

logging.getLogger("weasyprint.progress").disabled = True

#: WeasyPrint's font map and its log are one a process; so is the letter being set.
_SETTING = threading.Lock()


#: How a letter's body begins in its page, and the name of the block of name and date.
_BODY, _SIGNATURE = '<body class="', "signature"
#: How much lower a text is at best when its lines stand closer (``.tight`` in the style).
_CLOSER = 26 / 28.95


class MissingGlyph(Exception):
    """A character stands in no installed font. The letter is not issued: a wrong name is worse than none."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is to be set: the page, and under addresses that the page names the PNG images that letters share.

    ``facts`` are attached as ``notice.json``; ``moment`` and ``identifier`` are the document's date and identity.
    """

    html: str
    images: dict[str, bytes]
    facts: str
    moment: datetime
    identifier: str


def pdf(paper: Paper) -> bytes:
    """The document. Raises MissingGlyph."""
    with _SETTING, _no_missing_glyph():
        return _set(paper)


def _set(paper: Paper) -> bytes:
    document = _laid_out(paper.html, paper.images)
    if _may_close_up(document):
        tighter = _laid_out(paper.html.replace(_BODY, f"{_BODY}tight ", 1), paper.images)
        document = min(document, tighter, key=lambda one: len(one.pages))
    document.metadata.attachments = [_attachment(paper.facts, paper.moment)]
    with warnings.catch_warnings():
        # WeasyPrint leaves the colour profile that PDF/A asks for to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        data: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_identifier=paper.identifier.encode(),
            uncompressed_pdf=True,
            finisher=_compress,
        )
    return data


def _laid_out(html: str, images: dict[str, bytes]) -> Any:
    """The pages."""
    import weasyprint  # noqa: PLC0415 -- slow import

    from portal.notices.kept_images import kept  # noqa: PLC0415 -- slow import

    style, font_config = _style()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    return weasyprint.HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[style],
        font_config=font_config,
        pdf_variant="pdf/a-3a",
        cache={address: kept(png) for address, png in images.items()},
    )


def _may_close_up(document: Any) -> bool:
    """Whether closer lines might bring name, date and seal back to the page before (GB/T 9704-2012, 7.3.5.4)."""
    last = next((at for at, page in enumerate(document.pages) if _SIGNATURE in page.anchors), 0)
    used = sum(_used(page) for page in document.pages[: last + 1])
    return last > 0 and used * _CLOSER <= last


def _used(page: Any) -> float:
    """The part of a page's height that is set with something; a page tells it to nobody but its own boxes."""
    area = page._page_box
    [body] = area.children[0].children
    lowest = max(
        (box.position_y + box.margin_height() for box in body.children if box.is_in_normal_flow()),
        default=area.content_box_y(),
    )
    height: float = (lowest - area.content_box_y()) / area.height
    return height


def _compress(_document: object, pdf: Any) -> None:
    """Packs the streams once. The renderer itself would at the slowest level and twice, a fifth of a letter's time."""
    import pydyf  # noqa: PLC0415 -- slow import

    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and not {"Filter", "Type"} & stream.extra.keys():
            stream.stream = [zlib.compress(b"\n".join(map(_bytes, stream.stream)))]
            stream.extra["Filter"] = "/FlateDecode"


def _bytes(part: Any) -> bytes:
    """One item of a stream as it is written."""
    if isinstance(part, str):
        return part.encode()
    data: bytes = getattr(part, "data", part)
    return data


def _attachment(facts: str, moment: datetime) -> Any:
    import weasyprint  # noqa: PLC0415 -- slow import

    return weasyprint.Attachment(
        string=facts,
        name="notice.json",
        description="文书内容（机器可读）",
        created=moment,
        modified=moment,
        relationship="Data",
    )


@lru_cache(maxsize=1)
def _style() -> tuple[Any, Any]:
    """The parsed style and the fonts it loaded, once a process: made anew per letter they eat the memory."""
    import weasyprint  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

    atexit.register(_style.cache_clear)  # its temporary files go while there is an interpreter left
    font_config = FontConfiguration()
    source = fonts.face_rules() + render_to_string("pdf/letter.css", fonts.families())
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["file"])
    style = weasyprint.CSS(string=source, font_config=font_config, url_fetcher=fetcher)
    gc.collect()
    gc.freeze()  # what stays need not be looked through for garbage: every tenth letter paid for it
    return style, font_config


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
