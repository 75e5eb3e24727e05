"""Until when an act may be penalised: two years, five where life, health or finance suffered (penalty law, 36)."""

from dataclasses import dataclass
from datetime import date

from portal.law.calendar import WorkCalendar
from portal.law.periods import due
from portal.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Limitation:
    """How an act stands. ``last_day`` is the last day on which finding it is in time, None while it goes on."""

    barred: bool
    last_day: date | None
    article: str
    sentence: str


def limitation(
    rulebook: Rulebook,
    *,
    ended: date | None,
    discovered: date,
    serious: bool,
    calendar: WorkCalendar,
) -> Limitation:
    """Whether an act found on ``discovered`` may still be penalised.

    ``ended`` is the day of the act, for a lasting one the day on which it ended, None while it goes on. ``serious``
    says that it touches life, health or financial safety and did harm. Raises PeriodError for days outside the
    calendar.
    """
    limit = rulebook.limit("penalty.limitation")
    if ended is None:
        return Limitation(False, None, limit.citation, "违法行为仍在继续，追诉期限尚未起算")
    longer = rulebook.threshold("penalty.limitation_serious")
    period = due(limit, ended, calendar, amount=longer.number if serious else None)
    last = period.last_day
    barred = last is not None and discovered > last
    so = "已经超过追诉期限，不再给予行政处罚" if barred else "未超过追诉期限"
    said = (
        f"违法行为终了于 {ended}，追诉期限 {period.amount} 年，至 {last} 届满；"
        f"发现于 {discovered}，{so}"
    )
    return Limitation(barred, last, limit.citation, said)
