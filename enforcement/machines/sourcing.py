"""The follow-up by which a case that rests on a lead takes the lead up, in the act that hands the case in."""

from typing import Any

from enforcement.states import LeadState
from portal.workflow.machine import Context, Then


def lead_waits(case: Any, ctx: Context) -> bool:
    """The case rests on a lead that may still be taken up."""
    return case.lead_id is not None and case.lead.state in (LeadState.OPEN, LeadState.TAKEN_UP)


def _what_follows(case: Any, ctx: Context) -> dict[str, Any]:
    return {"triage_reason": f"已办理{case.number}"}


TAKES_UP_LEAD = Then("lead", "take_up", when=lead_waits, data=_what_follows)
