"""The site's error handlers: a problem document under ``/api/``, a page everywhere else."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.views import csrf, defaults

from portal.workflow import problems

_BROKEN_FORM = "请求体不是有效的 multipart/form-data。"


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler400``; what is too large is 413, which Django counts among the malformed."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    if _is_api(request):
        broken = isinstance(exception, MultiPartParserError)
        return problems.response(status, _BROKEN_FORM if broken else "")
    if status == 413:
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler403``."""
    return (
        problems.response(403)
        if _is_api(request)
        else defaults.permission_denied(request, exception)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler404``."""
    if _is_api(request):
        return problems.api_not_found(request, exception)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``; what it was stands in the log."""
    if _is_api(request):
        return problems.response(500, "系统出现故障，已记录。请稍后再试。", code="server_error")
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``CSRF_FAILURE_VIEW``."""
    if _is_api(request):
        return problems.response(403, "缺少跨站请求校验值，请刷新页面后重试。", code="csrf_failed")
    return csrf.csrf_failure(request, reason)
