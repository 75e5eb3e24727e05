"""The codes of the limits that the machines open and close; what they mean stands in the rulebook."""

ACCEPTANCE = "ethics.acceptance"
SUPPLEMENT = "ethics.supplement"
DECISION = "ethics.decision"
EMERGENCY_TOTAL = "ethics.emergency_total"
EMERGENCY_PRE_RECHECK = "ethics.emergency_pre_recheck"
RECHECK_APPLICATION = "ethics.recheck_application"
RECHECK = "ethics.recheck"
FINAL_AFTER_RECHECK = "ethics.final_after_recheck"
AMENDMENT = "ethics.amendment"
AMENDMENT_CHECK = "ethics.amendment_check"
SERVICE = "ethics.service"
APPEAL_WINDOW = "ethics.appeal_window"
APPEAL_DECISION = "ethics.appeal_decision"
LATE_APPEAL = "ethics.late_appeal"
TRACKING = "ethics.tracking"
TRACKING_LISTED = "ethics.tracking_listed"
RISK_REPORT = "ethics.risk_report"
RISK_ANSWER = "ethics.risk_answer"
COMMITTEE_REGISTRATION = "sti.registration"
CENTRE_REGISTRATION = "ethics.centre_registration"
LIST_REGISTRATION = "sti.list_registration"
ANNUAL_REPORT = "sti.annual_report"
CENTRE_ANNUAL_REPORT = "ethics.centre_annual_report"

#: Each of these says until when the committee decides; a case has one of them at most.
DECISION_CLOCKS = (DECISION, EMERGENCY_TOTAL, FINAL_AFTER_RECHECK, APPEAL_DECISION, AMENDMENT_CHECK)
#: What a withdrawal, or the end of a review, leaves without an object.
OF_THE_REVIEW = (
    ACCEPTANCE,
    SUPPLEMENT,
    *DECISION_CLOCKS,
    EMERGENCY_PRE_RECHECK,
    RECHECK_APPLICATION,
    AMENDMENT,
)
#: What runs between a decision and the end of the right to object to it.
OF_AN_APPEAL = (SERVICE, APPEAL_WINDOW, LATE_APPEAL)
#: What runs while an activity is under way.
OF_THE_ACTIVITY = (TRACKING, TRACKING_LISTED, RISK_ANSWER)
