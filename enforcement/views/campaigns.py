"""Special actions: the public's pages, the lists behind the figures, the draws and how to repeat them."""

import shlex
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enforcement.models import Campaign, Draw
from enforcement.rules.joint_draw import team_seed
from enforcement.selectors.campaign_figures import figures_for
from enforcement.selectors.campaign_page import figure_rows
from portal.accounts.models import User
from portal.clock import now
from portal.law.rulebook import rulebook
from portal.workflow.reading import case_for
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.paging import page_of

ROWS = 20
#: The second of the two lines that repeat a draw; see ``enforcement.rules.lots``.
_SORT = (
    "while IFS= read -r entry; do printf '%s|%s' \"$seed\" \"$entry\" | sha256sum | tr -d '\\n'; "
    'echo "$entry"; done < pool | sort | head -n "$count"'
)


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """The actions that were announced, the newest first."""
    rows = Campaign.objects.filter(announced_at__isnull=False).select_related("organization")
    page = page_of(
        Paginator(rows.order_by("-announced_at", "-pk"), ROWS), request.GET.get("page", "")
    )
    return render(request, "enforcement/campaign_list.html", {"page": page})


@require_safe
def public_page(request: HttpRequest, number: str) -> HttpResponse:
    """What everybody may know of one: never who was chosen."""
    announced = Campaign.objects.filter(announced_at__isnull=False).select_related("organization")
    campaign = get_object_or_404(announced, number=number)
    context = {"campaign": campaign, "departments": campaign.department_labels()}
    return render(request, "enforcement/campaign_page.html", context)


@signed_in
@require_safe
def figure(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """The list that one figure counts."""
    campaign = _inside(person(request), number)
    found = figures_for(campaign, person(request), now())
    chosen = next((one for one in found if one.slug == slug), None)
    if chosen is None:
        raise Http404
    rows: QuerySet[Any] = figure_rows(campaign, chosen, person(request))
    page = page_of(Paginator(rows, ROWS), request.GET.get("page", ""))
    context = {"campaign": campaign, "figure": chosen, "page": page}
    return render(request, "enforcement/campaign_figure.html", context)


@signed_in
@require_safe
def draw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One draw: seed, pool, result, and the two lines with which anybody repeats it."""
    campaign = _inside(person(request), number)
    found = get_object_or_404(campaign.draws.select_related("drawn_by", "pool_fixed_by"), pk=pk)
    names = _names(campaign)
    items = rulebook(campaign.law_profile).items("departments")
    departments = {item.code: item.summary for item in items}
    context = {
        "campaign": campaign,
        "draw": found,
        "departments": [departments.get(code, code) for code in found.departments],
        "pool": [{"entry": entry, "name": names.get(entry, "")} for entry in found.pool],
        "commands": _commands(found.seed, found.count),
        "teams": _teams(found, names, departments),
    }
    return render(request, "enforcement/campaign_draw.html", context)


def _inside(user: User, number: str) -> Campaign:
    """The action, for its office's people alone. Raises Http404."""
    _kind, case = case_for(user, number)
    if not isinstance(case, Campaign) or not case.roles_of(user) & case.inside_roles:
        raise Http404
    return case


def _names(campaign: Campaign) -> dict[str, str]:
    rows = campaign.targets.select_related("organization")
    return {target.entry: target.organization.name for target in rows}


def _teams(found: Draw, names: dict[str, str], departments: dict[str, str]) -> list[dict[str, Any]]:
    lots = found.lots.select_related("inspection", "target__organization").order_by("position")
    people = {
        user.username: str(user) for user in User.objects.filter(username__in=found.officers_pool)
    }
    return [
        {
            "name": names.get(lot.target.entry, ""),
            "officers": [people.get(one, one) for one in lot.officers],
            "inspection": lot.inspection.number if lot.inspection else "",
            "commands": _commands(team_seed(found.seed, lot.target.entry), found.size),
            "entries": [
                {"entry": one, "department": departments.get(at, at)}
                for one, at in sorted(found.officers_pool.items())
                if one not in found.barred.get(lot.target.entry, ())
            ],
        }
        for lot in lots
    ]


def _commands(seed: str, count: int) -> str:
    return f"seed={shlex.quote(seed)}; count={count}\n{_SORT}"
