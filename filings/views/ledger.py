"""The officers' ledger as a page: filters above, twenty filings a page, what each waits for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filings.ledger import LedgerFilter, filed_class
from filings.models import Filing
from filings.selectors import LEDGER_ROLES
from portal.accounts.models import User
from portal.clock import now
from portal.law.rulebook import rulebook
from portal.workflow import catalogue
from portal.workflow.side_acts import working_roles
from portal.workflow.views import assigning
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.paging import page_of

PAGE_SIZE = 20


@signed_in
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The filings of my jurisdiction. For whoever has none there is no such page."""
    user, moment = person(request), now()
    if not user.has_role(*LEDGER_ROLES):
        raise Http404
    form = LedgerFilter(request.GET, user=user, now=moment)
    found = form.rows() if form.is_valid() else Filing.objects.none()
    page = page_of(Paginator(found, PAGE_SIZE), request.GET.get("page", ""))
    work = _work(user, page, moment)
    assignees = work.pop("assignees", {})
    context = {
        **work,
        "form": form,
        "first": [form["q"], form["state"]],
        "more": [form[name] for name in form.fields if name not in ("q", "state")],
        "active": list(_active(form)),
        "page": page,
        "rows": [
            {
                "filing": filing,
                "class": filed_class(filing),
                "assignee": assignees.get(filing.pk, ""),
            }
            for filing in page
        ],
        "now": moment,
        "draft_profile_title": _draft_applied(page),
    }
    return render(request, "filings/ledger.html", context, status=422 if form.errors else 200)


def _work(user: User, shown: "Page[Filing]", moment: datetime) -> dict[str, Any]:
    """What can be done with several at once, for those who decide on filings; others read."""
    if not user.has_role(*working_roles(catalogue.kind("filing"))):
        return {}
    return assigning.for_list(user, shown, moment)


def _draft_applied(filings: Iterable[Filing]) -> str:
    """The draft under which one of the filings shown is conducted; the page then carries its banner."""
    books = (rulebook(profile) for profile in sorted({filing.law_profile for filing in filings}))
    return next((book.title for book in books if book.is_draft), "")


def _active(form: LedgerFilter) -> Iterator[tuple[str, str, str]]:
    """What narrows the list, in words: the label of each filter and of its value."""
    for name, value in form.cleaned_data.items():
        if value:
            field = form.fields[name]
            choices = dict(getattr(field, "choices", []))
            yield name, str(field.label), str(choices.get(value, value))
