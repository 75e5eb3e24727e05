"""What a file really is: each accepted format with its own look inside."""

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from portal.cases.upload_markup import ACTIVE_MARKUP, ARCHIVE, SCRIPT
from portal.cases.upload_pdf import pdf_problem
from portal.cases.upload_word import docx_problem

_MAX_PIXELS = 40_000_000


@dataclass(frozen=True)
class Format:
    """One accepted format. ``problem`` answers what is wrong with the bytes, or nothing."""

    label: str
    content_type: str
    suffixes: frozenset[str]
    magic: bytes
    problem: Callable[[bytes], str]


# --- Pictures ---------------------------------------------------------------------------------------------------------
_TOO_LARGE = f"图片尺寸过大（上限 {_MAX_PIXELS // 10_000} 万像素），请缩小后上传。"


def _picture_problem(data: bytes, kind: str) -> str:
    if zipfile.is_zipfile(io.BytesIO(data)):
        return ARCHIVE
    if ACTIVE_MARKUP.search(data):
        return SCRIPT
    from PIL import Image  # noqa: PLC0415 -- slow import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                if picture.width * picture.height > _MAX_PIXELS:
                    return _TOO_LARGE
                picture.verify()
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                picture.load()
    except Image.DecompressionBombError:
        return _TOO_LARGE
    except Exception:  # Pillow raises whatever the broken bytes made it trip over
        return "图片已损坏或者不完整，无法打开。"
    return ""


#: Code → format; the codes are what ``check_upload(allowed=…)`` takes.
FORMATS: dict[str, Format] = {
    "pdf": Format("PDF", "application/pdf", frozenset({"pdf"}), b"%PDF-", pdf_problem),
    "docx": Format(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        frozenset({"docx"}),
        b"PK\x03\x04",
        docx_problem,
    ),
    "png": Format(
        "PNG",
        "image/png",
        frozenset({"png"}),
        b"\x89PNG\r\n\x1a\n",
        lambda data: _picture_problem(data, "PNG"),
    ),
    "jpeg": Format(
        "JPEG",
        "image/jpeg",
        frozenset({"jpg", "jpeg"}),
        b"\xff\xd8\xff",
        lambda data: _picture_problem(data, "JPEG"),
    ),
}
