"""The public calculator: the last day in people's words, the steps, the calendar sheet, kind refusals."""

from datetime import date, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from portal.clock import CHINA
from portal.law.calendar import WorkCalendar
from portal.law.periods import due
from portal.law.rulebook import rulebook
from portal.law.terms import Direction, Unit
from portal.web.calculation import books, free_limit, limit_of
from portal.web.month_picture import Cell, picture
from tests.make import at
from tests.portal.web_cast import SetClock, read, set_clock

__all__ = ["set_clock"]
pytestmark = pytest.mark.django_db
INITIAL = "algorithm-2021-draft/algorithm.initial"
CALENDAR = WorkCalendar()


def ask(client: Client, **words: object) -> str:
    return read(client, f"/deadlines/?{urlencode(words)}")


def test_opens_on_the_first_filing_counted_from_today(client: Client, set_clock: SetClock) -> None:
    set_clock(at("2026-09-14 00:00"))
    page = read(client, "/deadlines/")
    assert f'<option value="{INITIAL}" selected>' in page
    assert 'value="2026-09-14"' in page
    assert "计算结果" not in page


def test_ten_working_days_over_a_make_up_sunday_and_mid_autumn(client: Client) -> None:
    page = ask(client, rule=INITIAL, start="2026-09-14")
    assert "2026年9月28日24:00前" in page
    assert "（周一，最后一日）" in page
    assert "09-20 国庆节调休上班，计为第 5 个工作日。" in page
    assert "09-25 至 09-27 中秋放假，不计。" in page
    assert "暂算" not in page


def test_an_unannounced_year_makes_the_answer_provisional_and_says_what_that_means(
    client: Client,
) -> None:
    page = ask(client, rule="algorithm-2021-draft/algorithm.decision", start="2026-11-20")
    assert "暂算" in page
    assert "公布后日期可能提前，也可能推后" in page


def test_hours_run_from_the_instant_and_need_one(client: Client) -> None:
    rule = "ethics-2025-draft/ethics.emergency_total"
    assert "2026年2月16日18:30前" in ask(client, rule=rule, start="2026-02-13", time="18:30")
    page = ask(client, rule=rule, start="2026-02-13")
    assert "以小时计的期限，请填写起算时刻" in page
    assert 'value="2026-02-13"' in page


def test_a_limit_that_an_order_sets_needs_its_number(client: Client) -> None:
    rule = "algorithm-2021-draft/enforcement.rectification"
    assert "请填写文书中的数额" in ask(client, rule=rule, start="2026-09-14")
    assert "2026年9月24日24:00前" in ask(client, rule=rule, start="2026-09-14", amount=10)


@pytest.mark.parametrize(
    ("unit", "direction", "amount", "start", "last"),
    [
        ("working_day", "after", 5, "2026-09-14", "2026年9月20日24:00前"),
        ("working_day", "before", 30, "2026-11-20", "2026年10月10日24:00前"),
        ("natural_day", "after", 5, "2026-10-01", "2026年10月8日24:00前"),
        ("month", "after", 1, "2026-01-31", "2026年2月28日24:00前"),
        ("hour", "after", 36, "2026-02-13", "2026年2月15日06:30前"),
        ("hour", "before", 24, "2026-02-13", "2026年2月12日18:30前"),
    ],
)
def test_free_periods(
    client: Client, unit: str, direction: str, amount: int, start: str, last: str
) -> None:
    words = {"mode": "free", "unit": unit, "direction": direction, "amount": amount}
    assert last in ask(client, **words, start=start, time="18:30")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"start": "2003-12-31"}, "可计算 2004 年以后的日期"),
        ({"start": "2100-01-01"}, "可计算到 2099 年"),
        ({"start": "9999-12-31"}, "可计算到 2099 年"),
        ({"start": "2099-12-31"}, "期限超出可计算的范围"),
        ({"start": "2026-02-30"}, "起算日期应为 2026-09-14 这样的日期"),
        ({"start": "'; DROP TABLE cases_case; --"}, "起算日期应为 2026-09-14 这样的日期"),
        ({"start": ""}, "请填写起算日期"),
        ({"start": "2026-09-14", "rule": "x/y"}, "没有这项期限，请从列表中选择"),
        ({"start": "2026-09-14", "rule": ""}, "请选择一项期限"),
        ({"start": "2026-09-14", "time": "25:61"}, "起算时刻应为 18:30 这样的时间"),
        ({"start": "2026-09-14", "amount": "-1"}, "数额至少为 1"),
        ({"start": "2026-09-14", "amount": "1e9"}, "数额应为整数"),
        ({"start": "2026-09-14", "amount": "999999999999999999999"}, "数额不能超过 10000"),
        ({"start": "汉" * 5000}, "起算日期应为 2026-09-14 这样的日期"),
    ],
)
def test_wrong_input_is_answered_with_a_sentence_on_its_field(
    client: Client, words: dict[str, str], sentence: str
) -> None:
    page = ask(client, **({"rule": INITIAL} | words))
    assert sentence in page
    assert "计算结果" not in page


