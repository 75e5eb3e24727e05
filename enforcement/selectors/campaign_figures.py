"""The figures of a special action as one person may see them, under their headings."""

from dataclasses import replace
from datetime import datetime

from enforcement.models.campaign import Campaign
from enforcement.models.counting import CASES, TARGETS, Figure, figures
from portal.accounts.models import User
from portal.cases.selectors import visible_to

GROUPS = {
    "self_inspection": "自查自纠",
    "filing": "督促备案",
    "inspection": "现场检查和查处",
    "orders": "限期整改",
    "articles": "发现的问题（按条款，件）",
    "kinds": "发现的问题（按类型，件）",
}


def figures_for(campaign: Campaign, user: User, now: datetime) -> list[Figure]:
    """What is counted, less the cases that the person may not know of."""
    found = figures(campaign, now)
    asked = {key for figure in found if figure.of == CASES for key in figure.keys}
    seen = set(visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
    return [
        one if one.of == TARGETS else replace(one, keys=[key for key in one.keys if key in seen])
        for one in found
    ]
