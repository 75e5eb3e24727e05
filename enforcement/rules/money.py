"""What a party owes at the end of a day: the fine first, then the extra fine (penalty law, 67 and 72).

The law does not say what a payment goes to. It goes to the fine first: what is overdue shrinks, and with it the extra
fine, which is the reading in favour of the party. Money is yuan, exact to the fen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from enforcement.rules.late_fee import Instalment, LateFee, Pause, Payment, late_fee
from portal.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Owed:
    """The account at the end of a day; ``late`` is the table of the extra fine, None where there is no fine."""

    fine: Decimal
    extra: Decimal
    paid: Decimal
    late: LateFee | None

    @property
    def due(self) -> Decimal:
        """Fine and extra fine together."""
        return self.fine + self.extra

    @property
    def outstanding(self) -> Decimal:
        """What is still to be paid."""
        return max(self.due - self.paid, Decimal(0))

    @property
    def overpaid(self) -> Decimal:
        """What has to be given back: more was paid than the decision as it stands asks for."""
        return max(self.paid - self.due, Decimal(0))


def owed(
    law: Rulebook,
    *,
    plan: Sequence[Instalment],
    paid: Iterable[Payment],
    pauses: Iterable[Pause],
    until: date,
) -> Owed:
    """The account at the end of ``until``; payments after that day are not seen. Raises what ``late_fee`` raises."""
    seen = sorted((one for one in paid if one.day <= until), key=lambda one: one.day)
    total = sum((one.amount for one in seen), Decimal(0))
    if not plan:
        return Owed(Decimal(0), Decimal(0), total, None)
    fine = sum((part.amount for part in plan), Decimal(0))
    late = late_fee(
        law, instalments=plan, until=until, payments=list(_towards(fine, seen)), pauses=pauses
    )
    return Owed(fine, late.total, total, late)


def in_yuan(fen: int) -> Decimal:
    """An amount as it is stored, as it is told."""
    return Decimal(fen).scaleb(-2)


def _towards(fine: Decimal, paid: Iterable[Payment]) -> Iterator[Payment]:
    """The part of each payment that goes to the fine itself."""
    left = fine
    for one in paid:
        part = min(one.amount, left)
        left -= part
        if part:
            yield Payment(one.day, part)
