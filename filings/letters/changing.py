"""The letters of a change (draft 2021 article 20(2), provisions 2022 article 24(2)): what changes, never the number."""

from dataclasses import asdict
from typing import Any

from filings.difference import Difference
from filings.letters.basis import Contents, consequence, duty, iso
from portal.clock import china_date
from portal.workflow.machine import Context

_CHANGE = "algorithm.change"


def _received(filing: Any, ctx: Context) -> dict[str, Any]:
    return {**_declared(filing), "differences": _told(filing.change_differences())}


def _accepted(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_declared(filing),
        "differences": _told(filing.replaced_differences()),
        "accepted_on": china_date(filing.changed_at).isoformat(),
        "remarks": list(filing.change_remarks),
        **duty(ctx.law, _CHANGE, "change"),
    }


def _returned(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(filing.change_submitted_at),
        "changed_on": iso(filing.changed_on),
        "corrections": filing.change_returns,
        "consequence": consequence(ctx.law, _CHANGE),
    }


def _withdrawn(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "withdrawn_at": ctx.now.isoformat(),
        "changed_on": iso(filing.changed_on),
        "reason": str(ctx.data.get("reason", "")),
        **duty(ctx.law, _CHANGE, "change"),
    }


def _declared(filing: Any) -> dict[str, Any]:
    return {
        "received_at": iso(filing.change_submitted_at),
        "changed_on": iso(filing.changed_on),
        "change_reason": filing.change_reason,
    }


def _told(found: list[Difference]) -> list[dict[str, str]]:
    """Section, label, before, after, in the order of the form; personal numbers stay masked."""
    return [asdict(difference) for difference in found]


CONTENTS: dict[str, Contents] = {
    "filing_change_received": _received,
    "filing_change_accepted": _accepted,
    "filing_change_returned": _returned,
    "filing_change_withdrawn": _withdrawn,
}
