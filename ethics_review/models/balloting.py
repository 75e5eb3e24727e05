"""The votes on a review: who may vote, for what, what carried, and the rounds that open (articles 14, 20, 24)."""

from typing import TYPE_CHECKING, Any

from ethics_review.models.chairing import electorate, may_vote_at, reviewers_of, seats_of
from ethics_review.models.deliberation import Deliberated
from ethics_review.models.seat import Seat
from ethics_review.rules.deciding import APPROVALS, decision_allowed
from ethics_review.states import (
    MeetingForm,
    ReviewState,
    RoundKind,
    RoundOutcome,
    SimplifiedVote,
    Vote,
)
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.workflow.errors import Reason
from portal.workflow.machine import Context

_S = ReviewState
_OUTCOMES = {
    **dict(Vote.choices),
    **dict(RoundOutcome.choices),
    **dict(SimplifiedVote.choices),
}


class Balloting(Deliberated):
    """``Review`` inherits it."""

    #: The last act that asked for electors, and what it was told.
    _electors_of: tuple[Context, list[Seat]] | None = None

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` and its other parts bring
        state: Any
        decided_round_id: Any
        recheck_returned_at: Any

        def accords_with_the_experts(self, wanted: str) -> bool: ...

    # --- What the machine asks ----------------------------------------------------------------------------------------
    def why_not_vote(self, ctx: Context) -> list[Reason]:
        """What stands against opening a vote now, in the meeting that is named or in any."""
        return may_vote_at(self, ctx)

    def why_not_named(self, ctx: Context) -> list[Reason]:
        """What stands against the reviewers that are named."""
        return reviewers_of(self, ctx)

    def why_not_choice(self, choice: str | None) -> list[Reason]:
        """What stands against a ballot of that choice: none is cast for what could never be decided (article 24)."""
        if choice is None:
            return []
        simplified = self.state == _S.SIMPLIFIED_REVIEW
        if choice not in (SimplifiedVote if simplified else Vote).values:
            return [Reason("没有这一选项", field="choice")]
        if choice in APPROVALS and not self.accords_with_the_experts(choice):
            return [Reason("专家复核意见为不同意，不能投票批准", field="choice")]
        return []

    def carried_approval(self) -> bool:
        """Whether the deliberation carried an approval, the conditional one included."""
        return self.carried() in APPROVALS

    def why_not_carried(self, vote: Vote) -> str:
        """Why this decision cannot be pronounced; empty where the ballots carried it."""
        if self.open_round() is not None:
            return "表决正在进行，表决结束后才能作出决定"
        if self.is_spoilt():
            return "参加表决的委员其后回避，原表决结果不再有效，须重新表决"
        standing = self.standing_round()
        if standing is None:
            return f"没有形成“{vote.label}”的表决结果，须先表决"
        if decision_allowed(vote, standing.outcome):
            return ""
        told = _OUTCOMES.get(standing.outcome, standing.outcome)
        return f"表决结果为“{told}”，不能作出“{vote.label}”的决定"

    def opinion_came_after_the_vote(self) -> bool:
        """Whether what carried is the preliminary result: once the experts answered, one new vote is open (L16)."""
        standing = self.standing_round()
        returned = self.state == _S.RECHECK_RETURNED and self.recheck_returned_at
        return bool(standing and returned and standing.opened_at < returned)

    def converting_ground(self) -> str:
        """Which adverse ballot converts: the last one cast in the open round (article 20, paragraph 2)."""
        running = self.open_round()
        cast = [e.ballot for e in running.electors.all() if hasattr(e, "ballot")] if running else []
        adverse = [ballot.choice for ballot in cast if ballot.choice != SimplifiedVote.AGREE]
        return adverse[-1] if adverse else ""

    def decided_on(self) -> int | None:
        """The round that carries the present decision."""
        return self.decided_round_id

    # --- What acts write ----------------------------------------------------------------------------------------------
    def electors_of(self, ctx: Context, meeting: Any = None) -> list[Seat]:
        """Whose votes the act asks for: the named reviewers', or those of whoever may vote in the meeting.

        Attendance and seats are rows of other cases, which this act does not lock; so they are read once. The guard,
        the event and the electors take this one answer, and a change in between is no more than a change a moment
        after the opening: electors are frozen with it, and a meeting that ends leaves the vote to be closed as ever.
        """
        if self._electors_of is None or self._electors_of[0] is not ctx:
            day = china_date(ctx.now)
            named = ctx.data.get("reviewers")
            seats = electorate(self, meeting, day) if named is None else seats_of(self, named, day)
            self._electors_of = (ctx, seats)
        return self._electors_of[1]

    def voters(self, ctx: Context) -> list[tuple[User, str, str]]:
        """Who may vote in the round that the act opens: person, position, discipline of each."""
        seats = self.electors_of(ctx, ctx.data.get("meeting"))
        return [(seat.user, seat.position, seat.discipline) for seat in seats]

    def open_meeting_round(self, event: AuditEvent, ctx: Context) -> None:
        """Open the vote for those present and free of conflict."""
        meeting = ctx.data["meeting"]
        by_letter = meeting.form == MeetingForm.LETTER
        self.begin_round(
            RoundKind.LETTER if by_letter else RoundKind.MEETING,
            self.voters(ctx),
            event,
            ctx,
            meeting=meeting,
            ends_at=ctx.data["ends_at"],
        )

    def open_simplified_round(self, event: AuditEvent, ctx: Context) -> None:
        """Open the round of the named reviewers; all are waited for."""
        self.begin_round(RoundKind.SIMPLIFIED, self.voters(ctx), event, ctx)
