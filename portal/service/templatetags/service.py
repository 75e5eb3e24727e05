"""What the pages of notices and of cases show of service."""

from collections.abc import Iterable
from typing import Any

from django import template

from portal.notices.models import Notice
from portal.service import kinds, standing
from portal.service.models import ServiceRecord

register = template.Library()
_TONES = {"served": "ok", "failed": "overdue", "pending": "warn"}


@register.inclusion_tag("service/_section.html", takes_context=True)
def service_section(context: template.Context, notice: Notice) -> dict[str, Any]:
    """How the letter's service stands, for both ends; the deciding side gets the way to its pages."""
    if not standing.is_served_at_all(notice):
        return {}
    user, case = context["request"].user, standing.case_of(notice)
    stands = standing.standing(notice)
    return {
        "notice": notice,
        "standing": stands,
        "tone": _TONES.get(stands.status, "neutral"),
        "office": bool(case.roles_of(user) & kinds.of(case.kind).roles),
        "receives": standing.receives(user, notice, case) and not stands.is_served,
        "needs_consent": kinds.of(case.kind).needs_consent,
        "acts": standing.acting(notice, case) is not None,
    }


@register.inclusion_tag("service/_open.html")
def service_open(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Of the notices of a case page those letters that did not reach their addressee yet: (letter, word, tone)."""
    letters = [row["notice"] for row in rows]
    told = standing.told_of(letters)
    open_ones = [(one, told[one.pk]["status"]) for one in letters if one.pk in told]
    labels = dict(ServiceRecord.Status.choices)
    return {
        "letters": [
            (one, labels[status], _TONES[status])
            for one, status in open_ones
            if status in ("pending", "failed")
        ]
    }
