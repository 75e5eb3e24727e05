"""When pages are checked without anybody asking."""

from datetime import timedelta

import pytest

from filings.checking import asking, timetable
from filings.display.examine import Finding
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.deadlines.models import Deadline
from tests import make
from tests.filings.display.rounds import (
    AFTER,
    AWAY,
    BEFORE,
    DARK,
    DAY,
    MISSED,
    SHOWN,
    acts,
    answer,
    change_products,
    check,
    website,
)
from tests.make import Cast, at

pytestmark = pytest.mark.django_db


def test_the_first_check_comes_when_the_first_date_has_passed(filing: Filing) -> None:
    assert timetable.ask_due(at("2026-09-30 23:59")) == 0
    assert timetable.ask_due(at("2026-10-01 00:00")) == 1
    assert timetable.ask_due(at("2026-10-01 00:00")) == 0


def test_a_check_that_the_company_asked_for_early_does_not_replace_the_first(
    filing: Filing,
) -> None:
    check(filing, MISSED, BEFORE)
    assert timetable.ask_due(at("2026-10-01 00:00")) == 1
    answer(MISSED, at("2026-10-01 00:01"))
    assert acts(filing) == ["report_display_missing"]


@pytest.mark.parametrize(
    ("finding", "wait"),
    [(SHOWN, 30 * DAY), (AWAY, DAY), (DARK, 7 * DAY), (MISSED, DAY)],
    ids=["shown", "unreachable", "unreadable", "being corrected"],
)
def test_checks_come_again_after_their_time(
    filing: Filing, finding: Finding, wait: timedelta
) -> None:
    check(filing, finding, AFTER)
    assert timetable.ask_due(AFTER + wait - timedelta(seconds=1)) == 0
    assert timetable.ask_due(AFTER + wait) == 1


def test_a_reminder_that_ran_out_is_checked_monthly(filing: Filing) -> None:
    check(filing, MISSED, AFTER)
    later = check(filing, MISSED, AFTER + 10 * DAY).requested_at
    assert timetable.ask_due(later + 29 * DAY) == 0
    assert timetable.ask_due(later + 30 * DAY) == 1


def test_filings_that_never_got_a_number_are_not_checked(people: Cast) -> None:
    make.filing(people, FilingState.SUBMITTED, products=[website()])
    assert timetable.ask_due(AFTER + 100 * DAY) == 0


def test_filings_recorded_before_there_was_a_date_come_after_a_month(filing: Filing) -> None:
    Deadline.objects.filter(case=filing, code="algorithm.display").update(
        closed_at=make.NOW, outcome="void"
    )
    assert timetable.ask_due(make.NOW + 30 * DAY - timedelta(seconds=1)) == 0
    assert timetable.ask_due(make.NOW + 30 * DAY) == 1


def test_asking_does_not_put_the_next_check_off(filing: Filing, people: Cast) -> None:
    check(filing, SHOWN, AFTER)
    for turn in (10, 20, 29):
        asking.ask(filing, people.ai, AFTER + turn * DAY)
        answer(SHOWN, AFTER + turn * DAY)
    assert timetable.ask_due(AFTER + 30 * DAY) == 1


def test_asking_before_the_first_date_does_not_replace_the_first_check(
    filing: Filing, people: Cast
) -> None:
    for day in range(5):
        asking.ask(filing, people.ai, AFTER + day * DAY)
        answer(AWAY, AFTER + day * DAY)
    assert timetable.ask_due(AFTER + 5 * DAY) == 1


def test_what_a_company_finds_out_does_not_change_the_rhythm(filing: Filing, people: Cast) -> None:
    check(filing, SHOWN, AFTER)
    asking.ask(filing, people.ai, AFTER + DAY)
    answer(AWAY, AFTER + DAY)
    assert timetable.ask_due(AFTER + 29 * DAY) == 0


def test_a_new_address_is_checked_by_the_next_run(filing: Filing, people: Cast) -> None:
    check(filing, SHOWN, AFTER)
    now = AFTER + DAY
    change_products(filing, people, now, website("https://new.example/"))
    assert timetable.ask_due(now + timedelta(hours=1)) == 1
    answer(MISSED, now + timedelta(hours=1))
    assert DisplayCheck.objects.latest("pk").address == "https://new.example/"
    assert acts(filing) == ["confirm_display", "report_display_missing"]
    assert timetable.ask_due(now + timedelta(hours=2)) == 0


def test_pages_that_never_answer_are_tried_monthly_once_an_officer_has_them(
    filing: Filing,
) -> None:
    for day in range(3):
        check(filing, AWAY, AFTER + day * DAY)
    assert timetable.ask_due(AFTER + 31 * DAY) == 0
    assert timetable.ask_due(AFTER + 32 * DAY) == 1
