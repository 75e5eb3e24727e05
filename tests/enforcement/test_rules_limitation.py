"""Until when an act may be penalised: two years, five where life, health or finance suffered (penalty law, 36)."""

from datetime import date

import pytest

from enforcement.rules.limitation import limitation
from portal.law.calendar import WorkCalendar
from portal.law.rulebook import rulebook

LAW = rulebook("algorithm-2022")
CALENDAR = WorkCalendar()
pytestmark = pytest.mark.law("administrative-penalty-2021#36")


@pytest.mark.parametrize(
    ("ended", "serious", "last_day"),
    [
        (date(2022, 3, 31), False, date(2024, 3, 31)),  # a Sunday: the period does not roll
        (date(2022, 3, 31), True, date(2027, 3, 31)),
        (date(2024, 2, 29), False, date(2026, 2, 28)),
    ],
)
def test_found_on_the_last_day_is_in_time_and_a_day_later_it_is_not(
    ended: date, serious: bool, last_day: date
) -> None:
    def at(discovered: date):
        return limitation(
            LAW, ended=ended, discovered=discovered, serious=serious, calendar=CALENDAR
        )

    assert at(last_day).last_day == last_day
    assert not at(last_day).barred
    assert at(date.fromordinal(last_day.toordinal() + 1)).barred


def test_the_sentence_names_every_day_it_rests_on() -> None:
    found = limitation(
        LAW,
        ended=date(2022, 3, 31),
        discovered=date(2024, 4, 1),
        serious=False,
        calendar=CALENDAR,
    )
    assert found.sentence == (
        "违法行为终了于 2022-03-31，追诉期限 2 年，至 2024-03-31 届满；"
        "发现于 2024-04-01，已经超过追诉期限，不再给予行政处罚"
    )
    assert found.article == "《中华人民共和国行政处罚法》第三十六条"


def test_an_act_that_goes_on_is_never_out_of_time() -> None:
    found = limitation(
        LAW, ended=None, discovered=date(2040, 1, 1), serious=False, calendar=CALENDAR
    )
    assert (found.barred, found.last_day) == (False, None)
    assert found.sentence == "违法行为仍在继续，追诉期限尚未起算"
