"""Time limits in the shape in which letters and messages state them."""

from typing import Any

from portal.deadlines.models import Deadline
from portal.law.rows import citation_under
from portal.workflow.machine import Context


def told(deadline: Deadline, ctx: Context) -> dict[str, Any]:
    """One limit: what it is for, where it stands, its last day and moment, whose time is running.

    The law of the case itself is not named with the article: the letter names it.
    """
    return {
        "summary": deadline.summary,
        "article": citation_under(ctx.law.title, deadline),
        "last_day": deadline.last_day.isoformat() if deadline.last_day else None,
        "moment": deadline.moment.isoformat(),
        "provisional": deadline.provisional,
        "party": deadline.party,
    }


def running(case: Any, ctx: Context, *codes: str) -> list[dict[str, Any]]:
    """The limits of these codes that run now, in the order of the codes."""
    found = {d.code: d for d in case.deadlines.filter(code__in=codes, closed_at=None)}
    return [told(found[code], ctx) for code in codes if code in found]
