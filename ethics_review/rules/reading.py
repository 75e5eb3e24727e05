"""The list fields of an application, read without trust: what is malformed is as good as not stated."""

from collections.abc import Mapping
from typing import Any

from ethics_review.terms import RISK_LEVELS, ClaimedGround

Content = Mapping[str, Any]

#: Grounds of article 19 that build on a review which approved the activity before.
BUILDING_ON_APPROVAL = (ClaimedGround.MINOR_CHANGE.value, ClaimedGround.TRACKING.value)


def rows(content: Content, field: str) -> list[Mapping[str, Any]]:
    """The rows of a list field, the malformed ones as empty rows; an empty list where it holds none."""
    value = content.get(field)
    if not isinstance(value, list):
        return []
    return [row if isinstance(row, Mapping) else {} for row in value]


def text(row: Content, name: str) -> str:
    """A text without the blanks around it; empty where there is none."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def level(row: Content, name: str) -> int | None:
    """A level of the risk scale, or None where the value is none of its levels."""
    value = row.get(name)
    return value if type(value) is int and value in RISK_LEVELS else None


def short(summary: str) -> str:
    """The name at the head of a row of the law, without its explanation."""
    return summary.partition("：")[0]
