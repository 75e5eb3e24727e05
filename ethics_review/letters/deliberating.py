"""The minutes of a vote, for the committee alone, and the messages to those who deliberate (articles 14, 20)."""

from typing import Any

from ethics_review.letters import voting
from ethics_review.letters.basis import Contents, cited, iso, label, running
from ethics_review.states import Discipline, Position, RoundKind
from portal.workflow.machine import Context

#: Each says until when the committee has work to finish.
_DECISION_CLOCKS = (
    *("ethics.decision", "ethics.emergency_total", "ethics.emergency_pre_recheck"),
    *("ethics.final_after_recheck", "ethics.appeal_decision"),
)
#: Which rows say how a vote is counted.
_BY_MEETING = ("ethics.quorum", "ethics.approval_share")
_BY_REVIEWERS = ("simplified_grounds", "ethics.simplified_reviewers")


def recused_members(review: Any) -> list[Any]:
    """The committee's members, past seats included, who declared a conflict; advisers have no vote to lose."""
    conflicted = set(review.recused())
    seats = review.committee.seats.filter(user__in=conflicted).select_related("user")
    return list({seat.user_id: seat for seat in seats.order_by("rank", "pk")}.values())


def _minutes(review: Any, ctx: Context) -> dict[str, Any]:
    """The round that was just closed, whatever it came to."""
    held = review.rounds.filter(closed_at__isnull=False).order_by("-number").first()
    recused = recused_members(review)
    return {
        "round": held.number,
        "tally": voting.numbers(review, held, recused=len(recused)),
        "outcome": voting.outcome(held),
        "ballots": voting.by_name(held),
        "meeting": _meeting(held.meeting) if held.meeting else {},
        "recused": [str(seat.user) for seat in recused],
        "advisers": [
            {"name": str(one.user), "field": one.field, "advice": one.advice}
            for one in review.invitations.select_related("user")
        ],
        "articles": cited(
            ctx, *(_BY_REVIEWERS if held.kind == RoundKind.SIMPLIFIED else _BY_MEETING)
        ),
    }


def _meeting(meeting: Any) -> dict[str, Any]:
    there = set(meeting.attendance.values_list("user_id", flat=True))
    seats = list(meeting.committee.sitting())
    return {
        "number": meeting.number,
        "form": str(meeting.get_form_display()),
        "place": meeting.place,
        "opened_at": iso(meeting.opened_at),
        "presider": str(meeting.presider),
        "attended": [_member(seat) for seat in seats if seat.user_id in there],
        "absent": [str(seat.user) for seat in seats if seat.user_id not in there],
    }


def _member(seat: Any) -> dict[str, str]:
    return {
        "name": str(seat.user),
        "position": label(Position, seat.position),
        "discipline": label(Discipline, seat.discipline),
    }


def _called(review: Any, ctx: Context) -> dict[str, Any]:
    """For whoever is asked to take part: until when the committee decides."""
    return {
        "field": str(ctx.data.get("field", "")),
        "ends_at": iso(ctx.data.get("ends_at")),
        "deadlines": running(review, ctx, *_DECISION_CLOCKS),
    }


CONTENTS: dict[str, Contents] = {
    "ethics_minutes": _minutes,
    "reviewers_named": _called,
    "adviser_invited": _called,
    "voting_opened": _called,
}
