"""A public announcement as the last way to serve a paper of a case (civil procedure law, 95)."""

from typing import Any

from enforcement.states import ServiceMethod
from portal.service import keeping, rules
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


def why_not_announced(case: Any, served_by: str, ctx: Context) -> list[Reason]:
    """Why the letter whose service ``served_by`` records may not be announced; nothing where nothing is announced."""
    by_notice = ctx.data.get("service_method", ServiceMethod.PUBLIC_NOTICE)
    if ctx.data.get("notice_on") is None or by_notice != ServiceMethod.PUBLIC_NOTICE:
        return []
    letter = keeping.letter_of(case, served_by)
    unknown = bool(ctx.data.get("unknown_whereabouts"))
    return rules.last_resort(letter, unknown_whereabouts=unknown)
