"""Names reach the check as they were sent, and files leave only as downloads."""

from urllib.parse import quote

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from portal.cases.downloads import file_response


def sent(filename: str) -> HttpRequest:
    body = (
        "--b\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-\r\n"
        '--b\r\nContent-Disposition: form-data; name="slot"\r\n\r\nreport\r\n--b--\r\n'
    )
    return RequestFactory().post("/", body.encode(), content_type="multipart/form-data; boundary=b")


@pytest.fixture(autouse=True)
def names_are_kept(settings: Settings) -> None:
    settings.FILE_UPLOAD_HANDLERS = [
        "portal.cases.upload_names.KeepNames",
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ]


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../x.pdf", "..⁄..⁄x.pdf"),
        ("..\\x.pdf", "..∖x.pdf"),
        ("a\u202eb.pdf", "a\u202eb.pdf"),
    ],
)
def test_a_name_arrives_as_it_was_sent(filename: str, kept: str) -> None:
    request = sent(filename)
    assert request.FILES["file"].name == kept
    assert request.FILES["file"].read() == b"%PDF-"
    assert request.POST["slot"] == "report"


def test_a_file_goes_out_as_a_download_that_no_browser_runs() -> None:
    name = '报告 "终稿".pdf'
    response = file_response(b"%PDF-", name=name, content_type="application/pdf")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert (response.content, response["Content-Type"]) == (b"%PDF-", "application/pdf")
