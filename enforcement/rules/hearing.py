"""The right to be heard before a penalty: who has it, from which day on, and what bars the decision meanwhile.

Penalty law, articles 44, 45 and 62 (statement and defence), 63 and 64 (hearing).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from portal.law.calendar import WorkCalendar
from portal.law.periods import due
from portal.law.rows import ListItem
from portal.law.rulebook import Rulebook
from portal.law.terms import Measure
from portal.workflow.errors import Reason

_DAY = timedelta(days=1)
#: Measures of the algorithm rules that article 63 does not name, under the ground that they come nearest to: a revoked
#: filing is as a revoked licence, a suspension of updates is as heavy as stopping the business in part.
_GROUND = {Measure.REVOKE_FILING: "licence", Measure.SUSPEND_UPDATES: "heavier"}


@dataclass(frozen=True, slots=True)
class HearingRight:
    """Whether the intended penalty gives a right to a hearing, and the grounds of article 63 that do."""

    holds: bool
    grounds: tuple[ListItem, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Windows:
    """How far the party's rights have run. The two moments are exclusive, None where the window never opened.

    ``statement_done``: the party declared that it has said all, or will not speak; having spoken is not enough.
    ``hearing_waived``: it declared that it will not ask, or withdrew what it asked. ``hearing_over``: the hearing was
    held, or counts as given up because the party stayed away or left (article 64).
    """

    notified: bool
    statement_ends: datetime | None
    statement_done: bool
    hearing_right: bool
    hearing_ends: datetime | None
    hearing_waived: bool = False
    hearing_asked: bool = False
    hearing_over: bool = False


def right_to_hearing(
    rulebook: Rulebook,
    measures: Collection[str],
    fine: Decimal | int | None,
    *,
    also: Collection[str] = (),
) -> HearingRight:
    """Whether these intended measures, with a fine in yuan, give the right to a hearing (article 63).

    ``also`` names further grounds (codes of ``hearing_grounds``) that the officers found. Raises UnknownRow.
    """
    codes = {*also, *(code for word, code in _GROUND.items() if word in measures)}
    large = rulebook.threshold("penalty.hearing_fine_from")
    if Measure.FINE in measures and fine is not None and fine >= large.value:
        codes.add("large_fine")
    grounds = tuple(item for item in rulebook.items("hearing_grounds") if item.code in codes)
    said = tuple(f"{item.summary}（{item.citation}）" for item in grounds)
    return HearingRight(bool(grounds), grounds, said)


def earliest_day(rulebook: Rulebook, notified: date, calendar: WorkCalendar) -> date:
    """The first working day for a hearing of which the party is told on ``notified``. Raises PeriodError."""
    day = calendar.first_worked_from(notified + _DAY)
    while notice_problems(rulebook, notified, day, calendar):
        day = calendar.first_worked_from(day + _DAY)
    return day


def notice_problems(
    rulebook: Rulebook, notified: date, hearing: date, calendar: WorkCalendar
) -> list[Reason]:
    """Why the hearing comes too soon after its notice; empty where it does not. Raises PeriodError."""
    limit = rulebook.limit("penalty.hearing_notice")
    latest = due(limit, hearing, calendar).last_day
    if latest is None or notified <= latest:
        return []
    text = f"{hearing} 听证的，应不迟于 {latest} 通知（{limit.term}），而通知日是 {notified}"
    return [Reason(text, "hearing_day", limit.citation, "hearing_too_soon")]


def request_problems(rulebook: Rulebook, windows: Windows, *, now: datetime) -> list[Reason]:
    """Why no hearing can be asked for any more; empty where it can."""
    limit = rulebook.limit("penalty.hearing_request")
    if not windows.hearing_right:
        return [
            Reason("拟作出的处罚不属于可以要求听证的情形", article=limit.citation, code="no_right")
        ]
    if windows.hearing_ends is None or now >= windows.hearing_ends:
        text = f"要求听证的期限（{limit.term}）已经届满或者尚未开始"
        return [Reason(text, article=limit.citation, code="window_closed")]
    return []


def decision_barred(rulebook: Rulebook, windows: Windows, *, now: datetime) -> list[Reason]:
    """What bars the decision at ``now``, a sentence each; empty where the party's rights have run."""
    if not windows.notified:
        article = rulebook.items("notice_contents")[0].citation
        return [
            Reason("尚未事先告知当事人，不得作出处罚决定", article=article, code="not_notified")
        ]
    return [*_statement_bar(rulebook, windows, now), *_hearing_bar(rulebook, windows, now)]


def _statement_bar(rulebook: Rulebook, windows: Windows, now: datetime) -> Iterator[Reason]:
    if not windows.statement_done and _open(windows.statement_ends, now):
        limit = rulebook.limit("penalty.statement")
        text = "当事人陈述和申辩的期限尚未届满"
        yield Reason(text, article=limit.citation, code="statement_window_open")


def _hearing_bar(rulebook: Rulebook, windows: Windows, now: datetime) -> Iterator[Reason]:
    limit = rulebook.limit("penalty.hearing_request")
    if windows.hearing_asked:
        if not (windows.hearing_over or windows.hearing_waived):
            text = "当事人要求听证，听证尚未举行"
            yield Reason(text, article=limit.citation, code="hearing_due")
    elif windows.hearing_right and not windows.hearing_waived and _open(windows.hearing_ends, now):
        text = f"当事人要求听证的期限（{limit.term}）尚未届满"
        yield Reason(text, article=limit.citation, code="hearing_window_open")


def _open(ends: datetime | None, now: datetime) -> bool:
    """Whether a window still bars: one that never opened bars as well, for a right that was not given did not run."""
    return ends is None or now < ends
