"""The public calculator of the extra fine for late payment (penalty law, articles 72 and 73)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enforcement.forms.late_fee import LateFeeForm
from enforcement.letters.performing import daily_share
from enforcement.rules.money import owed
from portal.clock import china_date, now
from portal.law.rulebook import rulebook


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Answers as soon as a fine is given; the answer has an address of its own."""
    law = rulebook(settings.ALGORITHM_PROFILE)
    asked = "fine" in request.GET
    initial = {"until": china_date(now())}
    form = LateFeeForm(request.GET if asked else None, initial=initial)
    context = {
        "form": form,
        "share": law.threshold("penalty.late_fee_per_day"),
        "percent": daily_share(law),
        "cap": law.threshold("penalty.late_fee_cap"),
        "pause": law.cited("remedy_effects"),
    }
    if asked and form.is_valid():
        told = form.cleaned_data
        context |= {
            "account": owed(
                law,
                plan=form.plan,
                paid=told["payments"],
                pauses=told["pauses"],
                until=told["until"],
            ),
            "until": told["until"],
            "address": request.build_absolute_uri(),
        }
    return render(request, "enforcement/late_fee.html", context)
