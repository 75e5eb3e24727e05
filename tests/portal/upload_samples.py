"""Good files and hostile ones, made in memory."""

import io
import zipfile
import zlib

import docx
import pypdf
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def pdf(pages: int = 1) -> bytes:
    return _written(_writer(pages))


def pdf_with_script() -> bytes:
    writer = _writer()
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return _written(writer)


def pdf_with_attachment() -> bytes:
    writer = _writer()
    writer.add_attachment("a.exe", b"MZ")
    return _written(writer)


def pdf_with_action(kind: str) -> bytes:
    """Opens with an action, e.g. ``/Launch``."""
    writer = _writer()
    action = {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("cmd.exe")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return _written(writer)


def pdf_with_link(target: str) -> bytes:
    """One page with a link on it."""
    return pdf_with(S="/URI", URI=target)


def pdf_with(**entries: str) -> bytes:
    """Opens with a dictionary of these entries; a value with a slash in front is a name, others are text."""
    writer = _writer()
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value)
            if value.startswith("/") and not value.startswith("//")
            else TextStringObject(value)
            for key, value in entries.items()
        }
    )
    return _written(writer)


def pdf_with_password() -> bytes:
    writer = _writer()
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def _writer(pages: int = 1) -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def _written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("算法安全自评估报告")
    document.save(out)
    return out.getvalue()


def word_with(**parts: bytes) -> bytes:
    """A Word file with more parts; ``__`` in a name stands for ``/`` and ``_dot_`` for a dot."""
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def word_related(kind: str, target: str, mode: str = "External") -> bytes:
    """A Word file whose header refers to ``target``."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return word_with(word___rels__header1_dot_xml_dot_rels=relation.encode())


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def png_of_claimed_size(side: int) -> bytes:
    """A small PNG whose header claims ``side`` × ``side`` pixels."""
    data = bytearray(picture())
    data[16:24] = side.to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)
