"""Every refusal of the API as ``application/problem+json`` (RFC 9457): one shape for every cause."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions

from portal.workflow import throttling
from portal.workflow.errors import InvalidInput, Reason, Refused, sentences

MEDIA_TYPE = "application/problem+json"
#: Key of sentences that speak of no single field.
WHOLE = "non_field_errors"
TITLES = {
    400: "请求无法解读",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    406: "没有可用的表示格式",
    409: "与现状冲突",
    410: "已经销毁",
    413: "内容过大",
    415: "不支持的内容类型",
    422: "内容未被接受",
    428: "缺少版本号",
    429: "请求过于频繁",
    500: "系统故障",
    503: "暂时不能提供",
}
_SAID = {
    401: "请先登录，或者在 Authorization 中给出有效的令牌。",
    403: "您没有进行这项操作的权限。",
    404: "没有这一内容，或者您无权查看。",
    406: "接口只提供 JSON。",
    413: "请求的内容超过了允许的大小。",
    415: "不接受这种内容类型，请见接口文档。",
    429: "请求过于频繁，请在 Retry-After 所示秒数之后重试。",
}


#: Every code that stands in ``type`` and ``code``, with its meaning; the documentation lists them.
CODES = {
    "malformed": "请求体、地址或者编码无法解读",
    "not_authenticated": "没有登录，也没有有效的令牌",
    "not_permitted": "您的角色不能进行这一操作",
    "csrf_failed": "会话请求缺少跨站请求校验值",
    "not_found": "没有这一内容，或者您无权查看",
    "method_not_allowed": "该地址不支持这一方法",
    "not_acceptable": "接口只提供 JSON",
    "wrong_state": "事项当前的状态不能进行这一操作",
    "stale_version": "事项在您查看之后已有变动；since 列出变动，version 是现在的版本",
    "overtaken": "他人刚刚办理了同一操作，您看到的不是最新情况；seen 应为最近一次的序号",
    "conflict": "与现状冲突",
    "notice_not_ready": "文书还没有生成",
    "too_large": "内容超过允许的大小",
    "unsupported_media_type": "不接受这种内容类型",
    "invalid_input": "字段有误；errors 按字段列出",
    "guard_failed": "法定条件或者程序条件不满足；reasons 列出全部理由及条款",
    "version_required": "没有给出 version",
    "idempotency_key_malformed": "Idempotency-Key 不是 1 至 200 个可见 ASCII 字符",
    "idempotency_key_reused": "同一 Idempotency-Key 用于不同内容的请求",
    "read_not_recorded": "查阅须先记入办理过程，目前无法记录，稍后再试",
    "too_many_requests": "请求过于频繁，请在 Retry-After 之后重试",
    "server_error": "系统故障，已记录",
}


class VersionMissing(Refused):
    """A change was asked for without the version that it is meant for."""

    code = "version_required"
    status = 428


class TooLarge(Refused):
    """A file is larger than any that is taken."""

    code = "too_large"
    status = 413


def refuse_too_large(file: "UploadedFile[bytes]") -> None:
    """Raise TooLarge for a file beyond ``UPLOAD_MAX_BYTES``, before anybody reads it."""
    limit = settings.UPLOAD_MAX_BYTES
    if (file.size or 0) > limit:
        told = f"文件超过大小上限 {limit / 1024 / 1024:g} MB，请压缩或拆分后再上传"
        raise TooLarge(Reason(told, field="file"))


class Malformed(InvalidInput):
    """A question in the address that cannot be read."""

    code = "malformed"
    status = 400


class Conflict(Refused):
    """A stale version or wrong state, with what has happened since and the version now."""

    status = 409

    def __init__(self, refused: Refused, *, version: int, since: list[dict[str, Any]]) -> None:
        super().__init__(*refused.reasons)
        self.code, self.version, self.since = refused.code, version, since


def problem(status: int, detail: str = "", *, code: str = "", **more: Any) -> dict[str, Any]:
    """The body of a problem; empty members are left out."""
    name = code or _default_code(status)
    body = {
        "type": f"/api/v1/docs/#{name}",
        "title": TITLES.get(status, "请求未能完成"),
        "status": status,
        "detail": detail or _SAID.get(status, TITLES.get(status, "")),
        "code": name,
    }
    return body | {key: value for key, value in more.items() if value not in (None, "", [], {})}


def handle(exc: Exception, context: Mapping[str, Any]) -> JsonResponse | None:
    """The API's exception handler. None for what nobody foresaw: that is a 500 and an entry in the log."""
    if isinstance(exc, exceptions.AuthenticationFailed | exceptions.NotAuthenticated):
        exc = throttling.instead_of(exc, context["request"])
    described = describe(exc)
    if described is None:
        return None
    answer = _json(described)
    if isinstance(exc, exceptions.APIException):
        challenge = getattr(exc, "auth_header", None)
        if challenge:
            answer["WWW-Authenticate"] = challenge
        wait = getattr(exc, "wait", None)
        if wait:
            answer["Retry-After"] = str(int(wait) + 1)
    return answer


