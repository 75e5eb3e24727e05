"""A PDF as a paper: pages to read, nothing that acts, sends, plays, or reaches for another file."""

import io
import zipfile
from typing import Any

from portal.cases.upload_markup import (
    ACTIVE_MARKUP,
    ARCHIVE,
    PAGE_MARKUP,
    SCRIPT,
    is_plain_link,
)

_MAX_OBJECTS = 200_000
_MEDIA = "多媒体内容"
_ACTIONS = {
    "/JavaScript": "脚本",
    "/Launch": "启动程序的动作",
    "/ImportData": "导入数据的动作",
    "/SubmitForm": "对外发送数据的动作",
    "/GoToE": "跳转到内嵌文件的动作",
    "/GoToR": "跳转到其他文件的动作",
    "/Rendition": _MEDIA,
    "/RichMediaExecute": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
}
_MEDIA_NOTES = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})


def pdf_problem(data: bytes) -> str:
    """What is wrong with the bytes of a PDF; empty when nothing is."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        return ARCHIVE
    if ACTIVE_MARKUP.search(data) or PAGE_MARKUP.search(data[:1024]):
        return SCRIPT
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
            found = _acting(item) or _reaching_out(item)
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
    if "/XFA" in item:
        return "动态表单（XFA）"
    if "/RichMediaContent" in item or str(item.get("/Subtype", "")) in _MEDIA_NOTES:
        return _MEDIA
    return _ACTIONS.get(str(item.get("/S", "")), "")


def _reaching_out(item: Any) -> str:
    """Links and references that lead to a file, on this machine or another."""
    from pypdf.generic import DictionaryObject, StreamObject  # noqa: PLC0415 -- slow import

    for key in ("/URI", "/Base"):
        target = item.get(key)
        if isinstance(target, bytes):
            target = target.decode("latin-1")
        if isinstance(target, str) and not is_plain_link(target):
            return "网页以外的链接（如本机文件、共享文件夹）"
    reference = item.get("/Ref")
    is_reference = isinstance(reference, DictionaryObject) and "/F" in reference
    is_outside = isinstance(item, StreamObject) and "/F" in item
    if is_reference or is_outside or str(item.get("/Type", "")) in {"/Filespec", "/F"}:
        return "对其他文件的引用"
    return ""
