"""The tables of ethics review, one idea a file."""

from ethics_review.models.committee import Committee, CommitteeRevision, Seat
from ethics_review.models.deliberation import Interest
from ethics_review.models.meeting import AgendaItem, Attendance, Meeting
from ethics_review.models.recheck import PanelMember, Recheck, RecheckRevision
from ethics_review.models.review import Invitation, Review, ReviewRevision
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
