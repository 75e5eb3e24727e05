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
    years: int
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
    longer = rulebook.threshold("penalty.limitation_serious")
    years = longer.number if serious else limit.amount or 0
    if ended is None:
        text = "违法行为仍在继续，追诉期限尚未起算"
        return Limitation(False, years, None, limit.citation, text)
    last = due(limit, ended, calendar, amount=years).nominal_day
    if last is None:
        raise ValueError(f"{limit.code} is not counted in days")
    barred = discovered > last
    return Limitation(
        barred, years, last, limit.citation, _said(barred, ended, years, last, discovered)
    )


def _said(barred: bool, ended: date, years: int, last: date, discovered: date) -> str:
    said = (
        f"违法行为终了于 {ended:%Y-%m-%d}，追诉期限 {years} 年，至 {last:%Y-%m-%d} 届满；"
        f"发现于 {discovered:%Y-%m-%d}"
    )
    return f"{said}，已经超过追诉期限，不再给予行政处罚" if barred else f"{said}，未超过追诉期限"
