"""The working calendar knows every committed notice, in whatever order they were committed."""

from collections.abc import Iterator
from datetime import date

import pytest

from portal.deadlines import calendar
from portal.deadlines.models import HolidayNotice
from tests.make import NOW

MAY_DAY, NEW_YEAR = date(2027, 4, 30), date(2027, 1, 1)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Numbers given by hand may not be met again by others."""
    yield
    calendar._built.cache_clear()


def notice(pk: int, day: date, kind: str) -> None:
    row = {"date": f"{day}", "kind": kind, "name": "", "source": "", "notice_year": 2027}
    HolidayNotice.objects.create(pk=pk, year=2027, days=[row], sha256=f"{pk}", imported_at=NOW)


def worked(day: date) -> bool:
    return calendar.work_calendar().day(day).worked


def test_a_notice_committed_after_a_younger_one_is_seen(db: None) -> None:
    notice(1_000_002, NEW_YEAR, "off")
    assert (worked(NEW_YEAR), worked(MAY_DAY)) == (False, True)
    notice(1_000_001, MAY_DAY, "off")
    assert (worked(NEW_YEAR), worked(MAY_DAY)) == (False, False)


def test_of_two_notices_the_younger_wins_a_date_whichever_was_committed_first(db: None) -> None:
    notice(1_000_002, NEW_YEAR, "work")
    notice(1_000_001, NEW_YEAR, "off")
    assert worked(NEW_YEAR)


def test_the_same_notices_are_read_once(db: None) -> None:
    notice(1_000_001, NEW_YEAR, "off")
    assert calendar.work_calendar() is calendar.work_calendar()
