"""What a file really is: each accepted format with its own look inside."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_MEGABYTE = 1024 * 1024
_MAX_UNPACKED = 100 * _MEGABYTE
_MAX_PARTS = 2_000
_MAX_PIXELS = 40_000_000
_MAX_OBJECTS = 200_000
_ACTIVE_MARKUP = re.compile(rb"<script|<\?php", re.IGNORECASE)
_PAGE_MARKUP = re.compile(rb"<html|<svg|<!doctype|<body|<iframe", re.IGNORECASE)
_SCRIPT = "文件中夹带脚本或者网页代码，请用办公软件重新导出后上传。"
_ARCHIVE = "文件末尾夹带了压缩包，请用办公软件重新导出后上传。"


@dataclass(frozen=True)
class Format:
    """One accepted format. ``problem`` answers what is wrong with the bytes, or nothing."""

    label: str
    content_type: str
    suffixes: frozenset[str]
    magic: bytes
    problem: Callable[[bytes], str]


# --- PDF --------------------------------------------------------------------------------------------------------------
_ACTIONS = {
    "/JavaScript": "脚本",
    "/Launch": "启动程序的动作",
    "/ImportData": "导入数据的动作",
    "/SubmitForm": "对外发送数据的动作",
    "/GoToE": "跳转到内嵌文件的动作",
    "/Rendition": "多媒体动作",
    "/RichMediaExecute": "多媒体动作",
}


def _pdf_problem(data: bytes) -> str:
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _ARCHIVE
    if _ACTIVE_MARKUP.search(data) or _PAGE_MARKUP.search(data[:1024]):
        return _SCRIPT
    import pypdf  # noqa: PLC0415 -- slow import

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return "PDF 已加密，请上传未加密的文件。"
        if len(reader.pages) == 0:
            return "PDF 中没有页面。"
        return _active_content(reader)
    except Exception:  # pypdf raises whatever the broken bytes made it trip over
        return "PDF 已损坏或者不完整，无法打开。"


def _active_content(reader: Any) -> str:
    """The first thing in the document that acts or hides a file; every reachable object is looked at once."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415 -- slow import

    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            place = (item.idnum, item.generation)
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > _MAX_OBJECTS:
                return "PDF 结构过于复杂，请重新导出后上传。"
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            found = _acting(item)
            if found:
                return f"PDF 中含有{found}，请去除后重新导出。"
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))
    return ""


def _acting(item: Any) -> str:
    if "/JS" in item or "/JavaScript" in item:
        return "脚本"
    if "/EmbeddedFiles" in item or "/EF" in item:
        return "内嵌文件"
    return _ACTIONS.get(str(item.get("/S", "")), "")


# --- DOCX -------------------------------------------------------------------------------------------------------------
_REQUIRED = ("[Content_Types].xml", "word/document.xml")
_REMOTE_TEMPLATE = re.compile(
    rb'attachedTemplate"[^>]*TargetMode="External"|TargetMode="External"[^>]*attachedTemplate"'
)


def _docx_problem(data: bytes) -> str:
    if data[-22:-18] != b"PK\x05\x06":
        return "文件末尾有多余内容或者文件不完整，请用办公软件另存后上传。"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _package_problem(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return "DOCX 已损坏，无法打开。"


def _package_problem(package: zipfile.ZipFile) -> str:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        return f"DOCX 解压后过大（上限 {_MAX_UNPACKED // _MEGABYTE} MB 或 {_MAX_PARTS} 个部件）。"
    if len(set(names)) != len(names) or any(".." in name or name.startswith("/") for name in names):
        return "DOCX 内部的部件名称不合规，请用办公软件另存后上传。"
    if any(part.flag_bits & 0x1 for part in parts):
        return "DOCX 已加密，请上传未加密的文件。"
    if any(required not in names for required in _REQUIRED):
        return "这不是 Word 文档（缺少正文部件），请上传真正的 DOCX 文件。"
    if any(_is_program(name) for name in names):
        return "DOCX 中含有宏、控件或者内嵌程序，请去除后另存为普通 DOCX。"
    if package.testzip() is not None:
        return "DOCX 已损坏，无法打开。"
    return _parts_problem(package, names)


def _is_program(name: str) -> bool:
    lower = name.lower()
    return (
        "vbaproject" in lower
        or "/activex/" in lower
        or "oleobject" in lower
        or lower.endswith((".exe", ".js"))
    )


def _parts_problem(package: zipfile.ZipFile, names: list[str]) -> str:
    types = package.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        return "DOCX 中含有宏，请去除后另存为普通 DOCX。"
    if b"wordprocessingml.document.main+xml" not in types:
        return "这不是 Word 文档，请上传真正的 DOCX 文件。"
    for name in names:
        if name.endswith((".xml", ".rels")):
            part = package.read(name)
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                return "DOCX 内部含有不允许的实体声明，请用办公软件另存后上传。"
            if _REMOTE_TEMPLATE.search(part):
                return "DOCX 引用了外部模板，请去除后另存。"
    return ""


# --- Pictures ---------------------------------------------------------------------------------------------------------
_TOO_LARGE = f"图片尺寸过大（上限 {_MAX_PIXELS // 10_000} 万像素），请缩小后上传。"


def _picture_problem(data: bytes, kind: str) -> str:
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _ARCHIVE
    if _ACTIVE_MARKUP.search(data):
        return _SCRIPT
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
    "pdf": Format("PDF", "application/pdf", frozenset({"pdf"}), b"%PDF-", _pdf_problem),
    "docx": Format(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        frozenset({"docx"}),
        b"PK\x03\x04",
        _docx_problem,
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
