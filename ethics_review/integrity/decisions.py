"""What was decided, and what the experts held, against the events of the acts that decide."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ethics_review.models import Recheck, Review
from ethics_review.states import UNDER_WAY, Vote
from portal.audit.models import AuditEvent
from portal.audit.verification import Break
from portal.cases.models import Case

#: Which decision an act pronounces, and which of its inputs is its text.
_DECIDES = {
    "approve": (Vote.APPROVE, "advice"),
    "approve_after_revision": (Vote.APPROVE_AFTER_REVISION, "advice"),
    "require_revision": (Vote.REVISE, "advice"),
    "reject": (Vote.REJECT, "reasons"),
}
#: From these on an activity may go on.
_TAKES_EFFECT = ("approve", "confirm_amendment", "recognise")
_BEGINS_ANEW = "resubmit_revised"
_ANSWERED, _EXEMPTED = "receive_opinion", "exempt_recheck"
_TOLD = (*_DECIDES, *_TAKES_EFFECT, _BEGINS_ANEW, _ANSWERED, _EXEMPTED)


def decisions_match(case: Case | None = None) -> Iterator[Break]:
    """Every review's decision, opinion of the experts and approval as the last act says that wrote them."""
    rows = Review.objects.select_related("decided_round").order_by("pk")
    for review in (rows.filter(pk=case.pk) if case else rows).iterator(chunk_size=200):
        acts = list(review.events.filter(action__in=_TOLD).order_by("seq"))
        since = max((n for n, act in enumerate(acts) if act.action == _BEGINS_ANEW), default=-1)
        for told in _faults(review, acts, acts[since + 1 :]):
            yield Break(review.number, 0, told)


def _faults(review: Review, acts: list[AuditEvent], present: list[AuditEvent]) -> Iterator[str]:
    """``present`` are the acts since the application was last handed in anew."""
    if _decision(review) != _decided_by(_last(present, *_DECIDES)):
        yield "决定与记录不符"
    opinion = _last(present, _ANSWERED)
    if review.recheck_opinion != (opinion.data.get("held") if opinion else ""):
        yield "专家复核意见与记录不符"
    exempted = _last(present, _EXEMPTED)
    number = exempted.data["input"]["number"] if exempted else ""
    if (review.exempt_at, review.exempt_number) != (_at(exempted), number):
        yield "免于专家复核的认定与记录不符"
    effect = _last(acts, *_TAKES_EFFECT)
    months = effect.data["input"]["tracking_months"] if effect else None
    if (review.approved_at, review.tracking_months) != (_at(effect), months):
        yield "批准时间或者跟踪审查间隔与记录不符"
    if review.in_force != (review.state in UNDER_WAY):
        yield "批准是否有效与状态不符"


def _decision(review: Review) -> tuple[Any, ...]:
    held = review.decided_round
    # A round of another case has no number here.
    number = held.number if held is not None and held.case_id == review.pk else None
    decided = (review.decision, review.decision_text, review.decided_at, review.decided_by_id)
    return (*decided, number, held is None)


def _decided_by(act: AuditEvent | None) -> tuple[Any, ...]:
    if act is None:
        return ("", "", None, None, None, True)
    vote, text = _DECIDES[act.action]
    said = act.data["input"].get(text, "")
    return (vote, said, act.occurred_at, act.actor_id, act.data.get("decided_round"), False)


def opinions_match(case: Case | None = None) -> Iterator[Break]:
    """What an authority issued as the experts' opinion, as the act that issued it says."""
    rows = Recheck.objects.order_by("pk")
    for recheck in (rows.filter(pk=case.pk) if case else rows).iterator(chunk_size=200):
        act = recheck.events.filter(action="issue_opinion").order_by("-seq").first()
        told = (act.data.get("held"), act.data["input"]["summary"]) if act else ("", "")
        if (recheck.opinion, recheck.summary, recheck.issued_at) != (*told, _at(act)):
            yield Break(recheck.number, act.seq if act else 0, "专家复核意见与记录不符")


def _last(acts: list[AuditEvent], *names: str) -> AuditEvent | None:
    return next((act for act in reversed(acts) if act.action in names), None)


def _at(act: AuditEvent | None) -> datetime | None:
    return act.occurred_at if act else None
