"""The shapes of the API for its OpenAPI document. They describe; what goes out is made by the presenters."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers as s

from portal.workflow.problems import MEDIA_TYPE, TITLES

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 至 200 个可见 ASCII 字符；同一键的重复请求得到首次的答复（Idempotent-Replay: true）",
)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the bearer token is described."""

    target_class = "portal.accounts.tokens.BearerTokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """HTTP bearer."""
        return {"type": "http", "scheme": "bearer"}


def shape(name: str, /, **fields: s.Field[Any, Any, Any, Any]) -> type[s.Serializer[Any]]:
    """A named component of the document."""
    return type(name, (s.Serializer,), fields)


def _many(kind: type[s.Serializer[Any]], **options: Any) -> s.Field[Any, Any, Any, Any]:
    members: s.Field[Any, Any, Any, Any] = kind(many=True, **options)
    return members


def _null(kind: type[s.Field[Any, Any, Any, Any]]) -> s.Field[Any, Any, Any, Any]:
    return kind(allow_null=True)


def _empty() -> s.CharField:
    return s.CharField(allow_blank=True)


Reason = shape(
    "Reason", message=s.CharField(), field=_empty(), article=_empty(), code=s.CharField()
)
Problem = shape(
    "Problem",
    type=s.CharField(),
    title=s.CharField(),
    status=s.IntegerField(),
    detail=s.CharField(),
    code=s.CharField(),
    article=s.CharField(required=False),
    errors=s.DictField(child=s.ListField(child=s.CharField()), required=False),
    reasons=_many(Reason, required=False),
    version=s.IntegerField(required=False, help_text="409：现在的版本"),
    since=s.ListField(child=s.DictField(), required=False, help_text="409：在您查看之后的变动"),
)


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The refusals that a call can answer."""
    return {
        (status, MEDIA_TYPE): OpenApiResponse(Problem, description=TITLES[status])
        for status in statuses
    }


Organization = shape("Organization", name=s.CharField(), uscc=_null(s.CharField))
_DEADLINE: dict[str, Any] = {
    "code": s.CharField(),
    "summary": s.CharField(),
    "article": s.CharField(),
    "party": s.CharField(),
    "force": s.CharField(),
    "kind": s.CharField(),
    "amount": _null(s.IntegerField),
    "unit": s.CharField(),
    "started_at": s.DateTimeField(),
    "last_day": _null(s.DateField),
    "moment": s.DateTimeField(help_text="届满时刻（不含）：此刻及以后办理即为逾期"),
    "provisional": s.BooleanField(help_text="放假安排尚未公布，暂算"),
    "overdue": s.BooleanField(),
    "closed_at": _null(s.DateTimeField),
    "outcome": _empty(),
    "steps": s.ListField(child=s.CharField(), help_text="计算过程"),
}
Deadline = shape("Deadline", **_DEADLINE)
Move = shape(
    "DeadlineMove",
    reason=s.CharField(),
    old_last_day=_null(s.DateField),
    new_last_day=_null(s.DateField),
    old_moment=s.DateTimeField(),
    new_moment=s.DateTimeField(),
)
DeadlineWithHistory = shape("DeadlineWithHistory", **_DEADLINE, changes=_many(Move))
_CASE: dict[str, Any] = {
    "number": s.CharField(),
    "kind": s.CharField(),
    "kind_label": s.CharField(),
    "title": _empty(),
    "state": s.CharField(),
    "state_label": s.CharField(),
    "version": s.IntegerField(),
    "organization": Organization(),
    "law_profile": s.CharField(),
    "in_force": s.BooleanField(),
    "received_at": _null(s.DateTimeField),
    "created_at": s.DateTimeField(),
    "deadlines": _many(Deadline),
}
CaseSummary = shape("CaseSummary", **_CASE)
Case = shape(
    "Case",
    **_CASE,
    data=s.DictField(),
    assignee=s.CharField(
        required=False, allow_null=True, help_text="承办人的用户名；只对审核一方给出"
    ),
)
CasePage = shape(
    "CasePage",
    count=s.IntegerField(),
    next=_null(s.URLField),
    previous=_null(s.URLField),
    results=_many(CaseSummary),
)
NewCase = shape(
    "NewCase",
    kind=s.CharField(),
    data=s.DictField(help_text="该类事项新建表单的字段"),
    organization=s.CharField(
        required=False,
        help_text="统一社会信用代码；代表多个单位时必填。主管部门对其他单位新建的，为该单位的代码或者编号，必填",
    ),
)
Change = shape(
    "Change",
    version=s.IntegerField(help_text="所看到的版本；缺少时 428，过时 409"),
    data=s.DictField(required=False),
)
Event = shape(
    "Event",
    seq=s.IntegerField(),
    action=s.CharField(),
    label=s.CharField(),
    before=_empty(),
    after=_empty(),
    actor=s.CharField(),
    role=s.CharField(),
    role_label=s.CharField(),
    occurred_at=s.DateTimeField(),
    recorded_at=s.DateTimeField(),
    data=s.DictField(),
    previous_hash=_empty(),
    hash=s.CharField(),
)
Outcome = shape(
    "Outcome", case=Case(), event=Event(), opened=_many(Deadline), closed=_many(Deadline)
)
Choice = shape("Choice", value=s.CharField(), label=s.CharField())
Field = shape(
    "ActionField",
    name=s.CharField(),
    label=s.CharField(),
    type=s.CharField(),
    required=s.BooleanField(),
    choices=_many(Choice),
    entries=s.DictField(
        child=s.CharField(),
        allow_null=True,
        help_text="type 为 list 时，每一项的成员及其含义；其他类型为 null",
    ),
    help=_empty(),
)


class Offer(s.Serializer[Any]):
    """An action with its answer for now."""

    def get_fields(self) -> dict[str, Any]:
        """One member is called ``fields``, which a declared serializer keeps for itself."""
        return {
            "action": s.CharField(),
            "label": s.CharField(),
            "explains": _empty(),
            "article": _empty(),
            "grave": s.BooleanField(),
            "target": _null(s.CharField),
            "allowed": s.BooleanField(),
            "reasons": _many(Reason),
            "fields": _many(Field),
        }


Document = shape(
    "Document",
    id=s.IntegerField(),
    slot=s.CharField(),
    slot_label=s.CharField(),
    name=s.CharField(),
    content_type=s.CharField(),
    size=s.IntegerField(),
    sha256=s.CharField(),
    uploaded_at=s.DateTimeField(),
    uploaded_by=s.CharField(),
    destroyed_at=_null(s.DateTimeField),
    destruction=s.CharField(),
    url=s.CharField(),
)
Upload = shape("Upload", slot=s.CharField(), version=s.IntegerField(), file=s.FileField())
Notice = shape(
    "Notice",
    id=s.IntegerField(),
    code=s.CharField(),
    form=s.CharField(),
    title=s.CharField(),
    body=_empty(),
    status=s.CharField(),
    addressee=s.CharField(),
    recipient=s.CharField(allow_null=True, help_text="只发给收件单位中一人的，为其姓名"),
    issuer=_null(s.CharField),
    created_at=s.DateTimeField(),
    opened_at=_null(s.DateTimeField),
    verification_code=_null(s.CharField),
    sha256=_null(s.CharField),
    pdf=_null(s.CharField),
)
