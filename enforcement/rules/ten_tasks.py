"""What a yearly report must answer: each of the ten tasks of the platform opinions (items 1–10)."""

from collections.abc import Iterable
from typing import Any

from portal.law.rows import ListItem
from portal.workflow.errors import Reason

#: How far a task has come, with its label.
PROGRESS = (("done", "已落实"), ("in_progress", "正在落实"), ("not_applicable", "不适用"))


def unanswered(rows: Iterable[dict[str, Any]], tasks: Iterable[ListItem]) -> list[Reason]:
    """A reason for each task that has no row, or a row without its progress or its account."""
    answered = {row["task"]: row for row in rows}
    return [
        Reason(f"“{task.summary}”{told}", article=task.article, field="tasks")
        for task in tasks
        if (told := _lacks(answered.get(task.code, {})))
    ]


def _lacks(row: dict[str, Any]) -> str:
    if not row.get("progress"):
        return "没有选择落实情况"
    if not row.get("work"):
        why = "不适用的理由" if row["progress"] == "not_applicable" else "落实的具体情况"
        return f"没有写明{why}"
    return ""
