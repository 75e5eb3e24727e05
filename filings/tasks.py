"""The worker's doors to the display duty: asking for the checks that are due, and working off what waits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection

from filings.checking import claims, settling, timetable
from portal.clock import now

#: One run takes no new page after so many seconds; the next one goes on.
BUDGET_SECONDS = 30.0
#: Fetching waits for others. One worker at a time does it, so that the sweep always finds another free.
_LOCK = 0x4449_5350


@shared_task(name="filings.ask_display_checks")
def ask_display_checks() -> int:
    """Ask for the checks whose turn it is; answers how many."""
    return timetable.ask_due(now())


@shared_task(name="filings.run_display_checks")
def run_display_checks() -> int:
    """Work off the checks that wait, then act on what was found; answers how many were answered."""
    with _alone() as alone:
        if not alone:
            return 0
        started, answered = time.monotonic(), 0
        while time.monotonic() - started < BUDGET_SECONDS:
            check = claims.claim(now())
            if check is None:
                break
            answered += claims.work(check, now)
        settling.settle(now())
        return answered


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock of the session: it goes with the worker, whatever becomes of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        (got,) = cursor.fetchone()
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
