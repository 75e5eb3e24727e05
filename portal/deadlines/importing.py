"""Takes a State Council holiday arrangement into the working calendar: the whole file or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.deadlines.models import HolidayNotice
from portal.law.calendar import DayEntry
from portal.law.notice_files import parse_notice


@dataclass(frozen=True)
class Import:
    """The arrangement in force after an import; ``new`` is false where this very file was taken before."""

    notice: HolidayNotice
    new: bool


@transaction.atomic
def import_notice(content: bytes, *, now: datetime) -> Import:
    """Store the arrangement in ``content`` (CSV or the holiday-cn JSON shape).

    The newest import wins a date. A file taken before changes nothing, even after others: to return to an earlier
    arrangement, import a file that says so. Raises NoticeFileError, naming the row, for a damaged file.
    """
    read = parse_notice(content)
    source = next((day.source for day in read.days if day.source), "")
    notice, new = HolidayNotice.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "year": read.year,
            "source": source,
            "days": [_row(day) for day in read.days],
            "imported_at": now,
        },
    )
    return Import(notice, new)


def _row(day: DayEntry) -> dict[str, Any]:
    """One day as it is kept; ``entry`` reads it back."""
    return {
        "date": _iso(day.date),
        "kind": day.kind.value,
        "name": day.name,
        "source": day.source,
        "notice_year": day.arranged_year,
    }


def _iso(day: date) -> str:
    return day.isoformat()
