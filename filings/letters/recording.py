"""The letters from the first submission to the number: receipt, correction, refusal, record."""

from typing import Any

from filings.letters.basis import Contents, duty, iso, remedies, remedy_terms
from filings.required import REQUIRED_PAPERS
from portal.clock import china_date
from portal.workflow.limits_told import running
from portal.workflow.machine import Context

_DECISION = "algorithm.decision"
#: Stated in the form itself, and never missing from what was handed in.
_ONLINE = "备案信息（在线填报）"
_PAPER_LABELS = {rule.slot: rule.label for rule in REQUIRED_PAPERS}


def _received(filing: Any, ctx: Context) -> dict[str, Any]:
    """A correction does not start the clock anew: the receipt states the limit that runs already."""
    papers = [_PAPER_LABELS.get(paper.slot, paper.slot) for paper in filing.papers()]
    return {
        "received_at": iso(filing.submitted_at),
        "materials": [_ONLINE, *papers],
        "deadlines": running(filing, ctx, _DECISION),
    }


def _correction(filing: Any, ctx: Context) -> dict[str, Any]:
    return {"corrections": filing.corrections, **_decision_due(filing, ctx)}


def _declined(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(filing.submitted_at),
        "reasons": filing.decline_reasons,
        "remedies": remedies(ctx.law),
        "remedy_terms": remedy_terms(ctx.law),
    }


def _recorded(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "recorded_on": china_date(filing.recorded_at).isoformat(),
        "countersigned_by": str(filing.countersigned_by),
        **duty(ctx.law, "algorithm.change", "change"),
        **duty(ctx.law, "algorithm.deregistration", "deregistration"),
    }


def _decision_due(filing: Any, ctx: Context) -> dict[str, Any]:
    """Until when the authority itself must decide: corrections do not stop that clock. Nothing once it has run out."""
    due = filing.deadlines.filter(code=_DECISION, closed_at=None).first()
    if due is None or due.last_day is None or due.moment <= ctx.now:
        return {}
    return {
        "decision_due": due.last_day.isoformat(),
        "decision_provisional": due.provisional,
    }


CONTENTS: dict[str, Contents] = {
    "filing_received": _received,
    "filing_correction": _correction,
    "filing_declined": _declined,
    "filing_recorded": _recorded,
}
