"""How a committee must be made up: each shortfall one sentence with its figures and its article."""

from dataclasses import replace
from datetime import date
from itertools import cycle
from typing import Any

import pytest

from ethics_review.rules.composition import SeatFacts, hints, last_day_of_term, shortfalls
from ethics_review.states import Discipline, Position, Sex
from tests.ethics_review.application import LAW

TODAY = date(2026, 9, 25)
SEVEN, TEN = "《科技伦理审查办法（试行）》第七条", "第十条"


def committee(size: int = 7, **changes: Any) -> list[SeatFacts]:
    """A sound committee; ``changes`` hold for every seat."""
    kinds = zip(cycle(Discipline.values), cycle(Sex.values), range(size), strict=False)
    seats = [
        SeatFacts(
            position=Position.MEMBER if index else Position.CHAIR,
            discipline=discipline,
            sex=sex,
            outside=index == 1,
            term_starts=date(2026, 1, 1),
            term_ends=date(2030, 12, 31),
            sits=True,
            name=f"委员{index + 1}",
        )
        for discipline, sex, index in kinds
    ]
    return [replace(seat, **changes) for seat in seats]


def found(seats: list[SeatFacts], *, is_centre: bool = False) -> list[tuple[str, str]]:
    reasons = shortfalls(seats, LAW, is_centre=is_centre)
    assert {reason.field for reason in reasons} <= {"seats"}
    return [(reason.message, reason.article) for reason in reasons]


def test_a_sound_committee_lacks_nothing() -> None:
    assert found(committee()) == []
    assert found(committee(), is_centre=True) == []


def test_an_empty_committee_is_told_everything_at_once() -> None:
    assert found([]) == [
        ("委员会有委员 0 人，应不少于 7 人，还差 7 人", SEVEN),
        ("委员会有主任委员 0 人，应有 1 人，还差 1 人", SEVEN),
        ("委员会没有“人工智能技术”专业背景的委员，至少应有 1 人", TEN),
        ("委员会没有“人工智能应用”专业背景的委员，至少应有 1 人", TEN),
        ("委员会没有“伦理”专业背景的委员，至少应有 1 人", TEN),
        ("委员会没有“法律”专业背景的委员，至少应有 1 人", TEN),
        ("委员会没有女性委员，至少应有 1 人", SEVEN),
        ("委员会没有男性委员，至少应有 1 人", SEVEN),
        ("委员会有本单位以外的委员 0 人，应不少于 1 人，还差 1 人", SEVEN),
    ]


@pytest.mark.parametrize(
    ("seats", "message", "code"),
    [
        (committee(5), "委员会有委员 5 人，应不少于 7 人，还差 2 人", "size"),
        (
            committee(position=Position.MEMBER),
            "委员会有主任委员 0 人，应有 1 人，还差 1 人",
            "chair",
        ),
        (
            [*committee(), replace(committee()[0], name="另一人")],
            "委员会有主任委员 2 人，应有 1 人，多出 1 人",
            "chair",
        ),
        (committee(sex="female"), "委员会没有男性委员，至少应有 1 人", "sexes"),
        (committee(sex="male"), "委员会没有女性委员，至少应有 1 人", "sexes"),
        (
            committee(outside=False),
            "委员会有本单位以外的委员 0 人，应不少于 1 人，还差 1 人",
            "outside",
        ),
    ],
)
def test_a_single_shortfall_is_the_only_sentence(
    seats: list[SeatFacts], message: str, code: str
) -> None:
    [reason] = shortfalls(seats, LAW, is_centre=False)
    assert (reason.message, reason.code) == (message, code)


def test_a_missing_discipline_is_named() -> None:
    seats = [s if s.discipline != "law" else replace(s, discipline="ethics") for s in committee()]
    assert found(seats) == [("委员会没有“法律”专业背景的委员，至少应有 1 人", TEN)]


def test_a_seat_that_was_given_up_does_not_count() -> None:
    *six, last = committee()
    assert found([*six, replace(last, sits=False)]) == [
        ("委员会有委员 6 人，应不少于 7 人，还差 1 人", SEVEN)
    ]
    assert found([*six, last, replace(six[0], sits=False)]) == []


def test_a_centre_is_spoken_of_as_its_expert_group() -> None:
    assert found(committee(6), is_centre=True) == [
        ("专家组有委员 6 人，应不少于 7 人，还差 1 人", SEVEN)
    ]


@pytest.mark.parametrize(
    ("starts", "last"),
    [
        (date(2026, 1, 1), date(2031, 1, 1)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2026, 12, 31), date(2031, 12, 31)),
    ],
)
def test_a_term_lasts_five_calendar_years_at_most(starts: date, last: date) -> None:
    assert last_day_of_term(starts, 5) == last
    assert found(committee(term_starts=starts, term_ends=last)) == []
    over = last.replace(year=last.year + 1, month=1, day=1)
    seats = committee()
    seats[2] = replace(seats[2], term_starts=starts, term_ends=over)
    assert found(seats) == [("1 名委员（委员3）的任期超过 5 年；任期不超过 5 年，可以连任", SEVEN)]


def test_a_term_too_long_by_one_day_is_found_for_every_seat() -> None:
    seats = committee(name="", term_starts=date(2026, 1, 1), term_ends=date(2031, 1, 2))
    assert found(seats) == [("7 名委员的任期超过 5 年；任期不超过 5 年，可以连任", SEVEN)]


def test_a_term_that_ends_before_it_begins_is_found() -> None:
    seats = committee()
    seats[0] = replace(seats[0], term_ends=date(2025, 12, 31))
    assert found(seats) == [("1 名委员（委员1）的任期届满日早于开始日", SEVEN)]


def test_hints_speak_of_even_numbers_expired_terms_and_local_conditions() -> None:
    assert hints(committee(), today=TODAY, region="990101") == []
    assert hints([], today=TODAY, region="990101") == []
    seats = committee(8)
    seats[3] = replace(seats[3], term_ends=date(2026, 9, 24))
    assert hints(seats, today=TODAY, region="650100") == [
        "委员现有 8 人，为偶数；建议为单数",
        "1 名委员（委员4）的任期已经届满，请办理连任或者更换",
        "单位在民族自治地方，委员中应有熟悉当地情况的人员",
    ]


def test_a_term_runs_through_its_last_day() -> None:
    assert hints(committee(term_ends=TODAY), today=TODAY, region="110000") == []


@pytest.mark.parametrize(
    ("region", "autonomous"), [("222401", True), ("222300", False), ("513400", True), ("", False)]
)
def test_prefectures_under_autonomy_are_known(region: str, autonomous: bool) -> None:
    assert bool(hints(committee(), today=TODAY, region=region)) == autonomous
