"""The letters of an end without blame: deregistration on application, cancellation ex officio.

Draft 2021 articles 20(3) and 29(2), provisions 2022 articles 24(3) and 33(2).
"""

from typing import Any

from filings.letters.basis import (
    Contents,
    consequence,
    duty,
    ground,
    iso,
    remedies,
    remedy_terms,
)
from portal.clock import china_date
from portal.workflow.machine import Context

_DEREGISTRATION = "algorithm.deregistration"
_CANCELLATION = "algorithm.cancellation"
#: The one ground that is itself a missed duty.
_NOT_DEREGISTERED = "not_deregistered"


def _received(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": ctx.now.isoformat(),
        "service_ends_on": iso(filing.service_ends_on),
        "termination_reason": filing.termination_reason,
        "user_arrangements": filing.user_arrangements,
        "data_arrangements": filing.data_arrangements,
    }


def _deregistered(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "service_ends_on": iso(filing.service_ends_on),
        "termination_reason": filing.termination_reason,
        "user_arrangements": filing.user_arrangements,
        "data_arrangements": filing.data_arrangements,
        "ended_on": china_date(filing.ended_at).isoformat(),
    }


def _returned(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "service_ends_on": iso(filing.service_ends_on),
        "corrections": filing.deregistration_returns,
        "consequence": consequence(ctx.law, _DEREGISTRATION),
    }


def _withdrawn(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        "withdrawn_at": ctx.now.isoformat(),
        "reason": str(ctx.data.get("reason", "")),
        **duty(ctx.law, _DEREGISTRATION, "deregistration"),
    }


def _cancelled(filing: Any, ctx: Context) -> dict[str, Any]:
    """Where nobody deregistered in time, the duty that was missed is cited beside the power to cancel."""
    rows = [_CANCELLATION]
    if filing.cancellation_ground == _NOT_DEREGISTERED:
        rows.insert(0, _DEREGISTRATION)
    return {
        "ground": ground(ctx.law, "cancellation_grounds", filing.cancellation_ground),
        "facts": filing.cancellation_facts,
        "service_ends_on": iso(filing.service_ends_on),
        "ended_on": china_date(filing.ended_at).isoformat(),
        "articles": [ctx.citation(code) for code in rows],
        "remedies": remedies(ctx.law),
        "remedy_terms": remedy_terms(ctx.law),
    }


CONTENTS: dict[str, Contents] = {
    "filing_deregistration_received": _received,
    "filing_deregistered": _deregistered,
    "filing_deregistration_returned": _returned,
    "filing_termination_withdrawn": _withdrawn,
    "filing_cancelled_ex_officio": _cancelled,
}
