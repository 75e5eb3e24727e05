"""How long what is kept: the rows of the rulebook, and the day on which a time is over."""

from datetime import date, datetime, timedelta

import pytest

from portal.deadlines.calendar import work_calendar
from portal.law.periods import due
from portal.law.rulebook import UnknownLimit, profiles, rulebook
from portal.retention import schedule
from portal.retention.schedule import BOOK, Holding, holdings, last_beginning, register
from tests.make import at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "term", "article"),
    [
        pytest.param(
            f"retention.{code}", term, f"解释表 {ref}", marks=pytest.mark.law(f"{BOOK}#{ref}")
        )
        for code, term, ref in [
            ("draft", "不少于1年", "R1"),
            ("ended_case_papers", "不少于10年", "R2"),
            ("display_evidence", "不少于3年", "R3"),
            ("complainant_identity", "不少于3年", "R4"),
        ]
    ],
)
def test_every_class_has_its_row_and_says_that_it_is_a_rule_of_the_house(
    code: str, term: str, article: str
) -> None:
    row = rulebook(BOOK).limit(code)
    assert (row.term, row.article, row.kind, row.force, row.set_by, row.rolls) == (
        *(term, article, "retention", "policy", "configuration", False),
    )


def test_the_schedule_of_the_portal_is_no_part_of_any_profile() -> None:
    mine = {row.code for row in rulebook(BOOK).limits}
    assert all(mine.isdisjoint(row.code for row in rulebook(name).limits) for name in profiles())


def test_each_class_stands_on_a_row_of_the_schedule() -> None:
    codes = {holding.code: holding.rule.code for holding in holdings()}
    assert (
        codes
        | {
            "drafts": "retention.draft",
            "ended_case_papers": "retention.ended_case_papers",
            "display_evidence": "retention.display_evidence",
        }
        == codes
    )


@pytest.mark.parametrize(
    ("limit", "now", "day"),
    [
        # Ten years from 2026-09-22 end with 2036-09-22: nothing of it may go on that day.
        ("retention.ended_case_papers", "2036-09-22 23:59:59", date(2026, 9, 21)),
        ("retention.ended_case_papers", "2036-09-23 00:00", date(2026, 9, 22)),
        # The last days of February 2024 end together, with 2025-02-28.
        ("retention.draft", "2025-02-28 23:59:59", date(2024, 2, 27)),
        ("retention.draft", "2025-03-01 00:00", date(2024, 2, 29)),
        # A day off moves nothing: 2027-10-01 is one.
        ("retention.draft", "2027-10-02 00:00", date(2026, 10, 1)),
    ],
)
def test_a_time_is_over_when_its_corresponding_day_has_ended(
    limit: str, now: str, day: date
) -> None:
    assert last_beginning(rulebook(BOOK).limit(limit), at(now)) == day


@pytest.mark.parametrize("limit", ["retention.draft", "retention.display_evidence"])
def test_the_cut_off_day_agrees_with_the_count_of_the_law_on_every_day_of_a_leap_year(
    limit: str,
) -> None:
    rule, calendar = rulebook(BOOK).limit(limit), work_calendar()
    for n in range(366 + 31):
        now = at("2028-01-01 00:00") + timedelta(days=n)
        day = last_beginning(rule, now)
        assert due(rule, day, calendar).moment <= now < _next(rule, day, calendar)


def _next(rule: object, day: date, calendar: object) -> datetime:
    return due(rule, day + timedelta(days=1), calendar).moment


def test_a_class_without_a_row_or_with_a_taken_code_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schedule, "_HOLDINGS", {})
    new = Holding(
        code="x", title="甲", limit="retention.draft", due=lambda before: None, destroy=dict
    )
    register(new)
    with pytest.raises(ValueError, match="重复登记：x"):
        register(new)
    with pytest.raises(UnknownLimit):
        register(Holding(code="y", title="乙", limit="none", due=new.due, destroy=dict))
