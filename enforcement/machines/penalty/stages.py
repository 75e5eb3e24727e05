"""The states of a penalty case as its acts group them, and the limits that its end voids."""

from enforcement.machines.limits import EVIDENCE, HEARING_REQUEST, LEGAL_REVIEW, STATEMENT
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role

OFFICER, HEAD, REVIEWER = Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD, Role.LEGAL_REVIEWER
HEARING_HOLD = "penalty.hearing_hold"

#: From the prior notice to the decision: the party has been told and may speak.
DEFENDED = (
    S.NOTIFIED,
    S.HEARING_REQUESTED,
    S.HEARING_SCHEDULED,
    S.HEARD,
    S.DELIBERATED,
)
#: An opened case, until it is decided.
LIVE = (S.OPENED, S.IN_LEGAL_REVIEW, S.REVIEWED, *DEFENDED)
#: Where everybody has spoken who was to speak.
READY = (S.NOTIFIED, S.HEARD, S.DELIBERATED)
#: What no longer runs once the case leaves the hands of the investigation.
OF_THE_PROCEDURE = (LEGAL_REVIEW, EVIDENCE, STATEMENT, HEARING_REQUEST, HEARING_HOLD)
