"""How often somebody may ask: counters in one place for all processes, by address or by person.

The counters measure real time, never the portal's clock, which a drill may set. A pace that cannot reach its counters
lets everybody through: to refuse the whole public because a counter is away would be the greater harm.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
#: So long a process does without counters after it could not reach them.
AWAY_SECONDS = 5.0
_away_until = 0.0


class Pace(SimpleRateThrottle):
    """So many requests a window. Windows follow each other; over the edge of two, twice as many fit."""

    scope: str
    duration: int
    num_requests: int
    left: float = 0

    def get_rate(self) -> str | None:
        """The rate of the setting as it is now; an empty one means without limit."""
        return str(api_settings.DEFAULT_THROTTLE_RATES.get(self.scope) or "") or None

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        """By the address of the caller."""
        return f"{self.scope}:{self.get_ident(request)}"

    def allow_request(self, request: Any, view: Any) -> bool:
        """Whether this request, which counts, is still within the pace."""
        key = self.get_cache_key(request, view) if self.rate else None
        if key is None:
            return True
        window, elapsed = divmod(time.time(), self.duration)
        self.left = self.duration - elapsed
        counted = _count(f"{key}:{int(window)}", self.duration)
        return counted <= self.num_requests

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.left


class AnonymousPace(Pace):
    """People who are not signed in, by address."""

    scope = "anon"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        """None for people who are signed in: their pace is their own."""
        known = request.user is not None and request.user.is_authenticated
        return None if known else super().get_cache_key(request, view)


class PersonalPace(Pace):
    """People who are signed in or hold a token, each on their own."""

    scope = "user"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        """By person, whatever the address."""
        known = request.user is not None and request.user.is_authenticated
        return f"{self.scope}:{request.user.pk}" if known else None


class FileCheckPace(Pace):
    """Checks of whole files, by address, for everybody: each costs the reading of a file."""

    scope = "verify"


class RefusedPace(Pace):
    """Calls that were answered 401, by address: guessed tokens are not worth a query each."""

    scope = "anon"


def instead_of(refused: APIException, request: Request) -> APIException:
    """What a 401 is answered with: itself, or 429 once an address has collected too many of them."""
    pace = RefusedPace()
    return refused if pace.allow_request(request, None) else Throttled(pace.wait())


def paced(pace: type[Pace], *methods: str) -> Callable[[View[P]], View[P]]:
    """A page whose requests of these methods are counted; too many answer 429 with Retry-After."""

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            own = pace()
            if request.method not in methods or own.allow_request(request, None):
                return view(request, *args, **kwargs)
            answer = render(request, "429.html", status=429)
            answer["Retry-After"] = str(int(own.wait()) + 1)
            return answer

        return wrapped

    return decorated


def _count(key: str, seconds: int) -> int:
    """How often ``key`` was counted, this time included; 0 while the counters are out of reach."""
    global _away_until
    if time.monotonic() < _away_until:
        return 0
    counters = caches["counters"]
    try:
        counters.add(key, 0, 2 * seconds)
        return int(counters.incr(key))
    except (RedisError, OSError, ValueError) as cause:
        _away_until = time.monotonic() + AWAY_SECONDS
        logger.warning("访问频率计数不可用，暂不限制：%s", cause)
        return 0
