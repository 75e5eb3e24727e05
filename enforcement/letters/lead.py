"""What the letters about a lead say beyond what every letter says."""

from typing import Any

from portal.clock import china_date


def letter_context(lead: Any, code: str, ctx: Any) -> dict[str, Any]:
    """The facts, where they came from, to whom they go; of its arrival nothing but that."""
    if code == "lead_reported":
        return {}
    return {
        "source": lead.get_source_display(),
        "facts": lead.facts,
        "found_on": china_date(lead.found_at).isoformat(),
        "department": lead.transferred_to,
        "reason": lead.triage_reason,
        "subject": lead.organization.name,
    }
