"""My work: the desk by role, and the lists behind its figures."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.codes import province_of
from portal.accounts.models import User
from portal.cases.models import Case
from portal.clock import now
from portal.web.dashboard.scope import ROLES as SUPERVISING
from portal.web.desks import desks_of
from portal.web.listing import Worklist
from portal.web.worklists import WORKLISTS
from portal.workflow import catalogue
from portal.workflow.creating import creating_organizations
from portal.workflow.side_acts import works_on_cases

PAGE_SIZE = 20


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by due date."""
    user, moment = _person(request), now()
    creatable = [kind for kind in catalogue.kinds() if creating_organizations(kind, user)]
    desks = desks_of(user, moment)
    rows = [row for desk in desks for group in desk.groups for row in group.rows]
    context = {
        "desks": desks,
        "now": moment,
        "creatable": creatable,
        "roles": _roles(user),
        "supervises": user.has_role(*SUPERVISING),
        "decides": works_on_cases(user),
        "draft_profile_title": draft_applied(rows),
    }
    return render(request, "web/desk.html", context)


@login_required
def worklist(request: HttpRequest, slug: str) -> HttpResponse:
    """One list, twenty rows a page. Lists of other roles do not exist for this person."""
    user, moment = _person(request), now()
    found = WORKLISTS.get(slug)
    if found is None or not found.open_to(user):
        raise Http404
    rows, narrowed = _narrowed(found, found.rows(user, moment), request)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "list": found,
        "page": page,
        "now": moment,
        "draft_profile_title": draft_applied(page),
        **narrowed,
    }
    return render(request, "web/worklist.html", context)


def _narrowed(
    found: Worklist, rows: QuerySet[Any], request: HttpRequest
) -> tuple[QuerySet[Any], dict[str, Any]]:
    """The supervisor picks a province."""
    region = request.GET.get("region", "")
    if found.slug == "escalated" and province_of(region):
        return rows.filter(case__region__startswith=region[:2]), {"region": province_of(region)}
    return rows, {}


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)  # login_required


def draft_applied(rows: Iterable[Any]) -> str:
    """The draft under which one of the matters shown is conducted; the page then carries its banner."""
    cases = (row if isinstance(row, Case) else getattr(row, "case", None) for row in rows)
    applied = {(case.kind, case.law_profile) for case in cases if case is not None}
    titles = (catalogue.kind(kind).draft_title(profile) for kind, profile in sorted(applied))
    return next(filter(None, titles), "")


def _roles(user: User) -> list[str]:
    """What the person is, where: for those to whom no desk belongs."""
    return [f"{m.get_role_display()}（{m.organization}）" for m in user.active_memberships]