def describe(exc: Exception) -> dict[str, Any] | None:
    """The problem that an exception stands for, or None."""
    if isinstance(exc, Refused):
        return of_refusal(exc)
    if isinstance(exc, ValidationError):
        return problem(422, _joined(_errors(exc)), code="invalid_input", errors=_errors(exc))
    if isinstance(exc, Http404):
        return problem(404)
    if isinstance(exc, PermissionDenied):
        return problem(403)
    if isinstance(exc, RequestDataTooBig):
        return problem(413)
    if isinstance(exc, SuspiciousOperation):
        return problem(400)
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    return None


def of_refusal(refused: Refused) -> dict[str, Any]:
    """A refusal of ours: every reason, each with its field and article."""
    errors: dict[str, list[str]] = {}
    for reason in refused.reasons:
        errors.setdefault(reason.field or WHOLE, []).append(reason.message)
    return problem(
        refused.status,
        str(refused),
        code=refused.code,
        article=next((r.article for r in refused.reasons if r.article), ""),
        errors=errors,
        reasons=[
            {"message": r.message, "field": r.field, "article": r.article, "code": r.code}
            for r in refused.reasons
        ],
        version=getattr(refused, "version", None),
        since=getattr(refused, "since", None),
    )


def _of_framework(exc: exceptions.APIException) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        errors = _plain(exc.detail)
        return problem(422, _joined(errors), code="invalid_input", errors=errors)
    status = exc.status_code
    if isinstance(exc, exceptions.PermissionDenied) and "CSRF" in str(exc.detail):
        return problem(403, "缺少跨站请求校验值，请刷新页面后重试。", code="csrf_failed")
    if isinstance(exc, exceptions.NotAuthenticated):
        return problem(401, code="not_authenticated")
    if isinstance(exc, exceptions.MethodNotAllowed):
        return problem(405, "该地址不支持这一方法。", code="method_not_allowed")
    own_words = status == 401 or (status == 404 and str(exc.detail) != str(exc.default_detail))
    if status in _SAID and not own_words:
        return problem(status)
    own = type(exc).__module__ != exceptions.__name__
    code = getattr(exc.detail, "code", "") if own else ""
    return problem(status, str(exc.detail), code=code)


def _errors(exc: ValidationError) -> dict[str, list[str]]:
    if hasattr(exc, "error_dict"):
        return {
            WHOLE if name == NON_FIELD_ERRORS else name: list(messages)
            for name, messages in exc.message_dict.items()
        }
    return {WHOLE: list(exc.messages)}


def _plain(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): [str(m) for m in _list(messages)] for name, messages in detail.items()}
    return {WHOLE: [str(message) for message in _list(detail)]}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _joined(errors: Mapping[str, list[str]]) -> str:
    return sentences(_naming(name, m) for name, messages in errors.items() for m in messages)


def _naming(name: str, message: str) -> str:
    """A sentence that says of which field it speaks; Django's own ones do not."""
    named = name == WHOLE or message.startswith("“") or name in message
    return message if named else f"“{name}”：{message}"


def _default_code(status: int) -> str:
    return {
        400: "malformed",
        401: "not_authenticated",
        403: "not_permitted",
        404: "not_found",
        405: "method_not_allowed",
        406: "not_acceptable",
        409: "conflict",
        413: "too_large",
        415: "unsupported_media_type",
        422: "invalid_input",
        428: "version_required",
        429: "too_many_requests",
    }.get(status, "error")


def response(status: int, detail: str = "", *, code: str = "") -> JsonResponse:
    """A problem as a plain Django response, for what is refused before a view is found."""
    return _json(problem(status, detail, code=code))


def _json(described: dict[str, Any]) -> JsonResponse:
    """A problem is JSON whatever the view would have answered in."""
    return JsonResponse(
        described,
        status=described["status"],
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def api_not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """For ``handler404``: an address under ``/api/`` that nothing answers."""
    return response(404, "接口没有这一地址，请见 /api/v1/docs/。")
