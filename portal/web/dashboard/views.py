"""The dashboard's pages: all pictures, and the rows behind one number."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.clock import now
from portal.web.dashboard.drawing import drawn
from portal.web.dashboard.figure import Dimension, Figure
from portal.web.dashboard.figures import figure_for, sections_for
from portal.web.dashboard.picture import picture
from portal.web.dashboard.scope import ROLES, Scope, ScopeForm
from portal.web.listing import by_next_deadline
from portal.web.views.desk import draft_applied
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.paging import page_of

PAGE_SIZE = 20
#: No key is longer than the longest column that holds one.
_LONGEST = 150
Page = Callable[..., HttpResponse]


def _for_authorities(view: Page) -> Page:
    """A page for authority people only; hands the view the checked form. Raises Http404 for all others."""

    @wraps(view)
    def guarded(request: HttpRequest, /, **address: str) -> HttpResponse:
        user = person(request)
        if not user.has_role(*ROLES):
            raise Http404
        return view(request, ScopeForm(request.GET, user=user, now=now()), **address)

    return signed_in(require_safe(guarded))


@_for_authorities
def dashboard(request: HttpRequest, form: ScopeForm) -> HttpResponse:
    """Every figure of the jurisdiction, as numbers, as a picture and as a table."""
    context: dict[str, Any] = {"form": form, "now": form.now}
    if form.is_valid():
        scope = form.scope()
        context["scope"] = scope
        context["sections"] = [
            (section.title, [_shown(figure, scope) for figure in section.figures])
            for section in sections_for(person(request))
        ]
    return render(request, "web/dashboard.html", context, status=422 if form.errors else 200)


def _shown(figure: Figure, scope: Scope) -> dict[str, Any]:
    counted = picture(figure, scope)
    return {"figure": figure, "picture": counted, "drawn": drawn(counted)}


@_for_authorities
def one_list(request: HttpRequest, form: ScopeForm, slug: str) -> HttpResponse:
    """The rows behind one number, twenty a page. A figure or a part that does not exist is not found."""
    figure = figure_for(person(request), slug)
    if figure is None:
        raise Http404
    context: dict[str, Any] = {"figure": figure, "form": form, "now": form.now}
    if form.is_valid():
        context |= _rows(request, figure, form.scope())
    return render(request, "web/dashboard_list.html", context, status=422 if form.errors else 200)


def _rows(request: HttpRequest, figure: Figure, scope: Scope) -> dict[str, Any]:
    by, part = request.GET.get("by"), request.GET.get("part")
    rows = figure.listed(scope, by, part)
    narrowed = [
        (dimension.title, _named(dimension, key, rows))
        for dimension, key in ((figure.by, by), (figure.parts, part))
        if dimension and key is not None
    ]
    page = page_of(
        Paginator(_with_limits(scope.user, rows, figure), PAGE_SIZE), request.GET.get("page", "")
    )
    draft = draft_applied(page)
    return {"scope": scope, "page": page, "narrowed": narrowed, "draft_profile_title": draft}


def _with_limits(user: User, rows: QuerySet[Any], figure: Figure) -> QuerySet[Any]:
    """Cases come with their running limits; limits come with their case."""
    return by_next_deadline(user, rows, Q()) if figure.shape == "cases" else rows


def _named(dimension: Dimension, key: str, rows: QuerySet[Any]) -> str:
    """What a key of the address is called. Raises Http404 for one that cannot be."""
    if len(key) > _LONGEST or (dimension.keys and key not in dimension.keys):
        raise Http404
    label = dimension.label(key)
    if not label and dimension.words:
        label = rows.order_by().values_list(dimension.words, flat=True).first() or ""
    return label or key
