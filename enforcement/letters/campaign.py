"""What the letters of a special action and of a self-inspection say beyond what every letter says."""

from typing import Any

from portal.deadlines.calendar import work_calendar
from portal.law.periods import due


def letter_context(campaign: Any, code: str, ctx: Any) -> dict[str, Any]:
    """The action as every chosen company may know it; never who else was chosen."""
    told = {
        "basis": campaign.basis,
        "scope": campaign.scope,
        "starts_on": campaign.starts_on.isoformat() if campaign.starts_on else "",
        "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else "",
        "departments": campaign.department_labels(),
        "days": campaign.self_inspection_days,
        "reason": ctx.data.get("reason", "") if code == "campaign_end_changed" else "",
        "issuer": campaign.organization.name,
    }
    if code == "campaign_notice":
        told |= _self_inspection(campaign, ctx)
    return told


def _self_inspection(campaign: Any, ctx: Any) -> dict[str, Any]:
    """What the company is to look at, and until when."""
    limit = ctx.law.limit("campaign.self_inspection")
    answer = due(limit, ctx.now, work_calendar(), amount=campaign.self_inspection_days)
    asked = [item for item in ctx.law.items("conduct") if item.code in campaign.questionnaire]
    return {
        "last_day": answer.last_day.isoformat() if answer.last_day else "",
        "limit_article": limit.citation,
        "questions": [{"article": item.citation, "summary": item.summary} for item in asked],
        "parts": [item.summary for item in ctx.law.items("self_inspection_parts")],
    }


def report_context(report: Any, code: str, ctx: Any) -> dict[str, Any]:
    """What is to be supplemented, or what the office found."""
    return {
        "campaign_title": report.campaign.title,
        "campaign_number": report.campaign.number,
        "basis": report.campaign.basis,
        "items": report.returned_items,
        "opinion": report.opinion,
        "findings": told_findings(report.findings, ctx.law),
    }


def told_findings(rows: list[dict[str, Any]], law: Any) -> list[dict[str, str]]:
    """Findings with their article and kind in words."""
    items = {item.code: item for item in law.items("conduct")}
    kinds = {item.code: item.summary for item in law.items("campaign_problem_kinds")}
    return [
        {
            "article": items[row["code"]].citation,
            "summary": items[row["code"]].summary,
            "problem": kinds.get(row.get("problem") or "", ""),
            "note": row.get("note", ""),
        }
        for row in rows
        if row["code"] in items
    ]
