"""A Word document as a paper: only the parts that a paper is made of, and no reach beyond itself but web links."""

import html
import io
import re
import xml.etree.ElementTree as ET  # noqa: S405 -- declarations are refused before anything is parsed
import zipfile

from portal.cases.upload_markup import ACTIVE_MARKUP, is_plain_link

_MEGABYTE = 1024 * 1024
_MAX_UNPACKED = 100 * _MEGABYTE
_MAX_PARTS = 2_000
_TYPES = "[Content_Types].xml"
_REQUIRED = (_TYPES, "word/document.xml")
#: The parts of a paper. Charts and drawings are in it; the workbooks behind charts are not, for they can hold anything.
_PAPER = re.compile(
    r"""\[content_types\]\.xml
    | (?:[a-z0-9]+/)*_rels/[^/]*\.rels
    | docprops/(?:app|core|custom)\.xml | docprops/thumbnail\.(?:jpe?g|png|emf|wmf)
    | docmetadata/labelinfo\.xml
    | customxml/item(?:props)?[0-9]*\.xml
    | _xmlsignatures/(?:origin\.sigs|sig[0-9]+\.xml)
    | word/(?:(?:theme|glossary|charts|diagrams|drawings|ink)/)?[a-z0-9]+\.xml
    | word/(?:glossary/)?media/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp|svg)
    | word/(?:glossary/)?fonts/[^/]+\.odttf
    | (?:[a-z0-9]+/)+""",
    re.VERBOSE,
)
_PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II", b"MM\0*",
    b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"<", b"\xef\xbb\xbf<",
)  # fmt: skip
#: OLE documents, Windows and Linux programs, archives, scripts.
_PROGRAMS = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"#!")
_ACTING_TYPE = re.compile(r"macro|vba|oleobject|activex|executable|msdownload", re.IGNORECASE)
_ACTING_RELATION = re.compile(
    r"/(?:oleObject|package|control|activeX\w*|vbaProject|wordVbaData|aFChunk|subDocument|frame"
    r"|attachedToolbars|keyMapCustomizations|extensibility|webextension\w*|mailMerge\w*)$",
    re.IGNORECASE,
)
_DDE = re.compile(r"(?<![A-Z])DDE(?:AUTO)?\s", re.IGNORECASE)
_FIELD = re.compile(r"<\w+:instrText[^>]*>([^<]*)<|<\w+:fldSimple[^>]*\binstr=[\"']([^\"']*)")
_PROGRAM = "DOCX 中含有宏、控件或者内嵌程序，请去除后另存为普通 DOCX。"
_OUTSIDE = "DOCX 引用了外部{}，请去除后另存；除普通网页链接外，文件不得引用外部内容。"
_OUTSIDE_NAMES = {"attachedTemplate": "模板", "image": "图片", "hyperlink": "文件链接"}


def docx_problem(data: bytes) -> str:
    """What is wrong with the bytes of a DOCX; empty when nothing is."""
    if data[-22:-18] != b"PK\x05\x06":
        return "文件末尾有多余内容或者文件不完整，请用办公软件另存后上传。"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _package_problem(package) or _content_problem(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return "DOCX 已损坏，无法打开。"
    except (ET.ParseError, LookupError):
        return "DOCX 内部的说明部件已损坏，请用办公软件另存后上传。"


def _package_problem(package: zipfile.ZipFile) -> str:
    """What the list of parts tells."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        return f"DOCX 解压后过大（上限 {_MAX_UNPACKED // _MEGABYTE} MB 或 {_MAX_PARTS} 个部件）。"
    if len({name.lower() for name in names}) != len(names) or any(
        ".." in name or name.startswith("/") for name in names
    ):
        return "DOCX 内部的部件名称不合规，请用办公软件另存后上传。"
    if any(part.flag_bits & 0x1 for part in parts):
        return "DOCX 已加密，请上传未加密的文件。"
    if any(required not in names for required in _REQUIRED):
        return "这不是 Word 文档（缺少正文部件），请上传真正的 DOCX 文件。"
    return next(filter(None, map(_name_problem, names)), "")


def _name_problem(name: str) -> str:
    lower = name.lower()
    if "vba" in lower or "/activex/" in lower or "oleobject" in lower:
        return _PROGRAM
    if _PAPER.fullmatch(lower):
        return ""
    shown = "".join(char if char.isprintable() else "?" for char in name[:60])
    if "/embeddings/" in lower:
        return f"DOCX 中嵌入了其他文件（{shown}），请把图表粘贴为图片、把附件单独上传。"
    return f"DOCX 中含有文书不需要的部件（{shown}），请用办公软件另存为普通 DOCX 后上传。"


def _content_problem(package: zipfile.ZipFile) -> str:
    """What the parts themselves tell."""
    if package.testzip() is not None:
        return "DOCX 已损坏，无法打开。"
    names = [name for name in package.namelist() if not name.endswith("/")]
    fields = []
    for name in names:
        part = package.read(name)
        problem = _part_problem(name.lower(), part)
        if problem:
            return problem
        if name.startswith("word/") and name.endswith(".xml"):
            fields += ["".join(found) for found in _FIELD.findall(_text(part))]
    if _DDE.search(html.unescape("".join(fields)) + " "):
        return "DOCX 中含有调用其他程序的域（DDE），请去除后另存。"
    return ""


def _part_problem(lower: str, part: bytes) -> str:
    if part.startswith(_PROGRAMS):
        return _PROGRAM
    if "/media/" in lower or lower.startswith("docprops/thumbnail"):
        is_picture = part.startswith(_PICTURES) and not ACTIVE_MARKUP.search(part)
        return "" if is_picture else "DOCX 中有图片的内容不是图片，请用办公软件另存后上传。"
    if not lower.endswith((".xml", ".rels")):
        return ""
    text = _text(part)
    if not text.lstrip().startswith("<"):
        return "DOCX 中有部件的内容不是 XML，请用办公软件另存后上传。"
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return "DOCX 内部含有不允许的实体声明，请用办公软件另存后上传。"
    if lower.endswith(".rels"):
        return _relations_problem(text)
    return _types_problem(text) if lower == _TYPES.lower() else ""


def _text(part: bytes) -> str:
    """A part as text. UTF-16 is told by its mark; the rest is UTF-8, as the format asks."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16")
    return part.decode("utf-8-sig", errors="replace")


def _elements(text: str) -> list[ET.Element]:
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)  # it names the encoding that is decoded already
    return list(ET.fromstring(body).iter())  # noqa: S314 -- without declarations there is nothing to expand


def _types_problem(text: str) -> str:
    types = [element.get("ContentType", "") for element in _elements(text)]
    if any(_ACTING_TYPE.search(kind) for kind in types):
        return _PROGRAM
    if not any("wordprocessingml.document.main+xml" in kind for kind in types):
        return "这不是 Word 文档，请上传真正的 DOCX 文件。"
    return ""


def _relations_problem(text: str) -> str:
    for relation in _elements(text):
        kind = relation.get("Type", "").rpartition("/")
        outside = relation.get("TargetMode", "").lower() == "external"
        if not outside and _ACTING_RELATION.search(relation.get("Type", "")):
            return _PROGRAM
        is_link = kind[2] == "hyperlink" and is_plain_link(relation.get("Target", ""))
        if outside and not is_link:
            return _OUTSIDE.format(_OUTSIDE_NAMES.get(kind[2], "内容"))
    return ""
