"""What the letters about a platform's reports say beyond what every letter says."""

from typing import Any

from enforcement.rules.ten_tasks import PROGRESS
from portal.law.rulebook import Rulebook


def report_context(report: Any, code: str, ctx: Any) -> dict[str, Any]:
    """The year, what the ten tasks came to, whether it was in time, what is to be supplied."""
    due = report.due()
    return {
        "year": report.year,
        "tasks": task_rows(report.tasks, ctx.law),
        "due_on": due.last_day.isoformat() if due and due.last_day else "",
        "late": bool(due and report.received_at and report.received_at >= due.moment),
        "items": ctx.data.get("items", []),
        "opinion": report.opinion,
    }


def task_rows(rows: list[dict[str, Any]], law: Rulebook) -> list[dict[str, str]]:
    """The ten tasks in the order of the text, each with what was answered; unanswered ones are empty."""
    answered = {row["task"]: row for row in rows}
    labels = dict(PROGRESS)
    return [
        {
            "code": item.code,
            "title": item.summary,
            "article": item.article,
            "progress": labels.get(answered.get(item.code, {}).get("progress") or "", ""),
            "work": answered.get(item.code, {}).get("work", ""),
            "evidence": answered.get(item.code, {}).get("evidence", ""),
        }
        for item in law.items("key_tasks")
    ]


def matter_context(matter: Any, code: str, ctx: Any) -> dict[str, Any]:
    """Which matter, when it happened, what is asked."""
    return {
        "matter": matter.matter_label(),
        "occurred_at": matter.occurred_at.isoformat() if matter.occurred_at else "",
        "questions": [row["question"] for row in ctx.data.get("questions", [])],
        "opinion": matter.opinion,
    }
