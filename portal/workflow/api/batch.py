"""Batches: starting one, how far it is, its table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from portal.cases.downloads import file_response
from portal.workflow.api import shapes
from portal.workflow.api.calling import CaseView
from portal.workflow.batch import exporting, reading
from portal.workflow.batch.choosing import MOST, Chosen, by_filter, by_numbers
from portal.workflow.batch.forms import BatchForm
from portal.workflow.batch.kinds import KINDS, BatchKind
from portal.workflow.batch.starting import start
from portal.workflow.errors import InvalidInput
from portal.workflow.idempotency import Receipt
from portal.workflow.inputs import as_posted, checked, errors_of, told_of
from portal.workflow.models import BatchJob
from portal.workflow.presenters import instant
from portal.workflow.side_acts import works_on_cases

NewBatch = shapes.shape(
    "NewBatch",
    kind=s.ChoiceField(choices=[(kind.code, kind.label) for kind in KINDS.values()]),
    cases=s.ListField(
        child=s.CharField(), required=False, help_text=f"事项编号，至多 {MOST} 个；与 filter 二选一"
    ),
    filter=s.DictField(
        child=s.CharField(),
        required=False,
        help_text="与 GET cases/ 相同的筛选条件：kind、state、assignee、due_before",
    ),
    params=s.DictField(
        required=False,
        help_text="assign：assignee（用户名，:none 为收回分派）；remind：note（选填，至多 200 字）",
    ),
)
BatchItem = shapes.shape(
    "BatchItem",
    number=s.CharField(),
    status=s.CharField(help_text="queued、done、refused、failed、cancelled"),
    status_label=s.CharField(),
    message=s.CharField(allow_blank=True),
)
Batch = shapes.shape(
    "Batch",
    id=s.IntegerField(),
    kind=s.CharField(),
    summary=s.CharField(),
    state=s.CharField(help_text="queued、running、finished、cancelled"),
    created_at=s.DateTimeField(),
    finished_at=s.DateTimeField(allow_null=True),
    total=s.IntegerField(),
    counts=s.DictField(child=s.IntegerField(), help_text="各种结果的事项数"),
    items=BatchItem(many=True),
    table=s.CharField(allow_null=True, help_text="导出完成后的 CSV 地址，保留 7 天"),
)


class _WorkersView(CaseView):
    """For whoever has no deciding work there are no batches."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Http404 after the sign-in was asked for."""
        super().initial(request, *args, **kwargs)
        if not works_on_cases(self.user):
            raise Http404


class Batches(_WorkersView):
    """Starting a batch."""

    @extend_schema(
        operation_id="batch_start",
        summary="批量分派、催办或者导出",
        parameters=[shapes.IDEMPOTENCY_KEY],
        request=NewBatch,
        responses={201: Batch, **shapes.problems(400, 401, 404, 413, 415, 422)},
    )
    def post(self, request: Request) -> Response:
        """201 with the batch, which is then done item by item; ask for it until it is ``finished``."""
        sent = self.sent(request, "kind", "cases", "filter", "params")
        moment = self.moment()

        def act(receipt: Receipt) -> object:
            kind = _kind(sent.get("kind"))
            chosen, form = self._chosen(sent, moment), self._form(kind, sent.get("params", {}))
            return start(kind, chosen, form, actor=self.user, now=moment, receipt=receipt)

        return self.once(
            request,
            moment,
            sent,
            act,
            lambda job: (201, batch_json(reading.job_for(self.user, job.pk), moment)),
        )

    def _chosen(self, sent: Mapping[str, Any], moment: datetime) -> Chosen:
        if ("cases" in sent) == ("filter" in sent):
            raise InvalidInput({"cases": ["请给出 cases 或者 filter，二者择一"]})
        if "cases" in sent:
            return by_numbers(self.user, sent["cases"])
        return by_filter(self.user, sent["filter"], moment)

    def _form(self, kind: BatchKind, params: Any) -> BatchForm:
        if not isinstance(params, dict):
            raise InvalidInput({"params": ["params 应为 JSON 对象"]})
        checked(params, kind.form.base_fields)
        form = kind.form(as_posted(params), case=None, user=self.user)
        if not form.is_valid():
            raise InvalidInput(told_of(form, errors_of(form)))
        return form


class OneBatch(_WorkersView):
    """One batch."""

    @extend_schema(
        operation_id="batch",
        summary="批量办理的进度与逐项结果",
        responses={200: Batch, **shapes.problems(401, 404)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """The caller's own ones only."""
        return Response(batch_json(reading.job_for(self.user, pk), self.moment()))


class BatchTable(_WorkersView):
    """The table of an export."""

    @extend_schema(
        operation_id="batch_table",
        summary="下载导出的清单（CSV，UTF-8）",
        responses={(200, "text/csv"): OpenApiTypes.BINARY, **shapes.problems(401, 404, 422)},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """With the cases that the caller may still see."""
        name, data = exporting.file_for(self.user, reading.job_for(self.user, pk), self.moment())
        return file_response(data, name=name, content_type=exporting.CONTENT_TYPE)


def _kind(code: Any) -> BatchKind:
    if not isinstance(code, str) or code not in KINDS:
        raise InvalidInput({"kind": [f"kind 应为以下之一：{'、'.join(KINDS)}"]})
    return KINDS[code]


def batch_json(job: BatchJob, moment: datetime) -> dict[str, Any]:
    """A job with its items, as its maker may read it."""
    progress = reading.progress_of(job)
    table = exporting.state_of(job, progress, moment)
    return {
        "id": job.pk,
        "kind": job.kind,
        "summary": job.summary,
        "state": progress.state,
        "created_at": instant(job.created_at),
        "finished_at": instant(job.finished_at),
        "total": progress.total,
        "counts": progress.counts,
        "items": [
            {
                "number": item.number,
                "status": item.status,
                "status_label": item.get_status_display(),
                "message": item.message,
            }
            for item in reading.items_of(job)
        ],
        "table": reverse("workflow_api:batch_table", args=[job.pk])
        if table and table.ready
        else None,
    }
