"""Files going out: always as an attachment, never as a page of this site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from portal.cases.models import Document


def file_response(data: bytes | memoryview, *, name: str, content_type: str) -> HttpResponse:
    """The bytes as a download under ``name`` (any script; RFC 6266). No browser guesses, stores or runs them."""
    response = HttpResponse(bytes(data), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Length"] = str(len(data))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def document_response(document: Document) -> HttpResponse:
    """One paper of a case as a download. Whether the asker may have it was decided before."""
    return file_response(document.file.data, name=document.name, content_type=document.content_type)
