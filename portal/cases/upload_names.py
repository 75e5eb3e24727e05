"""File names from outside: shown to people, sent back in headers, never used as a path."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

#: As long as ``Document.name`` holds.
MAX_LENGTH = 150
#: What a harmless last suffix may hide: ``report.exe.pdf``.
_PROGRAMS = frozenset(
    "exe scr bat cmd ps1 vbs js mjs jse wsf hta jar msi dll lnk sh php jsp asp aspx py html htm xhtml svg".split()
)
#: Stand-ins for the separators that Django would cut a name at before anybody can refuse it.
_SLASH, _BACKSLASH = "\N{FRACTION SLASH}", "\N{SET MINUS}"


def checked_name(raw: str) -> str:
    """The name in composed form, fit to be shown. Raises ValidationError with one sentence."""
    name = unicodedata.normalize("NFC", raw).strip()
    shown = _printable(name)
    if not name:
        raise ValidationError("文件没有名称，请重新选择文件。")
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            f"文件名过长（{len(name)} 个字符，最多 {MAX_LENGTH} 个），请改短后再上传。"
        )
    if ".." in name or any(separator in name for separator in ("/", "\\", _SLASH, _BACKSLASH)):
        raise ValidationError(f"文件名“{shown}”含有路径符号，请只用文件本身的名称。")
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in name):
        raise ValidationError(
            f"文件名“{shown}”含有不可见的控制字符或者文字方向符，请改名后再上传。"
        )
    if any(char in '<>:"|?*' for char in name):
        raise ValidationError(f'文件名“{shown}”含有 < > : " | ? * 等不允许的符号，请改名后再上传。')
    stem, *suffixes = name.split(".")
    if not stem or not suffixes:
        raise ValidationError(f"文件名“{shown}”不完整，应当像“报告.pdf”这样带有名称和扩展名。")
    if any(suffix.strip().lower() in _PROGRAMS for suffix in suffixes[:-1]):
        raise ValidationError(f"文件名“{shown}”在扩展名前夹带了程序文件的扩展名，请改名后再上传。")
    return name


def _printable(name: str) -> str:
    """The name as it can be quoted in a sentence: hidden characters shown as ``\\uXXXX``, cut after 60."""
    visible = (char if char.isprintable() else f"\\u{ord(char):04x}" for char in name[:60])
    return "".join(visible) + ("…" if len(name) > 60 else "")


class _NameKeepingParser(MultiPartParser):
    """Django cuts ``../x.pdf`` to ``x.pdf`` and drops control characters; here they stay to be refused."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        kept = file_name.replace("/", _SLASH).replace("\\", _BACKSLASH)
        return kept or None


class KeepNames(FileUploadHandler):
    """First in ``FILE_UPLOAD_HANDLERS``: has the form parsed with the names as they were sent."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 -- Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Any:
        """The parsed fields and files, from a parser that hands names on."""
        if self.request is None:
            return None
        others = [handler for handler in self.request.upload_handlers if handler is not self]
        return _NameKeepingParser(META, input_data, others, encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Never called: the other handlers take the data."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Never called: the other handlers make the file."""
