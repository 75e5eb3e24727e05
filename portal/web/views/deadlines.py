"""The public deadline calculator."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.clock import china_date, now
from portal.web.forms import FreeForm, RuleForm, limit_named
from portal.web.month_picture import picture

_FREE = "free"


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """By a limit of the law, or (``mode=free``) by any number of days; answers as soon as a start is given."""
    free = request.GET.get("mode") == _FREE
    data = request.GET if "start" in request.GET else None
    initial = _initial(request, free)
    form = FreeForm(data, initial=initial) if free else RuleForm(data, initial=initial)
    context: dict[str, Any] = {"form": form, "free": free}
    if data is not None and form.is_valid():
        answer = form.answer
        context |= {
            "answer": answer,
            "limit": answer.limit,
            "picture": picture(answer),
            "draft_profile_title": answer.limit.instrument if answer.limit.is_draft else "",
            "address": request.build_absolute_uri(),
        }
    return render(request, "web/calculator.html", context)


def _initial(request: HttpRequest, free: bool) -> dict[str, Any]:
    """What a link from the rulebook chose, else the first limit of the profile in use; counted from today."""
    today = {"start": china_date(now())}
    if free:
        return today | {"amount": 10, "unit": "working_day", "direction": "after"}
    chosen = request.GET.get("rule", "")
    return today | {
        "rule": chosen if limit_named(chosen) else f"{settings.ALGORITHM_PROFILE}/algorithm.initial"
    }
