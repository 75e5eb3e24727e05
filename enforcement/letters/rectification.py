"""What the letters and messages of an order to correct say beyond what every letter says."""

from typing import Any

from portal.law.rulebook import Rulebook
from portal.notices import terms


def letter_context(order: Any, code: str, ctx: Any) -> dict[str, Any]:
    """The facts, the items with what came of them, the period, the reason."""
    until = order.extended_until
    return {
        "facts": order.facts,
        "items": items(order, ctx.law),
        "days": order.days,
        "more_days": order.more_days,
        "how_to_report": order.how_to_report,
        "issued_at": order.issued_at.isoformat() if order.issued_at else "",
        "served_at": order.served_at.isoformat() if order.served_at else "",
        "missed": ctx.law.limit("enforcement.rectification").missed,
        "until": until.isoformat() if until else "",
        "reason": ctx.data.get("reason", ""),
        "conclusion": order.conclusion,
        "refusal": order.refusal,
        "officers": [str(one.user) for one in order.team()],
        "remedies": remedies(ctx.law),
        "remedy_terms": remedy_terms(ctx.law),
    }


def items(order: Any, law: Rulebook) -> list[dict[str, str]]:
    """Each item with its article, its problem, the demand, the answer, the result."""
    duties = {one.code: one for one in law.items("conduct")}
    kinds = {one.code: one.summary for one in law.items("campaign_problem_kinds")}
    return [
        {
            "position": str(one.position),
            "article": duties[one.ref].citation if one.ref in duties else "",
            "short": duties[one.ref].article if one.ref in duties else "",
            "duty": duties[one.ref].summary if one.ref in duties else "",
            "problem": kinds.get(one.problem, ""),
            "demand": one.demand,
            "answer": one.answer,
            "result": str(one.get_result_display()),
            "result_code": one.result,
            "remark": one.remark,
        }
        for one in order.items.all()
    ]


def remedies(law: Rulebook) -> list[str]:
    """Where and until when the company may object to an order."""
    review, suit = law.limit("remedy.reconsideration"), law.limit("remedy.lawsuit")
    return [
        f"对本通知书不服的，可以自收到之日起{review.amount}日内依法申请行政复议，"
        f"或者自收到之日起{suit.amount}个月内依法向人民法院提起行政诉讼。"
        "复议、诉讼期间，责令改正不停止执行，法律另有规定的除外。",
        terms.WHERE_TO,
    ]


def remedy_terms(law: Rulebook) -> list[dict[str, Any]]:
    """The same limits as numbers."""
    return terms.remedies(law.limit("remedy.reconsideration"), law.limit("remedy.lawsuit"))
