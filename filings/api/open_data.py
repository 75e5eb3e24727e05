"""The register as files and as a feed of changes: for programs, open to anyone, also from other sites' pages."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings.open_data import changes, files
from filings.open_data.columns import COLUMNS
from filings.open_data.cursors import BadCursor
from filings.open_data.freshness import Freshness, freshness
from filings.open_data.site import site
from filings.search.query import FACETS, BadQuery, Search, parse
from portal.clock import now
from portal.workflow.api import shapes
from portal.workflow.presenters import instant
from portal.workflow.problems import MEDIA_TYPE, Malformed
from portal.workflow.throttling import AnonymousPace, Pace

#: So many files a process writes at the same time: each holds a thread for as long as its reader reads.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class ExportPace(Pace):
    """Whole files, by address, for everybody."""

    scope = "export"


class Busy(APIException):
    """Others are taking the register just now."""

    status_code = 503
    default_code = "busy"
    default_detail = "正在下载的人较多，请稍后再试。"
    wait = 30


class WhateverIsAccepted(BaseContentNegotiation):
    """The address says what comes: what a program says it would accept changes nothing."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class OpenView(APIView):
    """Asks nobody who they are: the answer is the same for all, so that caches may keep it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = WhateverIsAccepted
    throttle_classes: tuple[type[Pace], ...] = (AnonymousPace,)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Pages of other sites may read it: nothing here is anybody's own."""
        return {**super().default_response_headers, "Access-Control-Allow-Origin": "*"}


_FILTERS = [
    OpenApiParameter("q", str, description="词语，同“查询备案公示”；省略即全部"),
    *(
        OpenApiParameter(name, str, description=f"{title}：代码或者名称")
        for name, title in FACETS.items()
    ),
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="上次的 ETag"),
]
_OTHERWISE: dict[Any, OpenApiResponse] = {
    304: OpenApiResponse(description="与上次相同，没有内容"),
    **shapes.problems(400, 429),
    (503, MEDIA_TYPE): OpenApiResponse(shapes.Problem, description="同时下载的人过多"),
}


class ExportView(OpenView):
    """The register, or what a search finds of it, as one file."""

    throttle_classes = (ExportPace,)

    def answer(self, request: Request, kind: str) -> HttpResponseBase:
        """The file, or 304 where the reader has it already. Raises Malformed, Busy."""
        try:
            search = parse(request.query_params)
        except BadQuery as refused:
            raise Malformed(refused.errors) from refused
        question = repr((kind, site(), search.text, sorted(search.filters.items())))
        known = freshness(question, now())
        response = unchanged(request, known) or self._file(request, search, kind)
        return validated(response, known)

    def _file(self, request: Request, search: Search, kind: str) -> HttpResponseBase:
        content_type = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
        headers = {"Content-Disposition": f'attachment; filename="filing-registry.{kind}"'}
        if request.method == "HEAD":
            return HttpResponse(content_type=content_type, headers=headers)
        pieces = _Pieces(_written(search, kind))
        return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


