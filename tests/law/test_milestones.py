"""When people are reminded before a limit ends."""

from datetime import date, datetime, timedelta

import pytest

from portal.law.calendar import SHANGHAI, WorkCalendar
from portal.law.milestones import Milestone, MilestoneName, milestones
from portal.law.periods import due, due_on
from portal.law.rulebook import TimeLimit, profiles, rulebook


def row(profile: str, code: str) -> TimeLimit:
    return rulebook(profile).limit(code)


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def told(
    calendar: WorkCalendar, limit: TimeLimit, start: date, opened_at: datetime
) -> list[tuple[str, datetime]]:
    found = milestones(limit.unit, opened_at, due(limit, start, calendar))
    return [(name.value, moment) for name, moment in found]


@pytest.mark.law("algorithm-2022#25")
def test_thirty_working_days_remind_on_counted_days(calendar: WorkCalendar) -> None:
    decision = row("algorithm-2022", "algorithm.decision")
    assert told(calendar, decision, date(2026, 9, 22), at(9, 22, 10)) == [
        ("halfway", at(10, 21)),  # fifteen working days remain, this one included
        ("three_left", at(11, 6)),  # Friday, Monday, Tuesday
        ("one_left", at(11, 10)),
        ("due", at(11, 11)),
    ]


@pytest.mark.law("ethics-2025-draft#16.1")
def test_natural_days_remind_on_natural_days(calendar: WorkCalendar) -> None:
    decision = row("ethics-2025-draft", "ethics.decision")
    assert told(calendar, decision, date(2026, 9, 26), at(9, 26, 21, 30)) == [
        ("halfway", at(10, 12)),
        ("three_left", at(10, 24)),
        ("one_left", at(10, 26)),
        ("due", at(10, 27)),
    ]


@pytest.mark.law("ethics-2025-draft#27")
def test_thirty_six_hours_remind_at_half_six_and_one(calendar: WorkCalendar) -> None:
    limit = row("ethics-2025-draft", "ethics.emergency_pre_recheck")
    start = at(9, 25, 22, 10)
    assert told(calendar, limit, start, start) == [
        ("half", at(9, 26, 16, 10)),
        ("six_hours_left", at(9, 27, 4, 10)),
        ("one_hour_left", at(9, 27, 9, 10)),
        ("due", at(9, 27, 10, 10)),
    ]


@pytest.mark.law("ethics-2025-draft#16.2")
def test_three_days_before_a_holiday_remind_in_order_of_time(calendar: WorkCalendar) -> None:
    window = row("ethics-2025-draft", "ethics.appeal_window")
    assert told(calendar, window, date(2026, 9, 28), at(9, 28, 16)) == [
        ("three_left", at(9, 29)),
        ("halfway", at(9, 30)),
        ("one_left", at(10, 8)),
        ("due", at(10, 9)),
    ]


def test_what_lies_before_the_opening_is_left_out(calendar: WorkCalendar) -> None:
    initial = row("algorithm-2022", "algorithm.initial")
    names = [name for name, _ in told(calendar, initial, date(2026, 9, 14), at(9, 23, 0, 1))]
    assert names == ["one_left", "due"]


def test_a_milestone_at_the_very_opening_is_kept(calendar: WorkCalendar) -> None:
    initial = row("algorithm-2022", "algorithm.initial")
    names = [name for name, _ in told(calendar, initial, date(2026, 9, 14), at(9, 23))]
    assert names == ["three_left", "one_left", "due"]


def test_a_limit_opened_overdue_still_has_its_due(calendar: WorkCalendar) -> None:
    deregistration = row("algorithm-2021-draft", "algorithm.deregistration")
    assert told(calendar, deregistration, date(2026, 11, 30), at(11, 2)) == [("due", at(10, 20))]


@pytest.mark.law("algorithm-2021-draft#20.3")
def test_a_limit_counted_backwards_halves_what_is_left_at_opening(calendar: WorkCalendar) -> None:
    deregistration = row("algorithm-2021-draft", "algorithm.deregistration")
    # Opened on 28 September; eleven working days through 19 October.
    assert told(calendar, deregistration, date(2026, 11, 30), at(9, 28, 9)) == [
        ("halfway", at(10, 12)),
        ("three_left", at(10, 15)),
        ("one_left", at(10, 19)),
        ("due", at(10, 20)),
    ]


def test_a_stated_day_reminds_too(calendar: WorkCalendar) -> None:
    decision = row("ethics-2025-draft", "ethics.decision")
    extended = due_on(decision, date(2026, 9, 1), calendar, last_day=date(2026, 11, 10))
    found = milestones(decision.unit, at(9, 1, 9), extended)
    assert found[-1] == Milestone(MilestoneName.DUE, at(11, 11))
    assert found[-2] == Milestone(MilestoneName.ONE_LEFT, at(11, 10))


TIMED = [limit for name in profiles() for limit in rulebook(name).limits if limit.has_timer]


@pytest.mark.parametrize("limit", TIMED, ids=lambda limit: f"{limit.profile}-{limit.code}")
@pytest.mark.parametrize("amount", [1, 2, 9])
def test_every_limit_reminds_in_order_after_its_opening_and_ends_with_due(
    calendar: WorkCalendar, limit: TimeLimit, amount: int
) -> None:
    opened = at(3, 2, 9)
    answer = due(limit, opened, calendar, amount=None if limit.year_date else amount)
    names, moments = zip(*milestones(limit.unit, opened, answer), strict=True)
    assert list(moments) == sorted(moments)
    assert (names[-1], moments[-1]) == ("due", answer.moment)
    assert len(set(names)) == len(names)
    assert [m for m in moments[:-1] if not opened <= m < answer.moment] == []
    by_hour = {"half", "six_hours_left", "one_hour_left", "due"}
    by_day = {"halfway", "three_left", "one_left", "due"}
    assert set(names) <= (by_hour if limit.unit == "hour" else by_day)


def test_each_milestone_has_a_chinese_label() -> None:
    assert [name.label for name in MilestoneName] == [
        "期限过半", "剩余三日", "最后一日", "时限过半", "剩余六小时", "剩余一小时", "期限届满",
    ]  # fmt: skip


def test_the_last_hour_is_one_hour(calendar: WorkCalendar) -> None:
    limit = row("ethics-2025-draft", "ethics.emergency_total")
    start = at(9, 25, 22, 10)
    found = dict(told(calendar, limit, start, start))
    assert found["due"] - found["one_hour_left"] == timedelta(hours=1)
