"""The rows of a rulebook: what one line of the law looks like to a program."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol

from portal.law.terms import (
    Aggravation,
    Direction,
    Force,
    Kind,
    Measure,
    OnMiss,
    Party,
    SetBy,
    Status,
    Unit,
)

_ROLLING_KINDS = (Kind.DUTY, Kind.WINDOW)
_ROLLING_UNITS = (Unit.NATURAL_DAY, Unit.MONTH, Unit.YEAR, Unit.YEAR_DATE)
_MEASURE = {
    Unit.WORKING_DAY: "个工作日",
    Unit.NATURAL_DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
}


class Placed(Protocol):
    """What stands in an article of a text: a row, or the deadline that was copied from one."""

    @property
    def instrument(self) -> str: ...
    @property
    def article(self) -> str: ...


def citation(row: Placed) -> str:
    """《instrument》article, as printed on pages and letters."""
    return f"《{row.instrument}》{row.article}"


def citation_under(title: str, row: Placed) -> str:
    """The article alone for who reads under the text of that title, with its law where that is another one."""
    return row.article if row.instrument == title else citation(row)


@dataclass(frozen=True, slots=True)
class Row:
    """What every row says: where it stands in the law, and whether that was checked.

    ``profile`` names the file the row stands in, ``ref`` is the article in figures ("20.2").
    ``verified`` is false while nobody has compared the row with the cited text.
    """

    code: str
    profile: str
    instrument: str
    article: str
    ref: str
    summary: str
    status: Status
    verified: bool
    note: str

    @property
    def is_draft(self) -> bool:
        """True when the row comes from a consultation draft."""
        return self.status is Status.DRAFT

    @property
    def citation(self) -> str:
        """《instrument》article, as printed on pages and letters."""
        return citation(self)


@dataclass(frozen=True, slots=True)
class TimeLimit(Row):
    """One time limit. ``amount`` counts ``unit``; it is None when a date is fixed
    (``year_date`` holds month and day), when an order sets it, or when the text says 及时.

    ``missed`` is the article reached when the limit is missed; ``extendable`` says that the
    text lets the limit be extended if the new limit is stated. ``rolling`` is false where moving
    the last day would burden the very person the limit protects.
    """

    act: str
    party: Party
    trigger: str
    amount: int | None
    unit: Unit
    direction: Direction
    force: Force
    kind: Kind
    set_by: SetBy
    year_date: tuple[int, int] | None
    missed: str
    on_miss: OnMiss
    extendable: bool
    rolling: bool = True

    @property
    def rolls(self) -> bool:
        """Whether a last day off moves to the next working day (Civil Code 203).

        Intervals and retention never move, nor does a limit counted backwards: moving would
        exceed the maximum or shorten the notice. A row may say so of itself (``rolling``).
        """
        return (
            self.rolling
            and self.kind in _ROLLING_KINDS
            and self.unit in _ROLLING_UNITS
            and self.direction is Direction.AFTER
        )

    @property
    def has_timer(self) -> bool:
        """False for rows that are shown and recorded but never counted (及时)."""
        return self.unit is not Unit.PROMPTLY

    @property
    def term(self) -> str:
        """The length in Chinese, for example 10个工作日内."""
        if self.unit is Unit.PROMPTLY:
            return "之前" if self.direction is Direction.BEFORE else "及时"
        if self.year_date is not None:
            return f"每年{self.year_date[0]}月{self.year_date[1]}日前"
        if self.amount is None:
            return self.set_by.label
        return f"{_PREFIX.get(self.kind, '')}{self.amount}{_MEASURE[self.unit]}{self._suffix}"

    @property
    def _suffix(self) -> str:
        if self.direction is Direction.BEFORE:
            return "前"
        return "内" if self.kind in _ROLLING_KINDS else ""


_PREFIX = {Kind.INTERVAL: "间隔不超过", Kind.RETENTION: "不少于"}


@dataclass(frozen=True, slots=True)
class Threshold(Row):
    """A number the law sets that is not a time: a quorum, a share, a term of office."""

    value: Fraction
    measure: str

    @property
    def is_share(self) -> bool:
        """True when the value is a part of something (two thirds), not a count."""
        return self.value.denominator != 1

    @property
    def number(self) -> int:
        """The count. Raises ValueError for a share, which means nothing without its whole."""
        if self.is_share:
            raise ValueError(f"{self.code} is a share; use needed(of)")
        return int(self.value)

    def needed(self, of: int | None = None) -> int:
        """The least whole number that satisfies the row, for a share of ``of``."""
        if not self.is_share:
            return self.number
        if of is None:
            raise ValueError(f"{self.code} is a share and needs its whole")
        return ceil(self.value * of)

    @property
    def display(self) -> str:
        """Value and measure in Chinese, for example 5人 or 2/3."""
        return f"{self.value}{self.measure}"


@dataclass(frozen=True, slots=True)
class Sanction(Row):
    """What follows a breach. ``measures`` come first; ``severe`` only when one of ``opens_by``
    is found.

    ``violates`` lists the refs of the articles breached, and is empty where the article covers
    any breach of the whole instrument. The fine is in yuan, both ends included, and None where
    the article sets no amount.
    """

    violates: tuple[str, ...]
    measures: tuple[Measure, ...]
    opens_by: tuple[Aggravation, ...]
    severe: tuple[Measure, ...]
    fine_min: int | None
    fine_max: int | None

    @property
    def measures_text(self) -> str:
        """The measures of the first step in Chinese, for example 警告、通报批评."""
        return _labels(self.measures)

    @property
    def severe_text(self) -> str:
        """The measures of the severe step in Chinese; empty where the article has none."""
        return _labels(self.severe)

    @property
    def severe_when(self) -> str:
        """What opens the severe step in Chinese, for example 拒不改正或者情节严重."""
        return "或者".join(word.label for word in self.opens_by)

    def allows_fine(self, amount: int) -> bool:
        """Whether a fine of ``amount`` yuan lies in the range of the article."""
        if self.fine_min is None or self.fine_max is None:
            return False
        return self.fine_min <= amount <= self.fine_max


def _labels(measures: tuple[Measure, ...]) -> str:
    return "、".join(measure.label for measure in measures)


@dataclass(frozen=True, slots=True)
class ListItem(Row):
    """One entry of a list of the law: a re-check matter, a review point, a conduct duty.

    ``code`` is unique in its list; ``sanction`` is the code of the sanction row, or empty.
    """

    list_name: str
    sanction: str
