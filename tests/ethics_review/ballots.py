"""Votes counted a second time, naively, and rounds for tests that need many of them."""

from collections.abc import Iterable
from typing import Any

from ethics_review.models import Meeting, Review, Round
from portal.workflow.engine import Outcome
from tests import make
from tests.ethics_review import building
from tests.ethics_review.people import QUORUM, Tale

FOUR = {"technology", "application", "ethics", "law"}
DECISIONS = ("approve", "approve_after_revision", "revise", "reject")


def came_to(kind: str, electors: Iterable[tuple[str, str | None]]) -> str:
    """How a round ends whose electors are (discipline, ballot or None), in plain arithmetic from the law."""
    everybody = list(electors)
    cast = [choice for _, choice in everybody if choice is not None]
    if kind == "simplified":
        unanimous = len(everybody) >= 2 and cast == ["agree"] * len(everybody)
        return "approve" if unanimous else "none"
    if kind == "recheck":
        if len(everybody) < 5:
            return "no_quorum"
        return "agree" if 3 * cast.count("agree") >= 2 * len(everybody) else "disagree"
    there = [pair for pair in everybody if pair[1] is not None] if kind == "letter" else everybody
    if len(there) < 5 or {discipline for discipline, _ in there} != FOUR:
        return "no_quorum"
    for decision in DECISIONS:
        if 3 * cast.count(decision) >= 2 * len(there):
            return decision
    return "none"


def counted_again(vote: Round) -> str:
    """The same for a stored round."""
    electors = vote.electors.select_related("ballot")
    return came_to(
        vote.kind,
        [(e.discipline, e.ballot.choice if hasattr(e, "ballot") else None) for e in electors],
    )


class Urn:
    """One review in one session in which vote after vote is held, each in a deliberation of its own."""

    def __init__(self, story: Tale, *, present: tuple[str, ...] = QUORUM) -> None:
        self.story, self.present = story, present
        self.case = building.accepted(story)
        building.declare(story, self.case, *present)
        self.meeting: Meeting = building.session(story, self.case, present=present)

    def open(self, **given: Any) -> Round:
        """Open a vote; what was carried before belongs to an earlier deliberation."""
        opened_at = self.story.tick()
        Review.objects.filter(pk=self.case.pk).update(deliberation_since=opened_at)
        told = {"meeting": self.meeting, "ends_at": building.ENDS_AT} | given
        self.story.act(self.case, "open_voting", "qi", **told)
        return self.case.rounds.get(closed_at=None)

    def cast(self, who: str, choice: str) -> Outcome:
        """Somebody's ballot, now; may be called from a thread."""
        return make.act(
            self.case, "cast_ballot", self.story.cast.people[who], now=self.story.now, choice=choice
        )
