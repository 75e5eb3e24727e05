"""Letters of a revocation (draft 2021 article 29(1), provisions 2022 article 33(1)): notice, decision, or neither."""

from typing import Any

from filings.letters.basis import Contents, ground, iso, remedies, remedy_terms
from portal.clock import china_date
from portal.workflow.machine import Context


def _charge(filing: Any, ctx: Context) -> dict[str, Any]:
    """What is held against the filing, and under which article."""
    return {
        "ground": ground(ctx.law, "revocation_grounds", filing.revocation_ground),
        "facts": filing.revocation_facts,
        "evidence": filing.revocation_evidence,
        "articles": [ctx.citation("algorithm.filing")],
    }


def _stated(filing: Any, ctx: Context) -> dict[str, Any]:
    return {"stated_at": iso(filing.revocation_stated_at)}


def _dropped(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_charge(filing, ctx),
        "stated_at": iso(filing.revocation_stated_at),
        "reason": filing.revocation_reason,
    }


def _revoked(filing: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_charge(filing, ctx),
        "notified_at": iso(filing.revocation_notified_at),
        "stated_at": iso(filing.revocation_stated_at),
        "statement": filing.revocation_statement,
        "reason": filing.revocation_reason,
        "ended_on": china_date(filing.ended_at).isoformat(),
        "decided_by": str(filing.revocation_proposed_by),
        "countersigned_by": str(ctx.actor),
        "remedies": remedies(ctx.law),
        "remedy_terms": remedy_terms(ctx.law),
    }


CONTENTS: dict[str, Contents] = {
    "filing_revocation_notice": _charge,
    "revocation_stated": _stated,
    "filing_revocation_dropped": _dropped,
    "filing_revoked": _revoked,
}
