"""The extra fine for late payment (penalty law, articles 66, 72 and 73).

A day costs the law's share of what is overdue on it, from the day after the last day for payment. Days on which
reconsideration or a lawsuit runs cost nothing. A payment lowers the base from the following day. The sum never
exceeds the fine times the law's factor. Money is in yuan, exact to the fen; fractions of a fen are carried on and
only totals are rounded, half up, so splitting a period changes nothing and the table always adds up to its total.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason

_DAY = timedelta(days=1)
_FEN = 100


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the fine and the last day on which paying it is in time; a postponed fine is one instalment."""

    amount: Decimal
    last_day: date


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid towards the fine itself on one day."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Pause:
    """Reconsideration or a lawsuit: ``start`` is its first day, ``end`` the first day after it, None while it runs."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Days in a row with one base, both ends included; ``amount`` is what they add to the total."""

    first: date
    last: date
    base: Decimal
    amount: Decimal
    paused: bool = False

    @property
    def days(self) -> int:
        """How many days, paused ones too."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class LateFee:
    """The extra fine at the end of a day. ``capped_on`` is the day on which it reached ``cap``; it ends there."""

    total: Decimal
    cap: Decimal
    unpaid: Decimal
    segments: tuple[Segment, ...]
    capped_on: date | None
    per_day: Fraction
    article: str


def plan_problems(
    rulebook: Rulebook, fine: Decimal, instalments: Sequence[Instalment]
) -> list[Reason]:
    """Why the fine cannot be asked for in these parts (article 66), a sentence each.

    The parts are positive and exact to the fen, follow each other in time, add up to the fine, and are not too many.
    """
    most = rulebook.threshold("penalty.instalments_max")
    found = []
    if len(instalments) > most.number:
        text = f"分期 {len(instalments)} 期，至多 {most.number} 期"
        found.append(Reason(text, "instalments", most.citation))
    if any(not _is_money(part.amount) for part in instalments):
        found.append(Reason("每期金额应大于零，精确到分", "instalments"))
    if any(one.last_day >= other.last_day for one, other in pairwise(instalments)):
        found.append(Reason("各期的缴款日期应依次推后", "instalments"))
    together = sum((part.amount for part in instalments), Decimal(0))
    if together != fine:
        found.append(Reason(f"各期合计 {together} 元，与罚款 {fine} 元不符", "instalments"))
    return found


def late_fee(
    rulebook: Rulebook,
    *,
    instalments: Sequence[Instalment],
    until: date,
    payments: Sequence[Payment] = (),
    pauses: Iterable[Pause] = (),
) -> LateFee:
    """The extra fine as it stands at the end of ``until``; the instalments together are the fine.

    Payments go to the parts in the order in which these fall due; those after ``until`` are not seen. The table leaves
    out the days on which nothing is overdue. Raises ValueError for amounts that are not positive or not exact to the
    fen, and for a pause that ends before it starts.
    """
    _check([*instalments, *payments])
    row = rulebook.threshold("penalty.late_fee_per_day")
    fine = sum((part.amount for part in instalments), Decimal(0))
    paid = sum((one.amount for one in payments if one.day <= until), Decimal(0))
    cap = Fraction(fine) * rulebook.threshold("penalty.late_fee_cap").value
    spans = tuple(_spans(instalments, payments, _merged(pauses), until))
    segments, capped_on = _charged(spans, row.value, cap)
    return LateFee(
        total=sum((segment.amount for segment in segments), Decimal(0)),
        cap=_rounded(cap),
        unpaid=max(fine - paid, Decimal(0)),
        segments=segments,
        capped_on=capped_on,
        per_day=row.value,
        article=row.citation,
    )


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    after: date
    base: Decimal
    paused: bool

    @property
    def days(self) -> int:
        return (self.after - self.first).days


def _spans(
    instalments: Sequence[Instalment],
    payments: Sequence[Payment],
    pauses: Sequence[tuple[date, date]],
    until: date,
) -> Iterator[_Span]:
    """The overdue days up to ``until``, cut wherever the base changes or a pause begins or ends."""
    end = until + _DAY
    cuts = {
        end,
        *(part.last_day + _DAY for part in instalments),
        *(one.day + _DAY for one in payments),
    }
    cuts.update(day for pause in pauses for day in pause)
    for first, after in pairwise(sorted(day for day in cuts if day <= end)):
        due = sum((part.amount for part in instalments if part.last_day < first), Decimal(0))
        paid = sum((one.amount for one in payments if one.day < first), Decimal(0))
        if due > paid:
            paused = any(start <= first < stop for start, stop in pauses)
            yield _Span(first, after, due - paid, paused)


def _charged(
    spans: Iterable[_Span], share: Fraction, cap: Fraction
) -> tuple[tuple[Segment, ...], date | None]:
    """The table, which ends on the day that reaches the cap, and that day."""
    table: list[Segment] = []
    running = Fraction(0)
    for span in spans:
        daily = Fraction(0) if span.paused else Fraction(span.base) * share
        days = min(span.days, ceil((cap - running) / daily)) if daily else span.days
        reached = min(running + daily * days, cap)
        last = span.first + (days - 1) * _DAY
        grown = _rounded(reached) - _rounded(running)
        table.append(Segment(span.first, last, span.base, grown, span.paused))
        if reached == cap:
            return tuple(table), last
        running = reached
    return tuple(table), None


def _merged(pauses: Iterable[Pause]) -> tuple[tuple[date, date], ...]:
    """The pauses as half-open intervals without overlaps, in order of time; empty ones are left out."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted((pause.start, pause.end or date.max) for pause in pauses):
        if end < start:
            raise ValueError(f"a pause from {start} to {end}")
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _check(sums: Iterable[Instalment | Payment]) -> None:
    for one in sums:
        if not _is_money(one.amount):
            raise ValueError(f"{one.amount} is no amount in yuan and fen")


def _is_money(amount: Decimal) -> bool:
    return amount.is_finite() and amount > 0 and Fraction(amount) * _FEN % 1 == 0


def _rounded(amount: Fraction) -> Decimal:
    """Yuan to the fen, half up."""
    return Decimal(floor(amount * _FEN + Fraction(1, 2))).scaleb(-2)
