"""The workload: who has how much to do, and the list behind each figure."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.clock import now
from portal.web.listing import Worklist
from portal.web.workload import PARTS, listed, whose, workload
from portal.workflow.pages import page_number
from portal.workflow.side_acts import all_working_roles, works_on_cases

PAGE_SIZE = 20
PEOPLE = 50


def _worker(request: HttpRequest) -> User:
    """Who asks. Raises Http404 for people without deciding work."""
    user = cast(User, request.user)  # login_required
    if not works_on_cases(user):
        raise Http404
    return user


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """A row a person, fifty a page; ``?office=`` narrows to one office."""
    user, moment = _worker(request), now()
    asked = request.GET.get("office", "")
    office = page_number(asked) if asked else None
    found = workload(user, moment, office)
    context = {
        "now": moment,
        "parts": [part.title for part in PARTS.values()],
        "heaps": found.heaps,
        "offices": found.offices,
        "office": office,
        "page": Paginator(found.people, PEOPLE).get_page(request.GET.get("page")),
    }
    return render(request, "web/workload.html", context)


@login_required
@require_safe
def one_list(request: HttpRequest, who: str, part: str) -> HttpResponse:
    """The limits behind one figure. People of other offices do not exist here."""
    user, moment = _worker(request), now()
    column = PARTS.get(part)
    found = whose(user, who) if column else None
    if column is None or found is None:
        raise Http404
    name, theirs = found
    rows = listed(user, moment, theirs, column)
    shown = Worklist(
        "workload",
        f"{name} · {column.title}",
        all_working_roles(),
        lambda user, now: rows,
        "deadlines",
        "没有这样的期限",
    )
    context = {
        "list": shown,
        "now": moment,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "web/worklist.html", context)
