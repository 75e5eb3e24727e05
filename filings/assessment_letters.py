"""What the letters of a security assessment say, as a JSON snapshot."""

from typing import Any

from filings.assessment_terms import Trigger
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.workflow.limits_told import running
from portal.workflow.machine import Context

_DECISION = "security_assessment.decision"


def letter_context(assessment: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The assessment's part of a letter, from what was handed in and not from what is being changed since."""
    filed = assessment.as_handed_in()
    trigger = Trigger(filed.trigger)
    rules = ctx.law.limit("security_assessment.reassessment")
    told: dict[str, Any] = {
        # The 2018 rules are in force whatever text of the algorithm rules the case was begun under.
        "law_title": rules.instrument,
        "law_is_draft": rules.is_draft,
        "service_name": filed.service_name,
        "subject_name": assessment.organization.name,
        "trigger": _trigger(trigger, ctx.law),
        "day_label": "上线日期" if trigger.is_launch else "发生日期",
        "day": (filed.launched_on if trigger.is_launch else filed.occurred_on).isoformat(),
        "filing_number": filed.filing_number,
        "received_at": assessment.submitted_at.isoformat(),
        "materials": assessment.paper_labels(),
    }
    if code == "assessment_received":
        # What is supplemented does not start the clock anew: the receipt states the limit that runs already.
        told["deadlines"] = running(assessment, ctx, _DECISION)
    if code == "assessment_supplement":
        told["items"] = assessment.supplements
        told["reassessment_basis"] = rules.citation
        told |= _decision_due(assessment, ctx)
    if code == "assessment_reassessment":
        told["items"] = assessment.reassessments
        told["until"] = assessment.reassess_until.isoformat()
    if code == "assessment_accepted":
        told["accepted_on"] = china_date(assessment.accepted_at).isoformat()
        told["opinion"] = assessment.opinion
        told["after_event_limit"] = ctx.law.limit("security_assessment.after_event").summary
    return told


def _trigger(trigger: Trigger, law: Rulebook) -> str:
    row = next(row for row in law.items("assessment_triggers") if row.code == trigger.value)
    return f"{row.summary}（{row.article}）"


def _decision_due(assessment: Any, ctx: Context) -> dict[str, Any]:
    """Until when the authority means to be done; nothing once that day has passed."""
    due = assessment.deadlines.filter(code=_DECISION, closed_at=None, moment__gt=ctx.now).first()
    if due is None or due.last_day is None:
        return {}
    return {
        "decision_due": due.last_day.isoformat(),
        "decision_provisional": due.provisional,
    }
