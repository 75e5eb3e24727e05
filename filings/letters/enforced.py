"""Messages about what a penalty decision did to a filing; the decision itself is the paper."""

from typing import Any

from filings.letters.basis import Contents, iso
from filings.states import FilingState
from portal.workflow.machine import Context


def _decided(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "decision": ctx.data["decision"],
        "reason": ctx.data["reason"],
        "until": iso(ctx.data.get("until")),
        "ended": FilingState(filing.state).label,
    }


CONTENTS: dict[str, Contents] = dict.fromkeys(
    (
        "filing_ended_by_decision",
        "filing_updates_suspended",
        "filing_updates_resumed",
        "filing_restored",
    ),
    _decided,
)
