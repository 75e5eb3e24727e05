"""What the letters and messages after a penalty decision say, as plain snapshots."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from enforcement.rules.late_fee import LateFee
from enforcement.rules.money import Owed, in_yuan
from enforcement.states import RemedyResult, ServiceMethod
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.notices import terms
from portal.workflow.machine import Context

Contents = Callable[[Any, Context], dict[str, Any]]


def _iso(moment: date | datetime | None) -> str:
    return moment.isoformat() if moment else ""


def table(late: LateFee | None) -> list[dict[str, Any]]:
    """The extra fine, segment by segment, as letters and pages print it."""
    return [
        {
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "days": one.days,
            "base": str(one.base),
            "amount": str(one.amount),
            "paused": one.paused,
        }
        for one in (late.segments if late else ())
    ]


def daily_share(law: Rulebook) -> str:
    """What a day of delay costs, as a percentage."""
    return f"{float(law.threshold('penalty.late_fee_per_day').value * 100):g}%"


def _account(case: Any, ctx: Context) -> dict[str, Any]:
    """What is owed at the end of today."""
    today = china_date(ctx.now)
    account: Owed = case.owed(today, ctx.law)
    late = account.late
    return {
        "until": today.isoformat(),
        "fine": str(account.fine),
        "extra": str(account.extra),
        "paid": str(account.paid),
        "outstanding": str(account.outstanding),
        "overpaid": str(account.overpaid) if account.overpaid else "",
        "segments": table(late),
        "share": daily_share(ctx.law),
        "cap": str(late.cap) if late else "",
        "capped_on": _iso(late.capped_on) if late else "",
        "parts": [
            {"due_on": part.last_day.isoformat(), "amount": str(part.amount)}
            for part in case.plan()
        ],
        "performance": case.performance,
        "served_at": _iso(case.served_at),
        "remedy_runs": case.running_remedy() is not None,
    }


def _served(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "served_at": _iso(case.served_at),
        "method": ServiceMethod(case.service_method).label,
        "measures": case.measures_told(),
        "target": str(case.target) if case.consequences else "",
    }


def _receipt(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_served(case, ctx),
        **case.service_record,
        "electronic_address": case.electronic_address,
        "electronic_signatory": case.electronic_signatory,
        "public_notice_on": _iso(case.public_notice_on),
        "public_notice_place": case.public_notice_place,
        "party": case.organization.name,
        "server": str(ctx.actor),
    }


def _extra_fine(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_account(case, ctx),
        "articles": [ctx.citation("penalty.late_fee_per_day"), ctx.citation("remedy_effects")],
    }


def _postponed(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "ask": case.postponement_ask,
        "asked_at": _iso(case.postponement_asked_at),
        "fine": case.standing_fine,
        "pay_by": _iso(case.pay_by),
        "share": daily_share(ctx.law),
        "reason": ctx.data["reason"],
        "parts": [
            {"due_on": row["due_on"].isoformat(), "amount": str(row["amount"])}
            for row in ctx.data.get("rows", [])
        ],
        "performance": case.performance,
    }


def _demand(case: Any, ctx: Context) -> dict[str, Any]:
    limit = ctx.law.limit("penalty.demand")
    return {
        **_account(case, ctx),
        "term": limit.term,
        "demand_terms": [terms.told(limit, "demand")],
        "articles": [limit.citation, ctx.citation("penalty.late_fee_per_day")],
    }


def _payment(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "paid_on": _iso(ctx.data["paid_on"]),
        "amount": str(ctx.data["amount"]),
        "reference": ctx.data["reference"],
    }


def _settled(case: Any, ctx: Context) -> dict[str, Any]:
    account = case.owed(case.last_payment_day(), ctx.law)
    return {"fine": str(account.fine), "extra": str(account.extra), "paid": str(account.paid)}


def _remedy_ended(case: Any, ctx: Context) -> dict[str, Any]:
    """Said before the row is closed: from the act's own input."""
    paid = sum((in_yuan(row.fen) for row in case.payments.all()), in_yuan(0))
    over = paid - (case.standing_fine or 0)
    return {
        "result": RemedyResult(ctx.data["result"]).label,
        "result_code": ctx.data["result"],
        "note": ctx.data["note"],
        "ended_on": _iso(ctx.data["ended_on"]),
        "measures": case.measures_told(),
        "overpaid": str(over) if ctx.data["result"] in _FELL and over > 0 else "",
    }


_FELL = (RemedyResult.ALTERED, RemedyResult.REVOKED, RemedyResult.VOID)


def _remedy_began(case: Any, ctx: Context) -> dict[str, Any]:
    return {"began_on": _iso(ctx.data["began_on"]), "before": ctx.data["authority"]}


def _closing(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "party": case.organization.name,
        "decided_at": _iso(case.decided_at),
        "served_at": _iso(case.served_at),
        "measures": case.measures_told(),
        "paid": str(case.owed(china_date(ctx.now), ctx.law).paid),
        "court_result": case.court_result,
        "remedies": [_told(row) for row in case.remedies.all()],
        "report": case.closing_report,
        "approved_by": str(ctx.actor),
    }


def _told(remedy: Any) -> str:
    return f"{remedy.get_sort_display()}：{remedy.get_result_display() or '尚未办结'}"


def _publication(case: Any, ctx: Context) -> dict[str, Any]:
    return {"summary": ctx.data.get("summary", ""), "reason": ctx.data.get("reason", "")}


def _lifted(case: Any, ctx: Context) -> dict[str, Any]:
    return {"reason": case.suspension_lifted_reason}


CONTENTS: Mapping[str, Contents] = {
    "penalty_served": _served,
    "penalty_service_receipt": _receipt,
    "penalty_extra_fine": _extra_fine,
    "penalty_postponed": _postponed,
    "penalty_instalments": _postponed,
    "penalty_demand": _demand,
    "penalty_payment_recorded": _payment,
    "penalty_fine_settled": _settled,
    "penalty_correction_confirmed": lambda case, ctx: {"note": case.correction_note},
    "penalty_suspension_lifted": _lifted,
    "penalty_remedy_began": _remedy_began,
    "penalty_remedy_ended": _remedy_ended,
    "penalty_published": _publication,
    "penalty_publication_withdrawn": _publication,
    "penalty_closing": _closing,
}
