"""One calendar for all tests of the law: the package's data, nothing overlaid."""

import pytest

from portal.law.calendar import WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar()
