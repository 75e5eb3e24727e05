"""Public pages that say the same to everybody until the register changes: worked out once, then handed out."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from filings.search import follower
from filings.search.shelf import Shelf
from portal import clock

View = Callable[..., HttpResponse]
_pages: Shelf[bytes] = Shelf(500)
#: A page may be another one for whoever brings these.
_PERSONAL = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)


def kept(view: View) -> View:
    """Hand visitors without an account the page that the first of them got.

    The page must follow from the register, its address and the day alone. The name of the index's edition stands for
    the register: it is another one from the next publication on. Without an index every page is made.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        page = _pages.get(key) if key else None
        if page is not None:
            response = HttpResponse(page)
            patch_vary_headers(response, ["Cookie"])
            return response
        response = view(request, *args, **kwargs)
        if key and response.status_code == 200 and not _personal(request, response):
            _pages.put(key, response.content)
        return response

    return answered


def _key(request: HttpRequest) -> Hashable | None:
    """Everything that the page follows from, or None where it may be a personal one."""
    if any(name in request.COOKIES for name in _PERSONAL) or clock.shift():
        return None
    try:
        edition = follower.edition().name
    except follower.Unavailable:
        return None
    today = clock.china_date(clock.now())
    return edition, today, request.get_host(), request.get_full_path()


def _personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page sets a cookie or holds a token of this visitor's."""
    return bool(response.cookies) or "CSRF_COOKIE" in request.META
