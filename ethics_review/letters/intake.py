"""The letters from the application to the procedure (articles 12, 13, 16, 20)."""

from typing import Any

from ethics_review.letters.basis import Contents, cited, entry, ground, iso, listed, running
from ethics_review.states import Procedure
from ethics_review.terms import SLOTS
from portal.cases.selectors import documents_of
from portal.law.rows import ListItem
from portal.workflow.machine import Context

_ACCEPTANCE, _DECISION = "ethics.acceptance", "ethics.decision"
#: Stated in the form itself, and never missing from what was handed in.
_ONLINE = ("活动方案（在线填报）", "科技伦理风险评估和防控预案（在线填报）")
#: Procedure → the row that its limit stands in.
_LIMIT = {Procedure.EMERGENCY.value: "ethics.emergency_total"}


def _received(review: Any, ctx: Context) -> dict[str, Any]:
    slots = dict.fromkeys(document.slot for document in documents_of(review))
    papers = [SLOTS.get(slot, slot) for slot in slots]
    return {
        "received_at": iso(review.submitted_at),
        "materials": [*_ONLINE, *papers],
        "articles": cited(ctx, "application_materials", _ACCEPTANCE),
    }


def _supplement(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(review.submitted_at),
        "items": review.supplements,
        "articles": cited(ctx, "application_materials", _ACCEPTANCE, "ethics.supplement"),
    }


def _not_accepted(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(review.submitted_at),
        "items": review.refusal_reasons,
        "articles": cited(ctx, "application_materials", _ACCEPTANCE),
    }


def _accepted(review: Any, ctx: Context) -> dict[str, Any]:
    met = _ground_met(review, ctx)
    limit = _LIMIT.get(review.procedure, _DECISION)
    return {
        "accepted_at": iso(review.accepted_at),
        "procedure_code": review.procedure,
        "procedure_reason": review.procedure_reason,
        "ground": ground(ctx.law, "simplified_grounds", met[0].code if met else ""),
        "reviewers": ctx.law.threshold("ethics.simplified_reviewers").number,
        "quorum": ctx.law.threshold("ethics.quorum").number,
        "listed": listed(review, ctx),
        "articles": cited(ctx, _ACCEPTANCE, *met, limit),
    }


def _ground_met(review: Any, ctx: Context) -> list[ListItem]:
    """The ground of article 19, where the simplified procedure was chosen."""
    if review.procedure != Procedure.SIMPLIFIED:
        return []
    return [entry(ctx.law, "simplified_grounds", review.simplified_ground)]


def _converted(review: Any, ctx: Context) -> dict[str, Any]:
    """The clock goes on: the letter states the limit that the acceptance opened."""
    met = entry(ctx.law, "conversion_grounds", review.conversion_ground)
    return {
        "accepted_at": iso(review.accepted_at),
        "converted_at": iso(review.converted_at),
        "ground": ground(ctx.law, "conversion_grounds", met.code),
        "reason": review.conversion_reason,
        "quorum": ctx.law.threshold("ethics.quorum").number,
        "deadlines": running(review, ctx, _DECISION),
        "articles": cited(ctx, met, "conversion_grounds", _DECISION),
    }


def _extended(review: Any, ctx: Context) -> dict[str, Any]:
    deadline = review.running_limit(_DECISION)
    change = deadline.changes.order_by("-pk").first() if deadline else None
    return {
        "accepted_at": iso(review.accepted_at),
        "reason": review.extension_reason,
        "old_last_day": iso(change.old_last_day) if change else "",
        "new_last_day": iso(review.extended_until),
        "deadlines": running(review, ctx, _DECISION),
        "articles": cited(ctx, _DECISION, "ethics.extension_cap"),
    }


def _withdrawn(review: Any, ctx: Context) -> dict[str, Any]:
    return {"reason": review.withdrawal_reason}


def _accepted_told(review: Any, ctx: Context) -> dict[str, Any]:
    """For the members: until when the committee decides, the same after a conversion."""
    return {"deadlines": running(review, ctx, _DECISION)}


def _listing_found(review: Any, ctx: Context) -> dict[str, Any]:
    """What the committee found, against or with the self-test; an emergency has hours to name."""
    found = review.listing_findings[-1]
    return {
        "listed": found["listed"],
        "items": listed(review, ctx),
        "reason": found["reason"],
        "deadlines": running(review, ctx, "ethics.emergency_pre_recheck"),
    }


CONTENTS: dict[str, Contents] = {
    "ethics_received": _received,
    "ethics_supplement": _supplement,
    "ethics_not_accepted": _not_accepted,
    "ethics_accepted": _accepted,
    "ethics_converted": _converted,
    "ethics_extended": _extended,
    "review_withdrawn": _withdrawn,
    "listing_found": _listing_found,
    "review_accepted": _accepted_told,
}
