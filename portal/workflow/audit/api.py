"""Seals and proofs for programs; no login."""

from django.http import Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.audit import heads
from portal.audit.models import Seal
from portal.notices.proofs import proof_by_code
from portal.workflow.api import shapes
from portal.workflow.problems import Malformed

_PAGE = 100
_LONGEST = 10


class SealList(APIView):
    """The seals in their order, a hundred at a time."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="audit_seals",
        summary="审计链的封印",
        description="按序号从小到大，每次最多 100 个；next 为下一批的地址，没有更多时为 null。无需登录。",
        parameters=[OpenApiParameter("since", int, description="只要序号大于此数的，默认 0")],
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(400, 429)},
    )
    def get(self, request: Request) -> Response:
        """What was sealed after ``since``."""
        since = request.query_params.get("since", "").strip() or "0"
        if not (since.isascii() and since.isdecimal() and len(since) <= _LONGEST):
            raise Malformed({"since": ["应为封印的序号，从 0 起的整数"]})
        found = list(Seal.objects.filter(number__gt=int(since)).order_by("number")[: _PAGE + 1])
        page = found[:_PAGE]
        more = (
            f"{reverse('audit_api:seals')}?since={page[-1].number}" if len(found) > _PAGE else None
        )
        return Response({"results": [heads.as_json(seal) for seal in page], "next": more})


class SealDetail(APIView):
    """One seal."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="audit_seal",
        summary="一个封印",
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        """404 for one that was not made yet."""
        seal = Seal.objects.filter(number=number).first()
        if seal is None:
            raise Http404
        return Response(heads.as_json(seal))


class LetterProofs(APIView):
    """The proofs of one letter."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="audit_proof",
        summary="文书的封存证明",
        description="letter 为文书本身的证明，event 为其起因的审计记录的证明；尚未封印时为 null。无需登录。",
        responses={200: OpenApiTypes.OBJECT, **shapes.problems(404, 429)},
    )
    def get(self, request: Request, code: str) -> Response:
        """404 for every code that is not that of an issued letter."""
        found = proof_by_code(code)
        if found is None:
            raise Http404
        proofs = {"letter": found.letter, "event": found.event}
        told = {name: one and one.as_json() for name, one in proofs.items()}
        return Response({"code": found.notice.verification_code, **told})
