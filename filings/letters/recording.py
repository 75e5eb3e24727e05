"""The letters from the first submission to the number: receipt, correction, refusal, record."""

from typing import Any

from filings.letters.basis import Contents, iso, remedies
from filings.required import REQUIRED_PAPERS
from portal.clock import china_date
from portal.workflow.machine import Context

_PAPER_LABELS = {rule.slot: rule.label for rule in REQUIRED_PAPERS}


def _received(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(filing.submitted_at),
        "materials": [_PAPER_LABELS.get(paper.slot, paper.slot) for paper in filing.papers()],
    }


def _correction(filing: Any, ctx: Context) -> dict[str, Any]:
    return {"corrections": filing.corrections, **_decision_due(filing, ctx)}


def _declined(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(filing.submitted_at),
        "reasons": filing.decline_reasons,
        "remedies": remedies(ctx.law),
    }


def _recorded(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "recorded_on": china_date(filing.recorded_at).isoformat(),
        "countersigned_by": str(filing.countersigned_by),
        "change_limit": ctx.law.limit("algorithm.change").summary,
        "deregistration_limit": ctx.law.limit("algorithm.deregistration").summary,
    }


def _decision_due(filing: Any, ctx: Context) -> dict[str, Any]:
    """Until when the authority itself must decide: corrections do not stop that clock. Nothing once it has run out."""
    running = filing.deadlines.filter(code="algorithm.decision", closed_at=None).first()
    if running is None or running.last_day is None or running.moment <= ctx.now:
        return {}
    return {
        "decision_due": running.last_day.isoformat(),
        "decision_provisional": running.provisional,
    }


CONTENTS: dict[str, Contents] = {
    "filing_received": _received,
    "filing_correction": _correction,
    "filing_declined": _declined,
    "filing_recorded": _recorded,
}
