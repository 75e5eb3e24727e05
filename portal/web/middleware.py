"""Bytes that no text can hold: refused at the door with a plain page, so that nothing behind it meets them."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.views.defaults import bad_request

from portal.workflow import problems

Answer = Callable[[HttpRequest], HttpResponseBase]
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
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
        if request.method != "POST" or request.content_type not in _FORMS:
            return None
        return None if _clean_form(request) else _refuse(request)


def _clean_address(request: HttpRequest) -> bool:
    """Broken UTF-8 hides: Django leaves it percent-encoded in the path and replaces it in the query."""
    query = request.META.get("QUERY_STRING", "")
    return all(_is_text(unquote_to_bytes(part)) for part in (request.path_info, query))


def _clean_form(request: HttpRequest) -> bool:
    if request.content_type == _FORMS[0]:
        return _is_text(unquote_to_bytes(request.body))
    files = [file for _, several in request.FILES.lists() for file in several]
    values = [value for _, several in request.POST.lists() for value in several]
    named = [*request.FILES, *(str(file.name) for file in files)]
    return _clean([*request.POST, *map(str, values), *named])


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
