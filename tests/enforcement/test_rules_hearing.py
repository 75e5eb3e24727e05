"""The right to a hearing (63), its seven working days (64), and what bars the decision meanwhile (44, 45, 62)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from enforcement.rules.hearing import (
    Windows,
    decision_barred,
    earliest_day,
    notice_problems,
    request_problems,
    right_to_hearing,
)
from portal.law.calendar import WorkCalendar
from portal.law.rulebook import rulebook

LAW = rulebook("algorithm-2022")
CALENDAR = WorkCalendar()
LARGE = LAW.threshold("penalty.hearing_fine_from").number
ENDS = datetime(2022, 8, 8, 16, tzinfo=UTC)
BEFORE = ENDS - timedelta(microseconds=1)
TOLD = Windows(
    notified=True, statement_ends=ENDS, statement_done=False, hearing_right=True, hearing_ends=ENDS
)


@pytest.mark.law("administrative-penalty-2021#63.1")
@pytest.mark.parametrize(
    ("measures", "fine", "grounds"),
    [
        (["warning", "public_criticism", "order_correction"], None, []),
        (["cancel_filing"], None, []),
        (["fine"], LARGE - Decimal("0.01"), []),
        (["fine"], LARGE, ["large_fine"]),
        (["warning"], LARGE, []),
        (["revoke_filing", "warning"], None, ["licence"]),
        (["suspend_updates"], None, ["heavier"]),
        (["suspend_updates", "fine", "revoke_filing"], LARGE, ["large_fine", "licence", "heavier"]),
    ],
)
def test_heavy_penalties_give_the_right_to_a_hearing(
    measures: list[str], fine: Decimal | int | None, grounds: list[str]
) -> None:
    found = right_to_hearing(LAW, measures, fine)
    assert [item.code for item in found.grounds] == grounds
    assert found.holds is bool(grounds)
    assert len(found.sentences) == len(grounds)


def test_officers_may_find_a_further_ground() -> None:
    found = right_to_hearing(LAW, ["warning"], None, also=["other"])
    assert found.sentences == (
        "法律、法规、规章规定可以听证的其他情形（《中华人民共和国行政处罚法》第六十三条第（六）项）",
    )


@pytest.mark.law("administrative-penalty-2021#64.2")
@pytest.mark.parametrize(
    ("notified", "earliest"),
    [
        (date(2022, 8, 1), date(2022, 8, 10)),
        (date(2022, 8, 4), date(2022, 8, 15)),  # the seventh day ends a week: on to Monday
        (date(2022, 8, 6), date(2022, 8, 17)),  # told on a Saturday
        (date(2022, 9, 30), date(2022, 10, 14)),  # 1-7 October off, 8 and 9 October worked
    ],
)
def test_seven_working_days_lie_between_notice_and_hearing(notified: date, earliest: date) -> None:
    assert earliest_day(LAW, notified, CALENDAR) == earliest
    assert notice_problems(LAW, notified, earliest, CALENDAR) == []


def test_a_hearing_too_soon_says_by_when_it_had_to_be_announced() -> None:
    (found,) = notice_problems(LAW, date(2022, 8, 2), date(2022, 8, 10), CALENDAR)
    assert found.message == (
        "2022-08-10 听证的，应不迟于 2022-08-01 通知（7个工作日前），而通知日是 2022-08-02"
    )
    assert found.article == "《中华人民共和国行政处罚法》第六十四条第（二）项"


def barred(now: datetime, **changes: object) -> list[str]:
    windows = replace(TOLD, **changes)
    return [reason.code for reason in decision_barred(LAW, windows, now=now)]


def test_nobody_is_penalised_without_prior_notice() -> None:
    (found,) = decision_barred(LAW, replace(TOLD, notified=False), now=ENDS)
    assert found.message == "尚未事先告知当事人，不得作出处罚决定"
    assert found.article == "《中华人民共和国行政处罚法》第四十四条"


@pytest.mark.law("administrative-penalty-2021#64.1")
def test_no_decision_before_both_windows_have_run_to_the_last_instant() -> None:
    assert barred(BEFORE) == ["statement_window_open", "hearing_window_open"]
    assert barred(ENDS) == []


def test_whoever_has_spoken_and_declared_to_ask_no_hearing_need_not_be_waited_for() -> None:
    assert barred(BEFORE, statement_done=True) == ["hearing_window_open"]
    assert barred(BEFORE, statement_done=True, hearing_waived=True) == []
    assert barred(BEFORE, statement_done=True, hearing_right=False, hearing_ends=None) == []


def test_a_window_that_never_opened_bars_for_ever() -> None:
    late = ENDS + timedelta(days=400)
    assert barred(late, statement_ends=None) == ["statement_window_open"]
    assert barred(late, hearing_ends=None) == ["hearing_window_open"]


def test_a_hearing_asked_for_bars_until_it_was_held_or_given_up() -> None:
    late = ENDS + timedelta(days=400)
    assert barred(late, hearing_asked=True) == ["hearing_due"]
    assert barred(late, hearing_asked=True, hearing_over=True) == []
    assert barred(late, hearing_asked=True, hearing_waived=True) == []


def test_a_hearing_can_be_asked_for_while_the_window_runs_by_whom_it_is_open_to() -> None:
    def refused(now: datetime, **changes: object) -> list[str]:
        windows = replace(TOLD, **changes)
        return [reason.code for reason in request_problems(LAW, windows, now=now)]

    assert refused(BEFORE) == []
    assert refused(ENDS) == ["window_closed"]
    assert refused(BEFORE, hearing_ends=None) == ["window_closed"]
    assert refused(BEFORE, hearing_right=False) == ["no_right"]
