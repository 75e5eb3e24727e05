"""What the page and the minutes of a meeting show, composed only of what the reader may know of."""

from typing import Any

from ethics_review.models import AgendaItem, Attendance, Meeting, Round, Seat
from ethics_review.presence import presence
from ethics_review.selectors import agenda_for
from ethics_review.states import OUTCOMES, Discipline, MeetingState, Position, RoundKind, Vote
from portal.accounts.models import User

#: From the session on there is something to put on record.
ON_RECORD = (MeetingState.IN_SESSION, MeetingState.HELD)


def detail(meeting: Meeting, user: User) -> dict[str, Any]:
    """The context of ``ethics_review/_meeting.html``."""
    running = meeting.state == MeetingState.IN_SESSION
    return {
        "meeting": meeting,
        "agenda": [
            _line(item, meeting, user, running=running) for item in agenda_for(meeting, user)
        ],
        "attending": attending(meeting),
        "has_minutes": meeting.state in ON_RECORD,
    }


def to_json(meeting: Meeting, user: User) -> dict[str, Any]:
    """The same for programs."""
    return {
        "committee": meeting.committee.number,
        "form": meeting.form,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "presider": str(meeting.presider) if meeting.presider else "",
        "convened_at": meeting.convened_at,
        "opened_at": meeting.opened_at,
        "closed_at": meeting.closed_at,
        "cancelled_reason": meeting.cancelled_reason,
        "agenda": [item.review.number for item in agenda_for(meeting, user)],
        "present": [row["name"] for row in attending(meeting)],
    }


def attending(meeting: Meeting) -> list[dict[str, str]]:
    """Who came, the chair first, each as they sat."""
    rows = Attendance.objects.filter(meeting=meeting).select_related("user")
    seats: dict[int, Seat] = {}
    for seat in meeting.committee.seats.order_by("pk"):
        seats[seat.user_id] = seat
    there = sorted(rows, key=lambda row: (seats[row.user_id].rank, seats[row.user_id].pk))
    return [
        {
            "name": str(row.user),
            "position": Position(seats[row.user_id].position).label,
            "discipline": Discipline(seats[row.user_id].discipline).label,
        }
        for row in there
    ]


def _line(item: AgendaItem, meeting: Meeting, user: User, *, running: bool) -> dict[str, Any]:
    review = item.review
    opened = review.opens_papers_to(user)
    found = presence(review, meeting) if running and opened else None
    return {"review": review, "opened": opened, "presence": found}


def minutes(meeting: Meeting, user: User) -> dict[str, Any]:
    """What was dealt with and with which result, by number: who voted what stands on the review's own page.

    An item that the reader may not know of is not there, nor is there a gap in the numbers. Who has not declared their
    interests reads no more of it than its title.
    """
    return {
        "meeting": meeting,
        "attending": attending(meeting),
        "items": [_minuted(item, meeting, user) for item in agenda_for(meeting, user)],
        "is_held": meeting.state == MeetingState.HELD,
    }


def _minuted(item: AgendaItem, meeting: Meeting, user: User) -> dict[str, Any]:
    review = item.review
    opened = review.opens_papers_to(user)
    votes = meeting.votes.filter(case=review.pk).order_by("number") if opened else []
    return {"review": review, "opened": opened, "rounds": [_vote(one) for one in votes]}


def _vote(one: Round) -> dict[str, Any]:
    """One vote; while it is open, only that it is."""
    electors = [f"{e.name}（{Discipline(e.discipline).label}）" for e in one.electors.all()]
    votes = one.counts.get("votes", {})
    return {
        "round": one,
        "kind": RoundKind(one.kind).label,
        "electors": electors,
        "outcome": OUTCOMES.get(one.outcome, ""),
        "present": one.counts.get("present"),
        "needed": one.counts.get("needed"),
        "votes": [(label, votes.get(code, 0)) for code, label in Vote.choices] if votes else [],
    }
