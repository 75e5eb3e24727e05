"""Notices for programs: the document, the public check, and how a notice looks in JSON."""

from dataclasses import asdict
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.models import User
from portal.notices import selectors, verification
from portal.notices.models import Notice
from portal.signing.examining import BUSY_SECONDS, Busy
from portal.workflow.api import shapes
from portal.workflow.errors import InvalidInput
from portal.workflow.inputs import errors_of, told_of
from portal.workflow.notices import views
from portal.workflow.notices.forms import FileForm
from portal.workflow.presenters import instant
from portal.workflow.problems import refuse_too_large
from portal.workflow.throttling import FileCheckPace


class NotReady(APIException):
    """The letter has no document (yet)."""

    status_code = 409
    default_code = "notice_not_ready"


def notice_json(notice: Notice) -> dict[str, Any]:
    """One notice as JSON. ``pdf`` is null until the document is there."""
    ready = notice.file_id is not None
    return {
        "id": notice.pk,
        "code": notice.code,
        "form": notice.form,
        "title": notice.title,
        "body": notice.body,
        "status": notice.status,
        "addressee": notice.addressee.name,
        "recipient": str(notice.recipient) if notice.recipient else None,
        "issuer": notice.issuer.name if notice.issuer else None,
        "created_at": instant(notice.created_at),
        "opened_at": instant(notice.opened_at),
        "verification_code": notice.verification_code if ready else None,
        "sha256": notice.file_id,
        "pdf": reverse("notices_api:pdf", args=[notice.pk]) if ready else None,
    }


class NoticePdf(APIView):
    """The document of a letter."""

    @extend_schema(
        operation_id="notice_pdf",
        summary="下载文书",
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **shapes.problems(401, 404, 409, 429),
        },
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """404 also for what you may not see, 409 while the document is not there."""
        notice = selectors.readable(cast(User, request.user), pk)
        if notice is None or notice.form != Notice.Form.LETTER:
            raise Http404
        if notice.file_id is None:
            failed = notice.status == Notice.Status.FAILED
            raise NotReady(
                "文书生成失败，运维人员处理后会重新生成。"
                if failed
                else "文书正在生成，请稍后再取。"
            )
        views.note_read(request, notice)
        views.mark_opened(request, notice)
        return views.pdf_response(notice)


class VerifyCode(APIView):
    """Whether a document with this verification code was issued."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="verify_code",
        summary="按核验码核验文书",
        description="核验码为文书下方的 16 位字符。verdict 为 unknown 时不说明其他内容。无需登录。",
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(400, 429)},
    )
    def get(self, request: Request, code: str) -> Response:
        """``genuine`` false for an unknown code, with nothing else."""
        return _answer(verification.by_code(code))


class VerifyFile(APIView):
    """Whether exactly this file was issued."""

    permission_classes = (AllowAny,)
    parser_classes = (MultiPartParser,)
    throttle_classes = (FileCheckPace,)

    @extend_schema(
        operation_id="verify_file",
        summary="按文件核验文书",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "printed_code": {"type": "string", "description": "文书上印的核验码，可以不填"},
                },
                "required": ["file"],
            }
        },
        description=(
            "上传收到的文书，逐字节比对；不一致的，查看其电子签名，分别说明内容被改动、签发后被追加、"
            "签名被去除、冒用核验码等。不保存文件。无需登录。"
        ),
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(400, 413, 415, 422, 429)},
    )
    def post(self, request: Request) -> Response:
        """The file is compared and looked into, never kept."""
        file = request.FILES.get("file")
        if file is not None:
            refuse_too_large(file)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            raise InvalidInput(told_of(form, errors_of(form)))
        data = form.cleaned_data["file"].read()
        try:
            return _answer(verification.by_file(data, form.cleaned_data["printed_code"]))
        except Busy as busy:
            raise Throttled(wait=BUSY_SECONDS) from busy


def _answer(answer: verification.Answer) -> Response:
    told = {
        "genuine": answer.genuine,
        "verdict": answer.verdict.value,
        "verdict_label": str(answer.verdict.label),
        "issued": asdict(answer.issued) if answer.issued else None,
    }
    if answer.by_file:
        told["signed_at"] = instant(answer.signed_at)
    return Response(told)
