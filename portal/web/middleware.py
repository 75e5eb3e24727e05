"""Bytes that no text can hold: refused at the door with a plain page, so that nothing behind it meets them."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.views.defaults import bad_request

from portal.workflow import problems

Answer = Callable[[HttpRequest], HttpResponseBase]
_REASON = "请求中含有空字符或无效的 UTF-8 编码，无法按文字处理"


class HostileInputMiddleware:
    """NUL or invalid UTF-8 in path, query, cookies or form fields answers 400, never 500.

    PostgreSQL cannot store NUL in text, and Django would replace broken UTF-8 in silence: somebody's name would be
    saved damaged. A JSON body is read by the API's own parser, which refuses both.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (_clean_address(request) and _clean(request.COOKIES.values())):
            return _refuse(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Forms are looked at here, after the CSRF check has parsed them."""
        if request.method != "POST" or not request.content_type.startswith(
            ("application/x-www", "multipart/")
        ):
            return None
        return None if _clean_form(request) else _refuse(request)


def _clean_address(request: HttpRequest) -> bool:
    """The raw bytes of path and query; Django's own reading of them hides broken UTF-8."""
    path = request.META.get("PATH_INFO", request.path_info).encode("latin-1", "replace")
    query = request.META.get("QUERY_STRING", "").replace("+", " ")
    return _is_text(path) and _is_text(unquote_to_bytes(query))


def _clean_form(request: HttpRequest) -> bool:
    names = [*request.POST, *request.FILES, *(file.name or "" for file in request.FILES.values())]
    values = [value for _, several in request.POST.lists() for value in several]
    if request.content_type == "application/x-www-form-urlencoded":
        return _is_text(unquote_to_bytes(request.body.replace(b"+", b" ")))
    return _clean([*names, *(str(value) for value in values)])


def _is_text(raw: bytes) -> bool:
    if b"\x00" in raw:
        return False
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _clean(texts: Iterable[str]) -> bool:
    """Already decoded text: no NUL, and no mark that Django put in the place of broken bytes."""
    return not any("\x00" in text or "\ufffd" in text for text in texts)


def _refuse(request: HttpRequest) -> HttpResponseBase:
    """Without touching session or form again: they may be what is broken."""
    if request.path_info.startswith("/api/"):
        return problems.response(400, _REASON)
    return bad_request(request, BadRequest(_REASON))