@pytest.mark.parametrize(
    "words", [{"unit": "year"}, {"direction": "sideways"}, {"amount": "10001"}, {"amount": ""}]
)
def test_free_form_refuses_what_it_does_not_know(client: Client, words: dict[str, str]) -> None:
    whole = {
        "mode": "free",
        "start": "2026-09-14",
        "unit": "working_day",
        "direction": "after",
        "amount": "5",
    }
    page = ask(client, **(whole | words))
    assert "未能计算，请先更正以下内容" in page


def test_every_limit_that_can_be_counted_can_be_chosen_once() -> None:
    offered = [(limit.profile, limit.code) for _, limits in books() for limit in limits]
    assert len(offered) == len(set(offered))
    assert ("administrative-penalty-2021", "penalty.decision") in offered
    assert all(limit_of(*pair) for pair in offered)


def cells(answer_to: str, start: date) -> dict[date, Cell]:
    profile, _, code = answer_to.partition("/")
    drawn = picture(due(rulebook(profile).limit(code), start, CALENDAR))
    assert drawn is not None
    return {c.day: c for month in drawn.months for week in month.weeks for c in week if c}


def test_the_sheet_numbers_the_counted_days_and_names_the_others() -> None:
    sheet = cells(INITIAL, date(2026, 9, 14))
    numbers = {day.day: cell.number for day, cell in sheet.items() if cell.number}
    assert numbers == {15: 1, 16: 2, 17: 3, 18: 4, 20: 5, 21: 6, 22: 7, 23: 8, 24: 9, 28: 10}
    assert sheet[date(2026, 9, 20)].word == "上班"
    assert sheet[date(2026, 9, 26)].word == "中秋"
    assert sheet[date(2026, 9, 19)].word == "休"
    assert [day.day for day, cell in sheet.items() if cell.start] == [14]
    assert [day.day for day, cell in sheet.items() if cell.last] == [28]


def test_a_backward_count_is_numbered_from_its_end() -> None:
    sheet = cells("algorithm-2021-draft/algorithm.deregistration", date(2026, 11, 20))
    assert sheet[date(2026, 11, 19)].number == 1
    assert sheet[date(2026, 10, 10)].number == 30
    assert sheet[date(2026, 10, 10)].last
    assert sheet[date(2026, 11, 20)].number is None


def test_a_long_span_shows_its_two_ends() -> None:
    limit = free_limit(Unit.MONTH, Direction.AFTER)
    drawn = picture(due(limit, date(2026, 1, 15), CALENDAR, amount=12))
    assert drawn is not None
    assert [(m.year, m.month) for m in drawn.months] == [(2026, 1), (2027, 1)]
    assert drawn.left_out == 11


def test_an_hour_limit_marks_the_day_it_ends_on() -> None:
    limit = rulebook("ethics-2025-draft").limit("ethics.emergency_total")
    drawn = picture(due(limit, datetime(2026, 2, 13, 18, 30, tzinfo=CHINA), CALENDAR))
    assert drawn is not None
    marked = [c.day for m in drawn.months for week in m.weeks for c in week if c and c.last]
    assert marked == [date(2026, 2, 16)]
