"""What belongs to a case: its timeline, deadlines, papers and notices."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.audit.selectors import timeline
from portal.cases.selectors import papers_for
from portal.cases.uploads import check_upload
from portal.deadlines.models import Deadline
from portal.notices.selectors import notices_of
from portal.workflow import engine
from portal.workflow.api import shapes
from portal.workflow.api.calling import CaseView, told_since, version_in
from portal.workflow.disclosure import readable
from portal.workflow.errors import InvalidInput, Refused
from portal.workflow.idempotency import Receipt
from portal.workflow.kept_limits import known_limits
from portal.workflow.notices.api import notice_json
from portal.workflow.presenters import (
    deadline_with_history_json,
    document_json,
    event_json,
    outcome_json,
)
from portal.workflow.problems import refuse_too_large
from portal.workflow.reading import case_for, running
from portal.workflow.views.downloading import paper_download


class Timeline(CaseView):
    """The audit trail of a case."""

    @extend_schema(
        operation_id="case_timeline",
        summary="办理过程",
        responses={200: shapes.Event(many=True), **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """The newest event first."""
        kind, case = case_for(self.user, number)
        return Response(
            [event_json(event, kind) for event in readable(timeline(case), case, self.user)]
        )


class Deadlines(CaseView):
    """The limits of a case."""

    @extend_schema(
        operation_id="case_deadlines",
        summary="期限及其计算过程",
        responses={200: shapes.DeadlineWithHistory(many=True), **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """Running and ended ones, each with the steps of its count and its moves."""
        _kind, case = case_for(self.user, number)
        rows = Deadline.objects.filter(case_id=case.pk).prefetch_related("changes")
        found, moment = known_limits(case, self.user, rows), self.moment()
        return Response([deadline_with_history_json(d, moment) for d in found])


class Notices(CaseView):
    """What was said about a case."""

    @extend_schema(
        operation_id="case_notices",
        summary="文书与通知",
        responses={200: shapes.Notice(many=True), **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """The newest first; ``pdf`` is null until the document is there."""
        _kind, case = case_for(self.user, number)
        return Response([notice_json(notice) for notice in notices_of(case, self.user)])


class Documents(CaseView):
    """The papers of a case."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="case_documents",
        summary="材料",
        responses={200: shapes.Document(many=True), **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """Those that count now."""
        _kind, case = case_for(self.user, number)
        return Response([document_json(d, case) for d in papers_for(case, self.user)])

    @extend_schema(
        operation_id="case_document_upload",
        summary="上传材料",
        parameters=[shapes.IDEMPOTENCY_KEY],
        request={"multipart/form-data": shapes.Upload},
        responses={
            201: shapes.Outcome,
            **shapes.problems(400, 401, 403, 404, 409, 413, 415, 422, 428),
        },
    )
    def post(self, request: Request, number: str) -> Response:
        """A place for one paper sets its older paper aside."""
        kind, case = case_for(self.user, number)
        version, moment = version_in(request.POST), self.moment()
        slot = kind.slot(request.POST.get("slot", ""))
        file = request.FILES.get("file")
        errors = {} if slot else {"slot": [_known_slots(kind)]}
        errors |= {} if file else {"file": ["请选择要上传的文件"]}
        if errors or slot is None or file is None:
            raise InvalidInput(errors)
        refuse_too_large(file)
        try:
            upload = check_upload(file, allowed=slot.types)
        except ValidationError as refused:
            raise InvalidInput({"file": refused.messages}) from refused

        def act(receipt: Receipt) -> None:
            engine.attach(
                case.pk,
                slot=slot.code,
                upload=upload,
                actor=self.user,
                version=version,
                now=moment,
                receipt=receipt,
            )

        def reply(outcome: Any) -> tuple[int, Any]:
            return 201, outcome_json(
                outcome, running(outcome.case, self.user), moment, user=self.user
            )

        content = [slot.code, version, upload.name, upload.sha256]
        try:
            return self.once(request, moment, content, act, reply)
        except Refused as refused:
            raise told_since(self.user, number, refused, version) from refused


def _known_slots(kind: Any) -> str:
    return f"slot 应为以下之一：{'、'.join(slot.code for slot in kind.slots)}"


class OneDocument(CaseView):
    """One paper."""

    @extend_schema(
        operation_id="case_document",
        summary="下载材料",
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            **shapes.problems(401, 404, 410, 503),
        },
    )
    def get(self, request: Request, number: str, document: int) -> HttpResponse:
        """The bytes, always as an attachment."""
        kind, case = case_for(self.user, number)
        return paper_download(request, self.user, kind, case, document)

    @extend_schema(
        operation_id="case_document_remove",
        summary="移除草稿中的材料",
        parameters=[OpenApiParameter("version", int, required=True)],
        responses={200: shapes.Outcome, **shapes.problems(401, 403, 404, 409, 422, 428)},
    )
    def delete(self, request: Request, number: str, document: int) -> Response:
        """Sets it aside; its bytes stay, as the trail speaks of them."""
        _kind, case = case_for(self.user, number)
        found = papers_for(case, self.user).filter(pk=document, removed_at=None).first()
        if found is None:
            raise Http404
        version, moment = version_in(request.query_params), self.moment()
        try:
            outcome = engine.detach(
                case.pk, document=found, actor=self.user, version=version, now=moment
            )
        except Refused as refused:
            raise told_since(self.user, number, refused, version) from refused
        return Response(
            outcome_json(outcome, running(outcome.case, self.user), moment, user=self.user)
        )
