"""What the letters of a filing say, as a JSON snapshot."""

from typing import Any

from filings import rules
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.workflow.machine import Context

_PAPER_LABELS = {rule.slot: rule.label for rule in rules.REQUIRED_PAPERS}


def letter_context(filing: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The filing's part of a letter; the engine adds who, when, under which article, with which clocks.

    Letters speak of what was handed in, never of what the company has been changing since.
    """
    filing = filing.as_handed_in()
    told: dict[str, Any] = {
        "algorithm_name": filing.algorithm_name,
        "algorithm_type": filing.get_algorithm_type_display(),
        "role": filing.get_role_display(),
        "subject_name": filing.subject_name,
        "record_number": filing.record_number or "",
        "received_at": filing.submitted_at.isoformat() if filing.submitted_at else "",
        "materials": [_PAPER_LABELS.get(paper.slot, paper.slot) for paper in filing.papers()],
    }
    if code == "filing_correction":
        told["corrections"] = filing.corrections
        told |= _decision_due(filing, ctx)
    if code == "filing_declined":
        told["reasons"] = filing.decline_reasons
        told["remedies"] = remedies(ctx.law)
    if code == "filing_recorded":
        told["recorded_on"] = china_date(filing.recorded_at).isoformat()
        told["countersigned_by"] = str(filing.countersigned_by)
        told["change_limit"] = ctx.law.limit("algorithm.change").summary
        told["deregistration_limit"] = ctx.law.limit("algorithm.deregistration").summary
    return told


def _decision_due(filing: Any, ctx: Context) -> dict[str, Any]:
    """Until when the authority itself must decide: corrections do not stop that clock. Nothing once it has run out."""
    running = filing.deadlines.filter(code="algorithm.decision", closed_at=None).first()
    if running is None or running.last_day is None or running.moment <= ctx.now:
        return {}
    return {
        "decision_due": running.last_day.isoformat(),
        "decision_provisional": running.provisional,
    }


def remedies(law: Rulebook) -> list[str]:
    """How a refusal can be challenged, from the rulebook's own rows."""
    review, suit = law.limit("remedy.reconsideration"), law.limit("remedy.lawsuit")
    return [
        f"对本决定不服的，可以自知道之日起 {review.term}申请行政复议（{review.citation}）。",
        f"也可以自知道之日起 {suit.term}直接向人民法院提起行政诉讼（{suit.citation}）。",
    ]
