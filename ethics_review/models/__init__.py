"""The tables of ethics review, one idea a file."""

from ethics_review.models.advising import Invitation
from ethics_review.models.committee import Committee, CommitteeRevision
from ethics_review.models.deliberation import Interest
from ethics_review.models.meeting import AgendaItem, Attendance, Meeting
from ethics_review.models.panel import PanelMember
from ethics_review.models.recheck import Recheck, RecheckRevision
from ethics_review.models.review import Review, ReviewRevision
from ethics_review.models.seat import Seat
from ethics_review.models.voting import Ballot, Elector, Round

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Committee",
    "CommitteeRevision",
    "Elector",
    "Interest",
    "Invitation",
    "Meeting",
    "PanelMember",
    "Recheck",
    "RecheckRevision",
    "Review",
    "ReviewRevision",
    "Round",
    "Seat",
]
