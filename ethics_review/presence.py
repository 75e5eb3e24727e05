"""Who may vote on a review in the meeting that is in session, and what the meeting lacks, as of now."""

from dataclasses import dataclass

from ethics_review.models import Meeting, Review, Seat
from ethics_review.models.chairing import electorate, undeclared
from ethics_review.rules.voting import quorum_problems
from ethics_review.states import Discipline, MeetingState
from portal.law.rulebook import rulebook


@dataclass(frozen=True)
class Presence:
    """Those who may vote, and a sentence for each thing that still stands against a vote; none means it can begin."""

    seats: tuple[Seat, ...]
    lacking: tuple[str, ...]

    @property
    def disciplines(self) -> list[tuple[str, int]]:
        """How many of each background, every background of the law's own list included."""
        found = [seat.discipline for seat in self.seats]
        return [(label, found.count(code)) for code, label in Discipline.choices]


def presence(review: Review, meeting: Meeting) -> Presence:
    """Who may vote, by letter whoever came, against the quorum by count and by discipline (article 14)."""
    law = rulebook(review.law_profile)
    seats = electorate(review, meeting)
    least = law.threshold("ethics.quorum").number
    required = [item.code for item in law.items("disciplines")]
    lacking = quorum_problems([s.discipline for s in seats], least=least, required=required)
    if waiting := undeclared(review, meeting, seats):
        lacking.append(f"{'、'.join(waiting)}尚未声明利益关系")
    return Presence(tuple(seats), tuple(lacking))


def meeting_in_session(review: Review) -> Meeting | None:
    """The meeting that has the review on its agenda and is going on."""
    held = Meeting.objects.filter(agenda__review=review, state=MeetingState.IN_SESSION)
    return held.select_related("committee", "presider").first()


def meetings_ahead(review: Review) -> list[Meeting]:
    """The meetings that are called and have the review on their agenda."""
    called = Meeting.objects.filter(agenda__review=review, state=MeetingState.CONVENED)
    return list(called.order_by("starts_at"))
