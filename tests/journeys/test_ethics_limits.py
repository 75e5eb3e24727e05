"""Each limit of ethics review at its last second, at its moment and a second after; dates that holidays do not move."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.deadlines import service
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.periods import due
from portal.law.rulebook import rulebook
from tests.ethics_review import building
from tests.ethics_review.people import Tale, cast
from tests.make import at

LAW = rulebook("ethics-2025-draft")
SECOND = timedelta(seconds=1)
#: code, start → last day (None for hours), first moment that is late.
ENDS = [
    ("ethics.decision", "2026-09-01 09:00", date(2026, 10, 8), "2026-10-09 00:00"),
    ("ethics.decision", "2026-09-24 23:59", date(2026, 10, 26), "2026-10-27 00:00"),
    ("ethics.recheck", "2026-09-26 21:00", date(2026, 10, 26), "2026-10-27 00:00"),
    ("ethics.emergency_total", "2026-09-25 22:10", None, "2026-09-28 22:10"),
    ("ethics.emergency_total", "2026-09-30 00:00", None, "2026-10-03 00:00"),
    ("ethics.emergency_pre_recheck", "2026-09-25 22:10", None, "2026-09-27 10:10"),
    ("ethics.appeal_window", "2026-09-28 16:00", date(2026, 10, 8), "2026-10-09 00:00"),
    ("ethics.appeal_window", "2026-10-08 00:00", date(2026, 10, 12), "2026-10-13 00:00"),
    ("ethics.appeal_decision", "2026-10-08 23:59", date(2026, 10, 16), "2026-10-17 00:00"),
    ("ethics.tracking", "2026-09-28 15:00", date(2027, 9, 28), "2027-09-29 00:00"),
    ("ethics.tracking", "2028-02-29 12:00", date(2029, 2, 28), "2029-03-01 00:00"),
    ("ethics.tracking_listed", "2026-09-28 15:00", date(2027, 3, 28), "2027-03-29 00:00"),
    ("ethics.tracking_listed", "2026-08-31 10:00", date(2027, 2, 28), "2027-03-01 00:00"),
    ("ethics.tracking_listed", "2027-08-31 10:00", date(2028, 2, 29), "2028-03-01 00:00"),
    # Six months later is the first day of the National Day holidays: an interval is not moved.
    ("ethics.tracking_listed", "2026-04-01 10:00", date(2026, 10, 1), "2026-10-02 00:00"),
    ("ethics.tracking", "2025-10-01 10:00", date(2026, 10, 1), "2026-10-02 00:00"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "start", "last_day", "moment"), ENDS)
def test_a_limit_ends_on_its_day_and_the_moment_itself_is_late(
    code: str, start: str, last_day: date | None, moment: str
) -> None:
    answer = due(LAW.limit(code), at(start), work_calendar())
    assert (answer.last_day, answer.moment) == (last_day, at(moment))
    ends = at(moment)
    outcomes = [ended(code, at(start), now) for now in (ends - SECOND, ends, ends + SECOND)]
    assert outcomes == ["met", "late", "late"]


def ended(code: str, start: datetime, now: datetime) -> str:
    """How the limit ends if the act that it asks for is done at ``now``."""
    running = service.compute(
        building.Review(law_profile="ethics-2025-draft"),
        LAW.limit(code),
        start=start,
        opened_at=start,
        calendar=work_calendar(),
    )
    return str(service.close(running, now=now).outcome)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "outcome"), [(-SECOND, "met"), (timedelta(0), "late"), (SECOND, "late")]
)
def test_a_decision_is_late_from_the_thirty_first_midnight_on(
    after: timedelta, outcome: str
) -> None:
    story = Tale(cast(), at("2026-10-19 09:00"))
    case = building.accepted(story)
    running = Deadline.objects.get(case_id=case.pk, code="ethics.decision")
    assert (running.last_day, running.moment) == (date(2026, 11, 18), at("2026-11-19 00:00"))
    building.vote(story, case, "approve")
    story.now = running.moment + after - SECOND
    story.act(case, "approve", "qi", tracking_months=12)
    running.refresh_from_db()
    assert running.outcome == outcome
    tracking = Deadline.objects.get(case_id=case.pk, code="ethics.tracking")
    assert tracking.started_at == story.now.astimezone(UTC)