class ExportCsv(ExportView):
    """A table for spreadsheets and programs."""

    @extend_schema(
        operation_id="registry_export_csv",
        summary="下载备案公示（CSV）",
        description="UTF-8（带 BOM），RFC 4180，首行为列名。"
        "各列含义与单元格前的撇号见 /registry/open-data/。无需登录。",
        parameters=_FILTERS,
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            **_OTHERWISE,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The file as CSV."""
        return self.answer(request, "csv")


#: Described from the columns themselves; what goes out is made by filings.open_data.
Entry = shapes.shape(
    "OpenDataEntry",
    **{
        column.name: {
            "version": serializers.IntegerField,
            "year": serializers.IntegerField,
            "is_demo": serializers.BooleanField,
        }.get(column.name, serializers.CharField)(
            help_text=f"{column.title}：{column.meaning}", allow_null=column.name == "confirmed_on"
        )
        for column in COLUMNS
    },
)
Export = shapes.shape(
    "OpenDataExport",
    title=serializers.CharField(),
    notice=serializers.CharField(),
    documentation=serializers.URLField(),
    filters=serializers.DictField(child=serializers.CharField()),
    cursor=serializers.CharField(help_text="变更流的游标：由此往后读，不会遗漏"),
    entries=Entry(many=True),
    count=serializers.IntegerField(),
)


class ExportJson(ExportView):
    """The same for programs that go on with the change feed."""

    @extend_schema(
        operation_id="registry_export_json",
        summary="下载备案公示（JSON）",
        description="全部条目或者筛选结果，附变更流的游标：先取本文件，再由游标读变更，不会遗漏。无需登录。",
        parameters=_FILTERS,
        responses={200: Export, **_OTHERWISE},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The file as JSON."""
        return self.answer(request, "json")


Change = shapes.shape(
    "OpenDataChange",
    record_number=serializers.CharField(),
    version=serializers.IntegerField(),
    action=serializers.CharField(),
    action_label=serializers.CharField(),
    at=serializers.DateTimeField(),
    content=Entry(help_text="该版本公示之后的整条公示，与下载文件中的一条相同"),
    sha256=serializers.CharField(help_text="content 的校验值"),
)
Changes = shapes.shape(
    "OpenDataChanges",
    items=Change(many=True),
    next=serializers.CharField(help_text="下次的 since；没有新变更时与本次相同"),
    more=serializers.BooleanField(help_text="是否已有更多变更，可立即再读"),
)


class ChangeFeed(OpenView):
    """What changed since the reader last looked."""

    @extend_schema(
        operation_id="registry_changes",
        summary="备案公示的变更流",
        description="每页最多 500 项，次序固定；同一编号以后到的为准。从头读完，即得全部公示。无需登录。",
        parameters=[
            OpenApiParameter(
                "since", str, description="上次的 next；省略即从头。原样传回，不要解读"
            )
        ],
        responses={200: Changes, **shapes.problems(400, 429)},
    )
    def get(self, request: Request) -> Response:
        """One page of changes. 400 for a cursor that this register never gave out."""
        try:
            page = changes.changes(request.query_params.get("since", ""), site=site())
        except BadCursor as refused:
            raise Malformed({"since": [str(refused)]}) from refused
        items = [{**item, "at": instant(item["at"])} for item in page.items]
        answer = Response({"items": items, "next": page.next, "more": page.more})
        answer["Cache-Control"] = "no-cache"
        return answer


def unchanged(request: Request, known: Freshness) -> HttpResponse | None:
    """304 or 412 where the reader's conditions say so."""
    modified = known.last_modified
    answer: HttpResponse | None = get_conditional_response(
        request._request,
        etag=known.etag,
        last_modified=int(modified.timestamp()) if modified else None,
    )
    return answer


def validated(response: HttpResponseBase, known: Freshness) -> HttpResponseBase:
    """The response with what the reader sends back next time."""
    response["ETag"] = known.etag
    response["Cache-Control"] = "public, no-cache"
    if known.last_modified:
        response["Last-Modified"] = http_date(known.last_modified.timestamp())
    return response


def _written(search: Search, kind: str) -> Iterator[bytes]:
    told = files.records(search, site())
    if kind == "csv":
        return files.as_csv(told)
    about: Mapping[str, Any] = {
        "documentation": site() + reverse("registry:open_data"),
        "filters": ({"q": search.text} if search.text else {}) | dict(search.filters),
        "cursor": changes.cursor_now(),
    }
    return files.as_json(told, about=dict(about))


class _Pieces:
    """A file on its way. Gives its place back when it is closed, also where nobody took the first byte."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        if not _places.acquire(blocking=False):
            raise Busy
        self._pieces, self._open = pieces, True

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Ends the reading of the register. Called by the server, whatever became of the reader."""
        if self._open:
            self._open = False
            self._pieces.close()  # type: ignore[attr-defined]  # a generator
            _places.release()
