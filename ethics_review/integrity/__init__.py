"""What ethics review adds to the check of the audit trail: votes, people, decisions and versions."""

from ethics_review.integrity.decisions import decisions_match, opinions_match
from ethics_review.integrity.people import (
    attendance_matches,
    interests_match,
    invitations_match,
    panels_match,
    seats_match,
)
from ethics_review.integrity.votes import votes_match
from ethics_review.models import CommitteeRevision, RecheckRevision, ReviewRevision
from portal.workflow.versions import versions_match

CHECKS = (
    votes_match,
    decisions_match,
    opinions_match,
    interests_match,
    panels_match,
    invitations_match,
    attendance_matches,
    seats_match,
    versions_match("ethics_review", ReviewRevision),
    versions_match("recheck", RecheckRevision),
    versions_match("ethics_committee", CommitteeRevision),
)
