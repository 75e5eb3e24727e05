"""What the messages about bulletins and the calls to meetings say beyond what every letter says."""

from typing import Any


def bulletin_context(bulletin: Any, code: str, ctx: Any) -> dict[str, Any]:
    """Which kind, which title, why it was taken down."""
    return {
        "sort": bulletin.sort_label(),
        "bulletin_title": bulletin.title,
        "reason": bulletin.withdrawn_reason,
    }


def meeting_context(meeting: Any, code: str, ctx: Any) -> dict[str, Any]:
    """When, where, what about, who must come; never which other platforms are called."""
    form = next(
        (item for item in ctx.law.items("meeting_kinds") if item.code == meeting.sort), None
    )
    return {
        "articles": [form.citation] if form else [],
        "sort": meeting.sort_label(),
        "starts_at": meeting.starts_at.isoformat() if meeting.starts_at else "",
        "place": meeting.place,
        "agenda": meeting.agenda,
        "who_must_come": meeting.who_must_come,
        "requirements": meeting.requirements,
        "reason": meeting.cancelled_reason,
    }
