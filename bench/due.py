"""P1: due() for 30 working days, against what peers do, all measured in one run.

    python bench/due.py

`due()` is what the portal calls; it gives the last day, the moment and whether they are settled,
and writes its explanation only when asked. Goal: at most 1 µs without the explanation, at least
40 times faster than `holidays`; with all explanation steps at most 60 µs.
"""

import random
import statistics
import sys
import timeit
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import chinese_calendar
import holidays

sys.path.insert(0, str(Path(__file__).parent.parent))

from portal.law.calendar import SHANGHAI, WorkCalendar
from portal.law.periods import due
from portal.law.rulebook import rulebook

ROUNDS = 7
STARTS = 200
ONE_DAY = timedelta(days=1)
Start = TypeVar("Start", bound=date)

limit = rulebook("algorithm-2022").limit("algorithm.decision")
calendar = WorkCalendar()
peer = holidays.country_holidays("CN", years=range(2018, 2028))
number = limit.amount or 0
dice = random.Random(30)
starts = [date(2018, 1, 1) + timedelta(days=dice.randrange(3100)) for _ in range(STARTS)]
instants = [datetime.combine(day, time(9, 30), SHANGHAI).astimezone(UTC) for day in starts]


def midnight_after(day: date) -> datetime:
    """What every peer must still do to turn a date into the moment."""
    return datetime.combine(day + ONE_DAY, time.min, SHANGHAI).astimezone(UTC)


def by_chinesecalendar(start: date) -> datetime:
    """Walk day by day and ask the package."""
    day, left = start, number
    while left:
        day += ONE_DAY
        left -= chinese_calendar.is_workday(day)
    return midnight_after(day)


def by_holidays(start: date) -> datetime:
    """Let the package find the n-th working day."""
    return midnight_after(peer.get_nth_working_day(start, number))


def by_us(start: date) -> datetime:
    """What the portal calls, from a day."""
    return due(limit, start, calendar).moment


def by_us_from_an_instant(start: datetime) -> datetime:
    """The same from an instant, whose date in China must be found first."""
    return due(limit, start, calendar).moment


def by_us_explained(start: date) -> tuple[str, ...]:
    """The whole answer with every step written out."""
    return due(limit, start, calendar).steps


def microseconds(work: Callable[[Start], object], repeat: int, over: Sequence[Start]) -> float:
    """Cost of one call: the median of several rounds over all starts."""

    def once() -> None:
        for start in over:
            work(start)

    rounds = timeit.repeat(once, number=repeat, repeat=ROUNDS)
    return statistics.median(rounds) / (repeat * len(over)) * 1_000_000


def main() -> int:
    """Print the table; exit 1 when a goal is missed or an answer differs."""
    for start, instant in zip(starts, instants, strict=True):
        assert by_us(start) == by_us_from_an_instant(instant) == by_chinesecalendar(start), start
        assert by_us(start) == by_holidays(start), start
    floor = microseconds(lambda start: start, 200, starts)
    ours = microseconds(by_us, 200, starts)
    instant_too = microseconds(by_us_from_an_instant, 50, instants)
    explained = microseconds(by_us_explained, 3, starts)
    by_package = microseconds(by_holidays, 1, starts)
    by_loop = microseconds(by_chinesecalendar, 1, starts)
    for name, cost in (
        ("floor: one Python call", floor),
        ("due() from a day", ours),
        ("due() from an instant", instant_too),
        ("due() with all steps", explained),
        ("holidays.get_nth_working_day", by_package),
        ("chinesecalendar loop", by_loop),
    ):
        print(f"{name:30} {cost:9.2f} µs   {cost / ours:8.1f} × due()")
    met = ours <= 1 and by_package / ours >= 40 and explained <= 60
    print("P1 met" if met else "P1 MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
