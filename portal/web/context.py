"""What every page knows: the portal's moment, an exercise clock, invented data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal import clock


def portal(request: HttpRequest) -> dict[str, Any]:
    """For ``base.html``: ``portal_now`` counts countdowns, ``clock_shifted`` shows the banner, ``demo`` the mark."""
    now = clock.now()
    return {
        "portal_now": now,
        "clock_shifted": now if clock.shift() else None,
        "demo": settings.DEMO,
    }
