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


class BearerScheme(OpenApiAuthenticationExtension):
    """How the bearer token is described."""

    target_class = "portal.accounts.tokens.BearerTokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """HTTP bearer."""
        return {"type": "http", "scheme": "bearer"}


class Reason(s.Serializer[Any]):
    """One reason for a refusal."""

    message = s.CharField()
    field = s.CharField()
    article = s.CharField()
    code = s.CharField()


class Problem(s.Serializer[Any]):
    """RFC 9457."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    code = s.CharField()
    article = s.CharField(required=False)
    errors = s.DictField(child=s.ListField(child=s.CharField()), required=False)
    reasons = Reason(many=True, required=False)
    version = s.IntegerField(required=False, help_text="409：现在的版本")


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The refusals that a call can answer."""
    return {
        (status, MEDIA_TYPE): OpenApiResponse(Problem, description=TITLES[status])
        for status in statuses
    }


class Organization(s.Serializer[Any]):
    """A company, unit or authority."""

    name = s.CharField()
    uscc = s.CharField(allow_null=True)


class Deadline(s.Serializer[Any]):
    """A limit. ``moment`` is exclusive: an act at ``moment`` is late."""

    code = s.CharField()
    summary = s.CharField()
    article = s.CharField()
    party = s.CharField()
    force = s.CharField()
    kind = s.CharField()
    amount = s.IntegerField(allow_null=True)
    unit = s.CharField()
    started_at = s.DateTimeField()
    last_day = s.DateField(allow_null=True)
    moment = s.DateTimeField()
    provisional = s.BooleanField()
    overdue = s.BooleanField()
    closed_at = s.DateTimeField(allow_null=True)
    outcome = s.CharField(allow_blank=True)
    steps = s.ListField(child=s.CharField())


class Move(s.Serializer[Any]):
    """A moved date."""

    reason = s.CharField()
    old_last_day = s.DateField(allow_null=True)
    new_last_day = s.DateField(allow_null=True)
    old_moment = s.DateTimeField()
    new_moment = s.DateTimeField()


class DeadlineWithHistory(Deadline):
    """A limit and every move of its date."""

    changes = Move(many=True)


class CaseSummary(s.Serializer[Any]):
    """A case as lists show it."""

    number = s.CharField()
    kind = s.CharField()
    kind_label = s.CharField()
    title = s.CharField(allow_blank=True)
    state = s.CharField()
    state_label = s.CharField()
    version = s.IntegerField()
    organization = Organization()
    law_profile = s.CharField()
    in_force = s.BooleanField()
    received_at = s.DateTimeField(allow_null=True)
    created_at = s.DateTimeField()
    deadlines = Deadline(many=True)


class Case(CaseSummary):
    """A case with its content."""

    data = s.DictField()


class CasePage(s.Serializer[Any]):
    """One page of cases."""

    count = s.IntegerField()
    next = s.URLField(allow_null=True)
    previous = s.URLField(allow_null=True)
    results = CaseSummary(many=True)


class NewCase(s.Serializer[Any]):
    """What opens a case."""

    kind = s.CharField()
    data = s.DictField(help_text="该类事项新建表单的字段")
    organization = s.CharField(required=False, help_text="统一社会信用代码；代表多个单位时必填")


class Change(s.Serializer[Any]):
    """A change of the case as the caller saw it."""

    version = s.IntegerField(help_text="所看到的版本；缺少时 428，过时 409")
    data = s.DictField(required=False)


class Event(s.Serializer[Any]):
    """One event of the audit chain."""

    seq = s.IntegerField()
    action = s.CharField()
    label = s.CharField()
    before = s.CharField(allow_blank=True)
    after = s.CharField(allow_blank=True)
    actor = s.CharField()
    role = s.CharField()
    role_label = s.CharField()
    occurred_at = s.DateTimeField()
    recorded_at = s.DateTimeField()
    data = s.DictField()
    previous_hash = s.CharField(allow_blank=True)
    hash = s.CharField()


class Outcome(s.Serializer[Any]):
    """What an act did."""

    case = Case()
    event = Event()
    opened = Deadline(many=True)
    closed = Deadline(many=True)


class Choice(s.Serializer[Any]):
    """One choice of a field."""

    value = s.CharField()
    label = s.CharField()


class Field(s.Serializer[Any]):
    """One field that an action asks for."""

    name = s.CharField()
    label = s.CharField()
    type = s.CharField()
    required = s.BooleanField()
    choices = Choice(many=True)
    help = s.CharField(allow_blank=True)


class Offer(s.Serializer[Any]):
    """An action with its answer for now."""

    action = s.CharField()
    label = s.CharField()
    explains = s.CharField(allow_blank=True)
    article = s.CharField(allow_blank=True)
    grave = s.BooleanField()
    target = s.CharField(allow_null=True)
    allowed = s.BooleanField()
    reasons = Reason(many=True)
    fields = Field(many=True)  # type: ignore[assignment]


class Document(s.Serializer[Any]):
    """A paper."""

    id = s.IntegerField()
    slot = s.CharField()
    slot_label = s.CharField()
    name = s.CharField()
    content_type = s.CharField()
    size = s.IntegerField()
    sha256 = s.CharField()
    uploaded_at = s.DateTimeField()
    uploaded_by = s.CharField()
    url = s.CharField()


class Upload(s.Serializer[Any]):
    """A paper on its way in."""

    slot = s.CharField()
    version = s.IntegerField()
    file = s.FileField()


class Notice(s.Serializer[Any]):
    """A notice."""

    id = s.IntegerField()
    code = s.CharField()
    form = s.CharField()
    title = s.CharField()
    body = s.CharField(allow_blank=True)
    status = s.CharField()
    addressee = s.CharField()
    issuer = s.CharField(allow_null=True)
    created_at = s.DateTimeField()
    opened_at = s.DateTimeField(allow_null=True)
    verification_code = s.CharField(allow_null=True)
    sha256 = s.CharField(allow_null=True)
    pdf = s.CharField(allow_null=True)
