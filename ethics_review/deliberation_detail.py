"""What the page of a review shows of its deliberation, by who asks.

Nobody learns from it what was voted before a round is closed. Afterwards the committee's side reads the numbers; its
members, its secretary and the auditor also who voted what. The applicant reads the numbers on which the decision rests.
"""

from collections.abc import Iterable
from typing import Any

from ethics_review.models import Ballot, Elector, Review, Round
from ethics_review.models.seat import SEATED
from ethics_review.presence import meeting_in_session, meetings_ahead, presence
from ethics_review.rules.reading import short
from ethics_review.states import (
    CHOICES_OF,
    OUTCOMES,
    Discipline,
    Finding,
    Position,
    RoundKind,
    RoundOutcome,
)
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook

#: Who reads names: of the recused, of those waited for, of who voted what in a closed round.
_READS_NAMES = SEATED | {Role.SECRETARY, Role.AUDITOR}


def detail(review: Review, user: User) -> dict[str, Any]:
    """The context of ``ethics_review/_deliberation.html``: ``decided`` for everybody, the rest for the inside."""
    roles = review.roles_of(user)
    found: dict[str, Any] = {"decided": _decided(review)}
    if not roles & (review.inside_roles | {Role.CONSULTANT}) or not review.opens_papers_to(user):
        return found
    reads_names = bool(roles & _READS_NAMES)
    found["rounds"] = [round_told(one, names=reads_names) for one in _closed(review)]
    found["advisers"] = _advisers(review)
    if reads_names:
        found["interests"] = _interests(review)
        found["session"] = _session(review)
        found["meetings_ahead"] = meetings_ahead(review)
        found["voting"] = _voting(review, user, presides=Role.CHAIR in roles)
    return found


def _decided(review: Review) -> dict[str, Any] | None:
    """The numbers of the round on which the decision rests."""
    one = review.decided_round
    return round_told(one, names=False) if one is not None and review.decided_at else None


def _closed(review: Review) -> Iterable[Round]:
    return review.rounds.filter(closed_at__isnull=False).order_by("-number")


def round_told(one: Round, *, names: bool) -> dict[str, Any]:
    """A closed round in words and numbers; with ``names``, who voted what.

    A round of the full committee that was set aside is voted on again, so its ballots stay sealed for good; those of a
    simplified review are what the meeting that follows has to weigh.
    """
    counts = one.counts
    choices = CHOICES_OF[one.kind]
    return {
        "round": one,
        "kind": RoundKind(one.kind).label,
        "outcome": OUTCOMES.get(one.outcome, one.outcome),
        "carried": bool(one.carried),
        "present": counts.get("present"),
        "needed": counts.get("needed"),
        "disciplines": _numbers(Discipline.choices, counts.get("disciplines", {})),
        "votes": _numbers(choices.choices, counts.get("votes", {})),
        "ballots": _ballots(one) if names and _opens_ballots(one) else [],
    }


def _opens_ballots(one: Round) -> bool:
    return one.outcome != RoundOutcome.SET_ASIDE or one.kind == RoundKind.SIMPLIFIED


def _numbers(choices: Iterable[tuple[str, Any]], found: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(label), found.get(code, 0)) for code, label in choices] if found else []


def _ballots(one: Round) -> list[dict[str, Any]]:
    labels = dict(CHOICES_OF[one.kind].choices)
    points = rulebook(one.case.law_profile).items("review_points")
    titles = {point.code: short(point.summary) for point in points}
    rows = one.electors.select_related("ballot").order_by("pk")
    return [_ballot(elector, labels, titles) for elector in rows]


def _ballot(elector: Elector, labels: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    cast: Ballot | None = getattr(elector, "ballot", None)
    return {
        "name": elector.name,
        "position": Position(elector.position).label if elector.position else "",
        "discipline": Discipline(elector.discipline).label,
        "choice": labels.get(cast.choice, cast.choice) if cast else "没有投票",
        "reasons": cast.reasons if cast else "",
        "sheet": [_finding(row, titles) for row in cast.sheet] if cast else [],
    }


def _finding(row: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    found = dict(Finding.choices)
    return {
        "point": titles.get(row.get("point", ""), row.get("point", "")),
        "finding": found.get(row.get("finding", ""), ""),
        "text": row.get("text", ""),
    }


def _interests(review: Review) -> dict[str, Any]:
    """Who declared what. Who was asked and has not answered follows from the roster and the advisers."""
    told = list(review.interests.select_related("user"))
    known = {one.user_id for one in told} | review.kept_out()
    sitting = [seat.user for seat in review.committee.sitting() if seat.user_id not in known]
    return {
        "free": [str(one.user) for one in told if not one.conflicted],
        "recused": [one for one in told if one.conflicted],
        "silent": [str(user) for user in sitting],
    }


def _advisers(review: Review) -> list[dict[str, Any]]:
    return [
        {"name": str(one.user), "field": one.field, "advice": one.advice, "at": one.advised_at}
        for one in review.invitations.select_related("user")
    ]


def _session(review: Review) -> dict[str, Any] | None:
    """The meeting that is going on, and whether a vote could begin in it."""
    meeting = meeting_in_session(review)
    if meeting is None:
        return None
    there = presence(review, meeting)
    return {
        "meeting": meeting,
        "present": len(there.seats),
        "names": [str(seat) for seat in there.seats],
        "disciplines": there.disciplines,
        "lacking": there.lacking,
        "carried": review.carried() != "",
    }


def _voting(review: Review, user: User, *, presides: bool) -> dict[str, Any] | None:
    """The open round: how many ballots are in, the same whatever they say; whose are missing, for whoever presides."""
    running = review.open_round()
    if running is None:
        return None
    electors = list(running.electors.select_related("ballot"))
    missing = [elector for elector in electors if not hasattr(elector, "ballot")]
    mine = [elector for elector in electors if elector.user_id == user.pk]
    return {
        "round": running,
        "kind": RoundKind(running.kind).label,
        "electors": len(electors),
        "cast": len(electors) - len(missing),
        "missing": [elector.name for elector in missing] if presides else [],
        "votes": bool(mine),
        "has_voted": bool(mine) and not any(elector in missing for elector in mine),
    }
