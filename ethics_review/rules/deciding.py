"""What may follow from a vote, a recheck opinion, a date: the predicates behind the acts that decide."""

from datetime import datetime

from ethics_review.rules.voting import DECISIONS
from ethics_review.states import Opinion, Vote

#: Decisions after which the activity may go on, at once or once it has been revised.
APPROVALS = frozenset({Vote.APPROVE.value, Vote.APPROVE_AFTER_REVISION.value})
#: Decisions against, open to an appeal (article 16, paragraph 2).
REFUSALS = DECISIONS - APPROVALS


def decision_allowed(wanted: str, outcome: str) -> bool:
    """Whether a round that ended with ``outcome`` carries this very decision; no neighbouring one does."""
    return wanted in DECISIONS and wanted == outcome


def needs_recheck(listed: bool, exempt: bool) -> bool:
    """Whether experts must look at the activity before it is decided (articles 22 and 26)."""
    return listed and not exempt


def according_to(opinion: str, wanted: str) -> bool:
    """Whether a decision follows the experts' opinion (article 24).

    Agreement allows an approval and takes nothing from the committee; disagreement leaves only a decision against;
    without an opinion nothing can be decided according to it.
    """
    if opinion == Opinion.AGREE:
        return wanted in DECISIONS
    return opinion == Opinion.DISAGREE and wanted in REFUSALS


def appeal_is_late(window_ends: datetime, now: datetime) -> bool:
    """Whether an appeal comes after its window; ``window_ends`` is the first moment that is late."""
    return now >= window_ends
