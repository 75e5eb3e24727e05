"""Bytes of a page into text, as browsers do it: byte order mark, then header, then ``<meta>``, then a guess.

GB2312 and GBK are read as GB18030, which holds both; so does the standard.
"""

import codecs
import re

import webencodings

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
#: How far a page is searched for its own word on the matter.
_HEAD = 8 * 1024
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_GBK, _GB18030, _UTF8 = "gbk", "gb18030", "utf-8"


def decode(data: bytes, content_type: str) -> tuple[str, str]:
    """The text and the name of the encoding that it was read in; what does not fit becomes U+FFFD."""
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    name = _of_header(content_type) or _of_meta(data) or _guess(data)
    return data.decode(name, "replace"), name


def _of_header(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    return _codec(found[1]) if found else ""


def _of_meta(data: bytes) -> str:
    found = _META.search(_COMMENT.sub(b"", data[:_HEAD]))
    name = _codec(found[1].decode("ascii", "replace")) if found else ""
    return _UTF8 if name.startswith("utf-16") else name  # it could not have been read so far


def _codec(label: str) -> str:
    found = webencodings.lookup(label)
    if found is None or found.name in ("replacement", "x-user-defined"):
        return ""
    return _GB18030 if found.name == _GBK else str(found.codec_info.name)


def _guess(data: bytes) -> str:
    try:
        data.decode(_UTF8)
    except UnicodeDecodeError as wrong:
        return _UTF8 if wrong.start > len(data) - 4 else _GB18030
    return _UTF8
