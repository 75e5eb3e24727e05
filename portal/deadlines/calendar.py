"""The working calendar in force: the package's years overlaid by imported notices, newest first per date."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from portal.deadlines.models import HolidayNotice
from portal.law.calendar import Arrangement, DayEntry, WorkCalendar


def work_calendar() -> WorkCalendar:
    """The calendar as of the newest import. One small query; nothing else is cached, so no restart is needed."""
    taken = HolidayNotice.objects.aggregate(count=Count("pk"), newest=Max("pk"))
    return _built(taken["count"], taken["newest"] or 0)


@lru_cache(maxsize=4)
def _built(count: int, version: int) -> WorkCalendar:
    """``count`` tells a notice that was committed after a younger one; the number alone would hide it."""
    overlay: dict[date, DayEntry] = {}
    for notice in HolidayNotice.objects.filter(pk__lte=version).order_by("pk"):
        overlay.update({entry.date: entry for entry in map(_entry, notice.days)})
    return WorkCalendar(overlay, version=version)


def _entry(row: dict[str, Any]) -> DayEntry:
    """One stored row of a notice, as ``importing`` wrote it."""
    return DayEntry(
        date=date.fromisoformat(row["date"]),
        kind=Arrangement(row["kind"]),
        name=row["name"],
        source=row["source"],
        notice_year=row["notice_year"],
    )
