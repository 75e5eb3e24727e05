"""The decision letters and what leads to them: preliminary opinion, decision, amendment (articles 14, 16, 22, 24)."""

from typing import Any

from ethics_review.letters import voting
from ethics_review.letters.basis import (
    Contents,
    cited,
    entry,
    ground,
    iso,
    label,
    listed,
    running,
    term,
)
from ethics_review.letters.deliberating import recused_members
from ethics_review.states import Affiliation, Opinion, Procedure, Vote
from portal.notices import terms
from portal.workflow.machine import Context

_DECISION = "ethics.decision"
_TRACKING = ("ethics.tracking", "ethics.tracking_listed")
_APPEAL = "ethics.appeal_window"
#: How the decision came about, and which rows say so; the simplified procedure needs no meeting.
_RESTS_ON = {
    Procedure.GENERAL.value: (_DECISION, "ethics.quorum", "ethics.approval_share"),
    Procedure.SIMPLIFIED.value: (_DECISION, "simplified_grounds", "ethics.simplified_reviewers"),
    Procedure.EMERGENCY.value: ("ethics.emergency_total", "ethics.quorum", "ethics.approval_share"),
}


def _approved(review: Any, ctx: Context) -> dict[str, Any]:
    codes = [*_TRACKING, "sti.list_registration"]
    tracked = "ethics.tracking_listed" if review.on_recheck_list else "ethics.tracking"
    amended = review.decision == Vote.APPROVE_AFTER_REVISION
    return {
        **_decision(review, ctx, tracked, "ethics.risk_report"),
        "approved_at": iso(review.approved_at),
        "amended_at": iso(review.amendment_submitted_at) if amended else "",
        "tracking_months": review.tracking_months,
        "tracking": running(review, ctx, *_TRACKING),
        "deadlines": running(review, ctx, *codes),
        "risk_article": ctx.citation("ethics.risk_report"),
    }


def _approved_after_revision(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_decision(review, ctx, "ethics.amendment", _APPEAL),
        **_appeal_terms(ctx),
        "deadlines": running(review, ctx, "ethics.amendment"),
    }


def _decided_against(review: Any, ctx: Context) -> dict[str, Any]:
    """The window opens with the service, so the letter states its length and where to turn, not its last day."""
    return {
        **_decision(review, ctx, _APPEAL),
        **_appeal_terms(ctx),
        "deadlines": [],
    }


def _appeal_terms(ctx: Context) -> dict[str, Any]:
    window, answer = ctx.law.limit(_APPEAL), ctx.law.limit("ethics.appeal_decision")
    return {
        "appeal_term": term(ctx, _APPEAL),
        "appeal_answer_term": term(ctx, "ethics.appeal_decision"),
        "appeal_terms": [
            terms.told(window, "ethics_appeal"),
            terms.told(answer, "ethics_appeal_answer"),
        ],
    }


def _returned(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "decided_at": iso(review.decided_at),
        "submitted_at": iso(review.amendment_submitted_at),
        "decision_text": review.decision_text,
        "items": review.amendment_returned,
        "articles": cited(ctx, "ethics.amendment"),
    }


def _preliminary(review: Any, ctx: Context) -> dict[str, Any]:
    affiliation = review.as_handed_in().affiliation
    return {
        **_procedure(review, ctx),
        "preliminary_at": iso(review.preliminary_at),
        "opinion": review.preliminary_opinion,
        "tally": _tally(review, review.standing_round()),
        "listed": listed(review, ctx),
        "is_central": affiliation
        in (Affiliation.CENTRAL_ENTERPRISE, Affiliation.CENTRAL_INSTITUTION),
        "materials": [item.summary for item in ctx.law.items("recheck_materials")],
        "recheck_term": term(ctx, "ethics.recheck"),
        "recheck_terms": [terms.told(ctx.law.limit("ethics.recheck"), "recheck")],
        "deadlines": running(review, ctx, "ethics.recheck_application", "ethics.emergency_total"),
        "articles": cited(ctx, *_RESTS_ON[review.procedure], "recheck_materials", "ethics.recheck"),
    }


def _decision(review: Any, ctx: Context, *rests_on: str) -> dict[str, Any]:
    """What every decision states, with the rows that this one rests on besides."""
    rows = [*_RESTS_ON[review.procedure], *rests_on]
    if review.recheck_opinion:
        rows.append("ethics.final_after_recheck")
    if review.appealed_at:
        rows.append("ethics.appeal_decision")
    return {
        **_procedure(review, ctx),
        **_experts(review, ctx),
        **_appeal(review),
        "decision": label(Vote, review.decision),
        "decision_text": review.decision_text,
        "decided_at": iso(review.decided_at),
        "tally": _tally(review, review.decided_round),
        "articles": cited(ctx, entry(ctx.law, "decisions", review.decision), *rows),
    }


def _procedure(review: Any, ctx: Context) -> dict[str, Any]:
    """Which procedure, why, and how it came to that where it began as the simplified one."""
    simplified = review.procedure == Procedure.SIMPLIFIED
    return {
        "accepted_at": iso(review.accepted_at),
        "procedure_code": review.procedure,
        "procedure_reason": review.procedure_reason,
        "ground": ground(
            ctx.law, "simplified_grounds", review.simplified_ground if simplified else ""
        ),
        "converted_at": iso(review.converted_at),
        "conversion": ground(ctx.law, "conversion_grounds", review.conversion_ground),
        "share": str(ctx.law.threshold("ethics.approval_share").value),
    }


def _experts(review: Any, ctx: Context) -> dict[str, Any]:
    """What the experts hold, or why none were asked."""
    exempt = review.exempt_at is not None
    return {
        "on_recheck_list": review.on_recheck_list,
        "recheck_opinion": label(Opinion, review.recheck_opinion),
        "recheck_text": review.recheck_text,
        "recheck_returned_at": iso(review.recheck_returned_at),
        "exemption": ground(ctx.law, "recheck_exemptions", review.exempt_ground if exempt else ""),
        "exempt_number": review.exempt_number,
        "exempt_reason": review.exempt_reason,
    }


def _appeal(review: Any) -> dict[str, Any]:
    """The appeal that this decision answers; nothing where there was none."""
    return {
        "appealed_at": iso(review.appealed_at),
        "appeal_is_late": review.appeal_is_late,
        "appeal_grounds": review.appeal_grounds if review.appealed_at else "",
    }


def _tally(review: Any, held: Any) -> dict[str, Any]:
    return voting.numbers(review, held, recused=len(recused_members(review))) if held else {}


def _opinion_told(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "recheck_opinion": label(Opinion, review.recheck_opinion),
        "deadlines": running(review, ctx, "ethics.final_after_recheck", "ethics.emergency_total"),
    }


CONTENTS: dict[str, Contents] = {
    "ethics_approved": _approved,
    "ethics_approved_after_revision": _approved_after_revision,
    "ethics_revision": _decided_against,
    "ethics_rejected": _decided_against,
    "ethics_amendment_returned": _returned,
    "ethics_preliminary": _preliminary,
    "opinion_received": _opinion_told,
}
