"""The letters of service and appeal (article 16, paragraph 2)."""

from typing import Any

from ethics_review.letters.basis import Contents, cited, iso, label, running, term
from ethics_review.states import ServiceMethod, Vote
from portal.workflow.machine import Context

_WINDOW, _ANSWER = "ethics.appeal_window", "ethics.appeal_decision"


def _received(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_challenged(review),
        "appealed_at": iso(review.appealed_at),
        "appeal_is_late": review.appeal_is_late,
        "late_appeal_at": iso(review.late_appeal_at),
        "answer": review.appeal_answer if review.appeal_is_late else "",
        "articles": cited(ctx, _WINDOW, _ANSWER),
    }


def _upheld(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_challenged(review),
        "appealed_at": iso(review.appealed_at),
        "appeal_is_late": review.appeal_is_late,
        "answer": review.appeal_answer,
        "is_conditional": review.decision == Vote.APPROVE_AFTER_REVISION,
        "deadlines": running(review, ctx, "ethics.amendment"),
        "articles": cited(ctx, _WINDOW, _ANSWER),
    }


def _late_declined(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_challenged(review),
        "served_at": iso(review.served_at),
        "late_appeal_at": iso(review.late_appeal_at),
        "window": term(ctx, _WINDOW),
        "answer": review.appeal_answer,
        "articles": cited(ctx, _WINDOW, "ethics.late_appeal"),
    }


def _challenged(review: Any) -> dict[str, Any]:
    """The decision that the appeal is about, and what is said against it."""
    return {
        "decision": label(Vote, review.decision),
        "decided_at": iso(review.decided_at),
        "decision_text": review.decision_text,
        "appeal_grounds": review.appeal_grounds,
    }


def _served(review: Any, ctx: Context) -> dict[str, Any]:
    return {
        "decision": label(Vote, review.decision),
        "served_at": iso(review.served_at),
        "method": label(ServiceMethod, review.service_method),
    }


def _arrived(review: Any, ctx: Context) -> dict[str, Any]:
    return {"is_late": review.late_appeal_at is not None}


CONTENTS: dict[str, Contents] = {
    "ethics_appeal_received": _received,
    "ethics_appeal_upheld": _upheld,
    "ethics_late_appeal_declined": _late_declined,
    "decision_served": _served,
    "appeal_arrived": _arrived,
}
