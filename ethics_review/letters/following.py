"""The letters of the activity under way (articles 17, 18, 25, 30; 2023 measures, articles 19, 20, 44)."""

from typing import Any

from ethics_review.letters.basis import Contents, cited, entry, iso, label, running
from ethics_review.states import Opinion, RiskAnswer, TrackingResult, Vote
from portal.workflow.machine import Context

_TRACKING = ("ethics.tracking", "ethics.tracking_listed")


def _tracked_by(review: Any) -> str:
    """The row of the tracking interval that holds for the activity."""
    return _TRACKING[1] if review.on_recheck_list else _TRACKING[0]


def _recognised(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "recognised_at": iso(review.approved_at),
        "recognised_unit": review.recognised_unit,
        "recognised_decision": review.recognised_decision,
        "recognised_scope": review.recognised_scope,
        "recognised_reason": review.recognised_reason,
        "tracking_months": review.tracking_months,
        "deadlines": running(review, ctx, *_TRACKING, "sti.list_registration"),
        "articles": cited(ctx, "mutual_recognition", _tracked_by(review)),
    }


def _tracked(review: Any, ctx: Context) -> dict[str, Any]:
    """The next date is left out where the activity ends with this very review."""
    last = review.trackings[-1]
    ends = last["result"] == TrackingResult.TERMINATE
    return {
        "tracked_at": last["tracked_at"],
        "tracking_number": len(review.trackings),
        "findings": [_finding(row, ctx) for row in last["findings"]],
        "result": label(TrackingResult, last["result"]),
        "result_code": last["result"],
        "advice": last["advice"],
        "tracking_months": review.tracking_months,
        "deadlines": [] if ends else running(review, ctx, *_TRACKING),
        "articles": cited(ctx, _tracked_by(review), "tracking_points"),
    }


def _finding(row: dict[str, str], ctx: Context) -> dict[str, str]:
    """What was found on one point; a point of the law's list is named as the list names it."""
    code = row.get("point", "")
    item = row.get("item") or (entry(ctx.law, "tracking_points", code).summary if code else "")
    found = row.get("finding") or row.get("reason") or row.get("text", "")
    return {"item": item, "reason": found}


def _risk_answered(review: Any, ctx: Context) -> dict[str, Any]:
    change = review.last_risk_change()
    return {
        "occurred_on": change["occurred_on"],
        "reported_at": change["reported_at"],
        "facts": change["facts"],
        "is_major": change["is_major"],
        "answer": _answer(change),
        "answer_code": change["answer"],
        "reasons": change["reasons"],
        "deadlines": running(review, ctx, *_TRACKING),
        "articles": cited(ctx, "ethics.risk_report", _tracked_by(review)),
    }


def _answer(change: dict[str, Any]) -> str:
    """The answer in words, after what the committee found of the change where it is more than was reported."""
    answer = label(RiskAnswer, change["answer"])
    more = change.get("found_major") and not change["is_major"]
    return f"委员会认定属于重大变化，{answer}" if more else answer


def _suspended(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_standing(review, ctx),
        "suspended_at": iso(review.suspended_at),
        "reason": review.suspension_reason,
    }


def _resumed(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_standing(review, ctx),
        "suspended_at": iso(review.suspended_at),
        "resumed_at": ctx.now.isoformat(),
        "reason": review.resumption_reason,
    }


def _terminated(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "terminated_at": iso(review.terminated_at),
        "reason": review.termination_reason,
        "deadlines": [],
        "articles": cited(ctx, _tracked_by(review)),
    }


def _new_review(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "ordered_at": ctx.now.isoformat(),
        "reason": review.rereview_reason,
        "on_recheck_list": review.on_recheck_list,
        "deadlines": [],
        "articles": cited(ctx, "ethics.tracking_listed", "application_materials"),
    }


def _standing(review: Any, ctx: Context) -> dict[str, Any]:
    """Tracking goes on while an activity rests."""
    return {
        "deadlines": running(review, ctx, *_TRACKING),
        "articles": cited(ctx, _tracked_by(review)),
    }


def _registered(review: Any, ctx: Context) -> dict[str, Any]:
    recognised = bool(review.recognised_decision)
    return {
        "registered_at": iso(review.registered_at),
        "note": review.registration_note,
        "contents": [item.summary for item in ctx.law.items("list_registration_contents")],
        "decision": "结果互认" if recognised else label(Vote, review.decision),
        "approved_at": iso(review.approved_at),
        "recheck_opinion": label(Opinion, review.recheck_opinion),
        "exempt_number": review.exempt_number,
        "deadlines": [],
        "articles": cited(ctx, "sti.list_registration"),
    }


def _reported(review: Any, ctx: Context) -> dict[str, Any]:
    change = review.last_risk_change()
    return {
        "is_major": change["is_major"],
        "deadlines": running(review, ctx, "ethics.risk_answer"),
    }


def _progressed(review: Any, ctx: Context) -> dict[str, Any]:
    return {"deadlines": running(review, ctx, *_TRACKING)}


CONTENTS: dict[str, Contents] = {
    "ethics_recognised": _recognised,
    "ethics_tracking": _tracked,
    "ethics_risk_answer": _risk_answered,
    "ethics_suspended": _suspended,
    "ethics_resumed": _resumed,
    "ethics_terminated": _terminated,
    "ethics_new_review": _new_review,
    "ethics_activity_registered": _registered,
    "risk_reported": _reported,
    "progress_reported": _progressed,
}
