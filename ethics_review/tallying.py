"""A case's votes counted again from the stored ballots, as lines to read. No line tells who voted what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ethics_review.integrity import decisions_match, opinions_match, votes_match
from ethics_review.models import Ballot, Round
from ethics_review.states import CHOICES_OF, OUTCOMES, Discipline, RoundKind, RoundOutcome
from portal.audit.verification import Break
from portal.cases.models import Case
from portal.clock import CHINA
from portal.law.rulebook import rulebook


@dataclass(frozen=True)
class Report:
    """What was counted, and every difference from what the portal has on record."""

    lines: tuple[str, ...]
    faults: tuple[Break, ...]


def tallied(case: Case) -> Report:
    """Every round of the case, recounted and compared with its events."""
    rounds = Round.objects.filter(case=case).select_related("case").order_by("number")
    lines = [line for one in rounds for line in _round(one)]
    heading = f"{case.number} {case.title}：{len(rounds)} 轮表决"
    faults = (*votes_match(case), *decisions_match(case), *opinions_match(case))
    return Report((heading, *lines), faults)


def _round(one: Round) -> Iterator[str]:
    ballots = Ballot.objects.filter(elector__round=one)
    sealed = sum(ballot.seal() == ballot.commitment for ballot in ballots.select_related("elector"))
    yield f"第 {one.number} 轮 {RoundKind(one.kind).label}"
    yield f"  开始 {_time(one.opened_at)}，参加人 {one.electors.count()} 名：{_disciplines(one)}"
    yield f"  选票 {ballots.count()} 张，封印相符 {sealed} 张"
    if one.closed_at is None:
        yield "  正在进行，结束前不计票"
        return
    yield f"  结束 {_time(one.closed_at)}，登记的结果：{OUTCOMES.get(one.outcome, one.outcome)}"
    if one.outcome != RoundOutcome.SET_ASIDE:
        yield from _recount(one)


def _recount(one: Round) -> Iterator[str]:
    try:
        count = one.recount(rulebook(one.case.law_profile))
    except ValueError as wrong:
        yield f"  无法重新计票：{wrong}"
        return
    votes = "，".join(
        f"{label} {count.votes.get(v, 0)}" for v, label in CHOICES_OF[one.kind].choices
    )
    yield f"  重新计票：{votes}；计入 {count.present} 人，形成决定须 {count.needed} 票"
    yield f"  重新计票的结果：{OUTCOMES.get(count.outcome, count.outcome)}"


def _disciplines(one: Round) -> str:
    found = list(one.electors.values_list("discipline", flat=True))
    return "，".join(f"{label} {found.count(code)}" for code, label in Discipline.choices)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
