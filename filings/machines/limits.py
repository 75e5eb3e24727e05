"""The limits that the life of a filing runs on, by their codes in the rulebook."""

INITIAL = "algorithm.initial"
DECISION = "algorithm.decision"
CHANGE = "algorithm.change"
CHANGE_CORRECTION = "algorithm.change_correction"
CHANGE_DECISION = "algorithm.change_decision"
DEREGISTRATION = "algorithm.deregistration"
DEREGISTRATION_CORRECTION = "algorithm.deregistration_correction"
DEREGISTRATION_DECISION = "algorithm.deregistration_decision"
REVOCATION_STATEMENT = "algorithm.revocation_statement"
REVOCATION_DECISION = "algorithm.revocation_decision"
DISPLAY = "algorithm.display"
DISPLAY_CORRECTION = "algorithm.display_correction"
CONFIRMATION = "algorithm.confirmation"

#: What can still run when a number ends: none of it means anything without the number.
OF_A_NUMBER = (
    CHANGE,
    CHANGE_CORRECTION,
    CHANGE_DECISION,
    DEREGISTRATION,
    DEREGISTRATION_CORRECTION,
    DEREGISTRATION_DECISION,
    REVOCATION_STATEMENT,
    REVOCATION_DECISION,
    DISPLAY,
    DISPLAY_CORRECTION,
    CONFIRMATION,
)
