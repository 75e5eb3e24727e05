"""Rounds of ballots against their events.

The trail holds the seal of every ballot, of who might vote in every round, and of what every round came to; so nobody
who owns the tables can change, slip in or take out one of them unseen.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from ethics_review.models import Ballot, Recheck, Review, Round
from ethics_review.rules.voting import electors_digest
from ethics_review.states import CHOICES_OF, MeetingForm, RoundKind, RoundOutcome
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from portal.workflow.machine import actions_of

_STEPS = {**actions_of(Review), **actions_of(Recheck)}


def _acts(*effects: str) -> frozenset[str]:
    """The acts that have one of the effects."""
    return frozenset(name for name, step in _STEPS.items() if set(effects) & set(step.effects))


_OPENS = _acts("open_meeting_round", "open_simplified_round", "open_panel_round")
_CASTS = _acts("store_ballot")
_COUNTS = _acts("count_round")
#: An act that ended a round without a result names the round: a withdrawal, a conversion, a recusal.
_SET_ASIDE = Q(data__has_key="set_aside")


def votes_match(case: Case | None = None) -> Iterator[Break]:
    """Every round, elector and ballot as its event says, and every event with what it wrote; of one case, or of all."""
    rounds = Round.objects.select_related(
        "case", "opened_by__case", "closed_by", "meeting"
    ).order_by("case", "number")
    for one in (rounds.filter(case=case) if case else rounds).iterator(chunk_size=200):
        yield from round_faults(one)
    # Rounds that are open say NULL, and nothing at all is outside a list with NULL in it.
    closings = Round.objects.filter(closed_by__isnull=False).values("closed_by")
    yield from _lost(_of(_OPENS), Round.objects.values("opened_by"), "表决", case)
    yield from _lost(_of(_COUNTS) | _SET_ASIDE, closings, "表决结果", case)
    yield from _lost(_of(_CASTS), Ballot.objects.values("event"), "选票", case)


def round_faults(one: Round) -> Iterator[Break]:
    """What does not hold of one round."""
    for event, told in (*_of_opening(one), *_of_ballots(one), *_of_closing(one)):
        yield Break(one.case.number, event.seq if event else 0, f"第 {one.number} 轮表决：{told}")


_Faults = Iterator[tuple[AuditEvent | None, str]]


def _of_opening(one: Round) -> _Faults:
    event = one.opened_by
    given = event.data.get("input") or {}
    told = (event.case_id, event.occurred_at, event.data.get("round"), given.get("meeting"))
    if told != (one.case_id, one.opened_at, one.number, one.meeting_id):
        yield event, "开始的时间、轮次或者会议与记录不符"
    same_end = _instant(given.get("ends_at")) == _as_told(one.ends_at)
    if one.kind not in _kinds_of(event, one) or not same_end:
        yield event, "表决的方式或者截止时间与记录不符"
    rows = one.electors.values_list("user", "name", "position", "discipline")
    if electors_digest(rows) != event.data.get("electors_sha256"):
        yield event, "参加人与表决开始时的记录不符"


def _kinds_of(event: AuditEvent, one: Round) -> Collection[str]:
    """The kinds of round that the act opens; none where it opens no round at all."""
    if event.action not in _OPENS:
        return ()
    if event.case.kind == "recheck":
        return (RoundKind.RECHECK,)
    if one.meeting is None:
        return (RoundKind.SIMPLIFIED,)
    return (RoundKind.LETTER if one.meeting.form == MeetingForm.LETTER else RoundKind.MEETING,)


def _instant(text: Any) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else None


def _as_told(moment: datetime | None) -> datetime | None:
    """As the trail tells an instant: to the millisecond."""
    return moment and moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _of_ballots(one: Round) -> _Faults:
    seen: set[int] = set()
    ballots = Ballot.objects.filter(elector__round=one).select_related("elector", "event")
    for ballot in ballots.order_by("pk"):
        event = ballot.event
        yield from ((event, told) for told in _of_ballot(ballot, one, event))
        if ballot.elector_id in seen:
            yield event, f"{ballot.elector.name}有不止一张选票"
        seen.add(ballot.elector_id)


def _of_ballot(ballot: Ballot, one: Round, event: AuditEvent) -> Iterator[str]:
    told = (event.case_id, event.action in _CASTS, event.data.get("round"), event.actor_id)
    if told != (one.case_id, True, one.number, ballot.elector.user_id):
        yield "有选票不是参加人投出的"
    if not ballot.seal() == ballot.commitment == event.data.get("ballot_sha256"):
        yield "有选票与投票时的封印不符，被改动或者替换"
    if ballot.cast_at != event.occurred_at:
        yield "有选票的投票时间与记录不符"
    if one.closed_at is not None and ballot.cast_at > one.closed_at:
        yield "有选票在表决结束后投出"
    if ballot.choice not in CHOICES_OF[one.kind].values:
        yield "有选票的选项不存在"


def _of_closing(one: Round) -> _Faults:
    event = one.closed_by
    if event is None or one.closed_at is None:
        if one.closed_at is not None or event is not None or one.outcome or one.counts:
            yield event, "表决没有结束记录，却有结果"
        yield from ((ended, "记录中已经结束，却又成为正在进行") for ended in _endings_of(one))
        return
    if (event.case_id, event.occurred_at) != (one.case_id, one.closed_at):
        yield event, "结束的时间与记录不符"
    if one.outcome == RoundOutcome.SET_ASIDE and event.data.get("set_aside") == one.number:
        if one.counts:
            yield event, "表决作废，却有票数"
        return
    stated = (event.data.get("round"), event.data.get("outcome"), event.data.get("counts"))
    if event.action not in _COUNTS or stated != (one.number, one.outcome, one.counts):
        yield event, "结果或者票数与记录不符"
    yield from ((event, told) for told in recounted_otherwise(one))


def _endings_of(one: Round) -> QuerySet[AuditEvent]:
    """The events that say that the round ended."""
    counted = _of(_COUNTS) & Q(data__round=one.number)
    return AuditEvent.objects.filter(
        counted | Q(data__set_aside=one.number), case=one.case_id
    ).order_by("seq")


def recounted_otherwise(one: Round) -> Iterator[str]:
    """What the stored ballots come to now, where that is not what the round says."""
    try:
        count = one.recount(rulebook(one.case.law_profile))
    except ValueError:
        yield "选票无法重新计算"
        return
    if (count.outcome, count.as_json()) != (one.outcome, one.counts):
        yield "由选票重新计算的结果与登记的结果不符"


def _of(actions: Collection[str]) -> Q:
    return Q(action__in=actions)


def _lost(which: Q, kept: QuerySet[Any, Any], what: str, case: Case | None) -> Iterator[Break]:
    """Events whose row is gone."""
    told = AuditEvent.objects.filter(which, case__kind__in=("ethics_review", "recheck"))
    lost = told.exclude(pk__in=kept).order_by("case", "seq")
    for number, seq in (lost.filter(case=case) if case else lost).values_list(
        "case__number", "seq"
    ):
        yield Break(number, seq, f"记录中的{what}已不存在")
