"""What letters and messages about complaints say: the officer's own summary, and nothing of the complainant."""

from typing import Any

from portal.law.rulebook import Rulebook, rulebook

#: The list of categories, by what a person comes with.
CATEGORIES = {"report": "complaint_categories", "user_appeal": "user_appeal_matters"}

#: What it is called in a letter.
MATTERS = {"report": "投诉举报", "user_appeal": "用户申诉"}


def categories(law: Rulebook, matter: str) -> list[tuple[str, str]]:
    """Code and plain words of each category that fits the matter."""
    return [(item.code, item.summary) for item in law.items(CATEGORIES[matter])]


def category_label(complaint: Any) -> str:
    """The category in plain words."""
    listed = dict(categories(rulebook(complaint.law_profile), complaint.matter))
    return listed.get(complaint.category, complaint.category)


def letter_context(complaint: Any, code: str, ctx: Any) -> dict[str, Any]:
    """What the platform was told, what it answered, what is still asked; of its arrival nothing but that."""
    if code == "complaint_lodged":
        return {}
    return {
        "respondent": complaint.respondent_name,
        "matter": MATTERS[complaint.matter],
        "category": category_label(complaint),
        "service": complaint.service,
        "happened_on": complaint.happened_on.isoformat() if complaint.happened_on else "",
        "passed_on": complaint.passed_on,
        "asked_again": complaint.asked_again,
        "handling_article": ctx.citation("complaint.handling"),
    }
