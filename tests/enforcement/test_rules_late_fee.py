"""The extra fine: 3 % a day, never above the fine, nothing while reconsideration or a lawsuit runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.rules.late_fee import (
    Instalment,
    LateFee,
    Pause,
    Payment,
    Segment,
    late_fee,
    plan_problems,
)
from portal.law.rulebook import rulebook

LAW = rulebook("algorithm-2022")
LAST_DAY = date(2022, 8, 15)
FINE = (Instalment(Decimal(10_000), LAST_DAY),)
pytestmark = pytest.mark.law("administrative-penalty-2021#72")


def day(month: int, number: int) -> date:
    return date(2022, month, number)


def fee(
    until: date,
    instalments: Sequence[Instalment] = FINE,
    payments: Sequence[Payment] = (),
    pauses: Sequence[Pause] = (),
) -> LateFee:
    return late_fee(LAW, instalments=instalments, until=until, payments=payments, pauses=pauses)


@pytest.mark.parametrize(
    ("until", "total"),
    [
        (day(8, 15), 0),
        (day(8, 16), 300),
        (day(8, 25), 3_000),
        (day(9, 17), 9_900),
        (day(9, 18), 10_000),
        (day(12, 31), 10_000),
    ],
)
def test_three_percent_a_day_from_the_day_after_the_last_day_until_the_fine_is_doubled(
    until: date, total: int
) -> None:
    found = fee(until)
    assert (found.total, found.cap, found.unpaid) == (total, 10_000, 10_000)
    assert found.capped_on == (day(9, 18) if total == 10_000 else None)
    assert found.per_day == Fraction(3, 100)
    assert found.article == "《中华人民共和国行政处罚法》第七十二条"


def test_the_table_ends_on_the_day_that_reaches_the_cap() -> None:
    (only,) = fee(day(12, 31)).segments
    assert only == Segment(day(8, 16), day(9, 18), Decimal(10_000), Decimal(10_000))
    assert only.days == 34


def test_a_payment_lowers_the_base_from_the_following_day() -> None:
    found = fee(day(8, 25), payments=[Payment(day(8, 20), Decimal(4_000))])
    assert found.segments == (
        Segment(day(8, 16), day(8, 20), Decimal(10_000), Decimal(1_500)),
        Segment(day(8, 21), day(8, 25), Decimal(6_000), Decimal(900)),
    )
    assert (found.total, found.unpaid) == (2_400, 6_000)


@pytest.mark.parametrize(("paid_on", "total"), [(15, 0), (16, 300), (17, 600)])
def test_paid_on_the_last_day_costs_nothing_more_and_each_day_later_costs_one_day(
    paid_on: int, total: int
) -> None:
    found = fee(day(9, 30), payments=[Payment(day(8, paid_on), Decimal(10_000))])
    assert (found.total, found.unpaid) == (total, 0)


@pytest.mark.law("administrative-penalty-2021#73.3")
def test_overlapping_remedies_are_one_pause_without_cost() -> None:
    pauses = [Pause(day(8, 20), day(8, 24)), Pause(day(8, 18), day(8, 22))]
    found = fee(day(8, 25), pauses=pauses)
    assert found.segments == (
        Segment(day(8, 16), day(8, 17), Decimal(10_000), Decimal(600)),
        Segment(day(8, 18), day(8, 23), Decimal(10_000), Decimal(0), paused=True),
        Segment(day(8, 24), day(8, 25), Decimal(10_000), Decimal(600)),
    )


def test_a_lawsuit_that_still_runs_costs_nothing_however_long() -> None:
    assert fee(date(2030, 1, 1), pauses=[Pause(day(8, 18))]).total == 600
    assert fee(date(2030, 1, 1), pauses=[Pause(day(1, 1))]).total == 0


@pytest.mark.law("administrative-penalty-2021#66")
def test_each_instalment_has_its_own_last_day() -> None:
    parts = [Instalment(Decimal(5_000), LAST_DAY), Instalment(Decimal(5_000), day(9, 15))]
    assert fee(day(9, 15), parts).total == 4_650
    assert fee(day(9, 20), parts).total == 6_150
    paid = [Payment(day(8, 10), Decimal(5_000))]
    assert fee(day(9, 20), parts, paid).segments == (
        Segment(day(9, 16), day(9, 20), Decimal(5_000), Decimal(750)),
    )


def test_totals_are_rounded_half_up_and_fractions_of_a_fen_are_carried_on() -> None:
    half = [Instalment(Decimal("0.50"), LAST_DAY)]
    assert [fee(LAST_DAY + timedelta(n), half).total for n in (1, 2, 3)] == [
        Decimal("0.02"),
        Decimal("0.03"),
        Decimal("0.05"),
    ]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity"])
def test_only_yuan_and_fen_above_zero_are_amounts(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        fee(day(8, 25), payments=[Payment(day(8, 20), Decimal(amount))])


def test_a_pause_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="a pause from"):
        fee(day(8, 25), pauses=[Pause(day(8, 20), day(8, 19))])


def test_a_plan_adds_up_to_the_fine_in_order_of_time() -> None:
    def said(*parts: Instalment) -> list[str]:
        return [reason.message for reason in plan_problems(LAW, Decimal(10_000), parts)]

    one, two = Instalment(Decimal(4_000), day(8, 15)), Instalment(Decimal(6_000), day(9, 15))
    assert said(one, two) == []
    assert said(two, one) == ["各期的缴款日期应依次推后"]
    assert said(one) == ["各期合计 4000 元，与罚款 10000 元不符"]
    assert said() == ["各期合计 0 元，与罚款 10000 元不符"]
    assert said(two, replace(two, amount=Decimal("3999.999"), last_day=day(10, 8))) == [
        "每期金额应大于零，精确到分",
        "各期合计 9999.999 元，与罚款 10000 元不符",
    ]
    most = LAW.threshold("penalty.instalments_max").number
    many = [Instalment(Decimal(1), LAST_DAY + timedelta(n)) for n in range(most)]
    rest = Instalment(Decimal(10_000 - most), day(12, 1))
    assert said(*many, rest) == [f"分期 {most + 1} 期，至多 {most} 期"]


days = st.integers(0, 60).map(lambda number: LAST_DAY - timedelta(5) + timedelta(number))
money = st.integers(1, 900_000).map(lambda fen: Decimal(fen).scaleb(-2))
plans = st.lists(st.builds(Instalment, money, days), min_size=1, max_size=3)
paid = st.lists(st.builds(Payment, days, money), max_size=3)
stops = st.lists(st.tuples(days, days).map(lambda pair: Pause(min(pair), max(pair))), max_size=3)


def by_the_day(
    until: date, plan: Sequence[Instalment], payments: Sequence[Payment], pauses: Sequence[Pause]
) -> Fraction:
    """The law read out day by day."""
    total, cap = Fraction(0), Fraction(sum(part.amount for part in plan))
    now = min(part.last_day for part in plan)
    while now <= until:
        asked = sum(part.amount for part in plan if part.last_day < now)
        given = sum(one.amount for one in payments if one.day < now)
        if not any(pause.start <= now < (pause.end or date.max) for pause in pauses):
            total += Fraction(max(asked - given, 0)) * Fraction(3, 100)
        now += timedelta(1)
    return min(total, cap)


def to_the_fen(amount: Fraction) -> Decimal:
    return Decimal(floor(amount * 100 + Fraction(1, 2))) / 100


@given(plans, paid, stops, days)
@settings(max_examples=200, deadline=None)
def test_the_table_says_what_counting_day_by_day_says(
    plan: list[Instalment], payments: list[Payment], pauses: list[Pause], until: date
) -> None:
    found = fee(until, plan, payments, pauses)
    assert found.total == to_the_fen(by_the_day(until, plan, payments, pauses))
    assert found.total == sum(segment.amount for segment in found.segments)
    assert 0 <= found.total <= found.cap == sum(part.amount for part in plan)
    assert all(segment.amount == 0 for segment in found.segments if segment.paused)
    assert all(one.last < other.first for one, other in pairwise(found.segments))


@given(plans, paid, stops, days)
@settings(max_examples=100, deadline=None)
def test_time_never_lowers_the_sum_and_a_paused_day_never_raises_it(
    plan: list[Instalment], payments: list[Payment], pauses: list[Pause], until: date
) -> None:
    before = fee(until - timedelta(1), plan, payments, pauses)
    after = fee(until, plan, payments, pauses)
    assert after.total >= before.total
    if any(pause.start <= until < (pause.end or date.max) for pause in pauses):
        assert after.total == before.total


@given(plans, paid, stops, days, days)
@settings(max_examples=100, deadline=None)
def test_splitting_the_time_changes_nothing(
    plan: list[Instalment], payments: list[Payment], pauses: list[Pause], cut: date, until: date
) -> None:
    """A pause cut in two and a payment in two parts on one day are as the whole; so are the days up to a cut."""
    halves = [
        half
        for pause in pauses
        for middle in [min(max(cut, pause.start), pause.end or date.max)]
        for half in (Pause(pause.start, middle), Pause(middle, pause.end))
    ]
    coins = [
        Payment(one.day, part)
        for one in payments
        for part in (Decimal("0.01"), one.amount - Decimal("0.01"))
        if part
    ]
    whole = fee(until, plan, payments, pauses)
    assert fee(until, plan, coins, halves) == whole
    if cut <= until and whole.segments and whole.segments[-1].first > cut:
        closed = fee(cut, plan, payments, pauses).segments[:-1]
        assert whole.segments[: len(closed)] == closed


@given(plans, st.lists(st.builds(Payment, days, money), min_size=1, max_size=3), stops, days)
@settings(max_examples=100, deadline=None)
def test_paying_earlier_is_never_dearer(
    plan: list[Instalment], payments: list[Payment], pauses: list[Pause], until: date
) -> None:
    earlier = [replace(payments[0], day=payments[0].day - timedelta(3)), *payments[1:]]
    assert fee(until, plan, earlier, pauses).total <= fee(until, plan, payments, pauses).total
