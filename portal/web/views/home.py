"""The first page: what the register holds, how a limit is counted, and in the demo who is who."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filings.register import RegistryEntry
from portal.clock import china_date, now
from portal.web.calculation import count, limit_of
from portal.web.demo import enforcement_complaints
from portal.web.demo.cast import PEOPLE, PLACES

_EXAMPLE = "algorithm.change"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Open to anybody."""
    moment = now()
    context: dict[str, Any] = {"stats": _stats(moment), "example": _example(moment)}
    if settings.DEMO:
        context["demo_cast"] = _cast()
        context["demo_receipts"] = enforcement_complaints.shown()
    return render(request, "web/home.html", context)


def _stats(moment: datetime) -> dict[str, int]:
    return RegistryEntry.objects.aggregate(
        entries_total=Count("pk"),
        subjects=Count("subject_name", distinct=True),
        this_year=Count("pk", filter=Q(year=china_date(moment).year)),
    )


def _example(moment: datetime) -> dict[str, Any] | None:
    """The change limit of the profile in use, counted from today."""
    limit = limit_of(settings.ALGORITHM_PROFILE, _EXAMPLE)
    if limit is None:
        return None
    today = china_date(moment)
    answer = count(limit, today)
    return {
        "question": f"备案信息今天（{today.month}月{today.day}日）变更，最迟哪天办理变更手续？",
        "last_day": answer.last_day,
        "article": limit.citation,
        "steps": answer.steps,
        "provisional": answer.provisional,
        "url": f"{reverse('web:calculator')}?rule={limit.profile}/{limit.code}&start={today.isoformat()}",
    }


def _cast() -> list[tuple[str, str, str, str]]:
    """The demo accounts: (username, who, where to go, what to see); alike ones, as the eight members, in one line."""
    places = {place.key: place.name for place in PLACES}
    rows = []
    for (place, where, what), alike in groupby(
        PEOPLE, key=lambda person: (person.place, person.where, person.what)
    ):
        people = list(alike)
        names = [people[0], people[-1]] if len(people) > 1 else people
        username = " … ".join(person.username for person in names)
        roles = "、".join(role.label for role in people[0].roles)
        rows.append((username, f"{places[place]} · {roles}", where, what))
    return rows
