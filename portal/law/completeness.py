"""Whether what was imported for a year is the whole arrangement: one row never announces a year."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "festivals.toml"


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival that every arrangement names: so many days off in a row within these dates.

    The dates are written "01-20", both ends included.
    """

    name: str
    between: tuple[tuple[str, str], ...]
    in_a_row: int

    def named_by(self, off: Iterable[date]) -> bool:
        """Whether the days off of one year, ``off``, hold the festival."""
        inside = sorted(day.toordinal() for day in off if self._may_lie_on(day))
        # Days in a row share the difference of their number and their place.
        runs = Counter(day - place for place, day in enumerate(inside))
        return max(runs.values(), default=0) >= self.in_a_row

    def _may_lie_on(self, day: date) -> bool:
        written = day.isoformat()[5:]
        return any(first <= written <= last for first, last in self.between)


@dataclass(frozen=True, slots=True)
class Measure:
    """What makes an arrangement whole, and from which day on the next year's one may speak."""

    festivals: tuple[Festival, ...]
    days_off: int
    year_end: str

    def missing(self, off: Collection[date]) -> tuple[str, ...]:
        """What the days off of one year lack to be its whole arrangement; empty when nothing."""
        lacking = [festival.name for festival in self.festivals if not festival.named_by(off)]
        if not lacking and len(off) < self.days_off:
            lacking = [f"放假共 {len(off)} 天，不足 {self.days_off} 天"]
        return tuple(lacking)

    def last_days_of(self, year: int) -> int:
        """How many days at the end of ``year`` the notice of the next year may still move."""
        return (date(year, 12, 31) - date.fromisoformat(f"{year}-{self.year_end}")).days + 1


@cache
def measure() -> Measure:
    """The measure as written in ``festivals.toml``."""
    written = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    festivals = tuple(
        Festival(
            row["name"], tuple((first, last) for first, last in row["between"]), row["in_a_row"]
        )
        for row in written["festival"]
    )
    return Measure(festivals, written["days_off"], written["year_end"])
