"""The portal's clock: the one reader of the wall clock.

Only the doors (views, API, tasks, commands) call ``now()``; everything below them takes the instant as an argument.
``PORTAL_CLOCK`` starts the clock at a given instant for training and tests; it then runs on at normal speed. All
processes of one portal must agree, so the supervisor exports the real second at which the shift began as
``PORTAL_CLOCK_STARTED``.
"""

import os
import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_PROCESS_STARTED = time.time()


@lru_cache(maxsize=4)
def _shift(start: str, anchor: str) -> timedelta:
    """How far the portal's clock stands from the real one; zero when no start is set. Raises ValueError."""
    if not start:
        return timedelta(0)
    begin = datetime.fromisoformat(start)
    if begin.tzinfo is None:
        begin = begin.replace(tzinfo=CHINA)
    real = datetime.fromtimestamp(float(anchor) if anchor else _PROCESS_STARTED, UTC)
    return begin - real


def shift() -> timedelta:
    """The configured distance between the portal's clock and the real one."""
    return _shift(os.environ.get("PORTAL_CLOCK", ""), os.environ.get("PORTAL_CLOCK_STARTED", ""))


def now() -> datetime:
    """The portal's present instant, aware, in UTC."""
    return datetime.now(UTC) + shift()


def china_date(moment: datetime) -> date:
    """The calendar date on which ``moment`` falls in Asia/Shanghai, the date that the law counts by."""
    return moment.astimezone(CHINA).date()
