"""What may come in: every uploaded file is judged by its name, its size and its real content, then stored by hash."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from portal.cases.models import StoredFile
from portal.cases.upload_formats import FORMATS, Format
from portal.cases.upload_names import checked_name


@dataclass(frozen=True, kw_only=True)
class CheckedUpload:
    """A file that passed every check; ``name`` is fit to be shown and sent back."""

    name: str
    content_type: str
    data: bytes
    sha256: str
    size: int


def check_upload(
    uploaded_file: "UploadedFile[bytes]", *, allowed: Collection[str]
) -> CheckedUpload:
    """Judge one uploaded file. ``allowed`` holds codes of ``upload_formats.FORMATS``: pdf, docx, png, jpeg.

    Raises ValidationError with one sentence that names the problem. Nothing is stored here.
    """
    name = checked_name(uploaded_file.name or "")
    expected = _expected(name, allowed)
    data = _read(uploaded_file, name)
    if not data.startswith(expected.magic):
        raise ValidationError(
            f"文件“{name}”的内容不是 {expected.label}{_what_it_is(data)}，请上传真正的 {expected.label} 文件。"
        )
    problem = expected.problem(data)
    if problem:
        raise ValidationError(f"文件“{name}”未被接受：{problem}")
    return CheckedUpload(
        name=name,
        content_type=expected.content_type,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


def _expected(name: str, allowed: Collection[str]) -> Format:
    choices = [FORMATS[code] for code in allowed]
    suffix = name.rpartition(".")[2].lower()
    for choice in choices:
        if suffix in choice.suffixes:
            return choice
    labels = "、".join(choice.label for choice in choices)
    raise ValidationError(f"文件“{name}”的类型不在允许范围内，此处只接受 {labels} 文件。")


def _read(uploaded_file: "UploadedFile[bytes]", name: str) -> bytes:
    limit = settings.UPLOAD_MAX_BYTES
    uploaded_file.seek(0)
    data: bytes = uploaded_file.read(limit + 1)
    if not data:
        raise ValidationError(f"文件“{name}”是空的，请选择有内容的文件。")
    if len(data) > limit:
        raise ValidationError(
            f"文件“{name}”超过大小上限 {_readable(limit)}，请压缩或拆分后再上传。"
        )
    return data


def _readable(size: int) -> str:
    return f"{size // 1024 // 1024} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"


def _what_it_is(data: bytes) -> str:
    """What the content looks like, to help an honest mistake; empty when nobody knows."""
    try:
        suffix: str = puremagic.from_string(data)
    except (puremagic.PureError, ValueError):
        return ""
    return f"（看上去是 {suffix} 文件）" if suffix else ""


def store(checked: CheckedUpload) -> StoredFile:
    """Keep the bytes under their hash, in the caller's transaction. Equal files share one row."""
    return store_bytes(checked.data)


def store_bytes(data: bytes) -> StoredFile:
    """Keep bytes that the portal itself made or already checked.

    Bytes that were destroyed under the schedule of retention and come in anew are kept anew.
    """
    stored, created = StoredFile.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(), defaults={"data": data, "size": len(data)}
    )
    if not created and _is_destroyed(stored):
        stored.data, stored.destroyed_at = data, None
        stored.save(update_fields=["data", "destroyed_at"])
    return stored


def _is_destroyed(stored: StoredFile) -> bool:
    """Whether the bytes are gone, asked under a lock that a destruction does not pass (and other uploads do)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT destroyed_at IS NOT NULL FROM cases_storedfile WHERE sha256 = %s FOR KEY SHARE",
            [stored.pk],
        )
        return bool(cursor.fetchone()[0])
