"""The rulebook for anybody: which texts there are, what they say, one page a limit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.clock import now
from portal.law.errors import UnknownProfile
from portal.law.rulebook import Rulebook, profiles, rulebook
from portal.web import rulebook_pages
from portal.web.calculation import limit_of
from portal.web.month_picture import picture

_LONGEST_QUERY = 100


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All texts as cards, the differences between the two algorithm texts, and a search over every row."""
    query = request.GET.get("q", "").strip()[:_LONGEST_QUERY]
    books = [rulebook(name) for name in profiles()]
    context: dict[str, Any] = {"books": books, "law_query": query}
    if query:
        context["found"] = rulebook_pages.search(query)
    else:
        first, second = rulebook("algorithm-2021-draft"), rulebook("algorithm-2022")
        context["texts"] = (first, second)
        context["differences"] = rulebook_pages.two_texts(first, second)
    return render(request, "web/law.html", context)


@require_safe
def profile(request: HttpRequest, profile: str) -> HttpResponse:
    """One text: its limits, numbers, sanctions and lists."""
    book = _book(profile)
    lists = [
        (rulebook_pages.LIST_TITLES.get(name, name), items) for name, items in book.lists.items()
    ]
    own = [limit for limit in book.limits if limit.profile == book.profile]
    context = {
        "book": book,
        "books": [rulebook(name) for name in profiles()],
        "own": own,
        "included": [limit for limit in book.limits if limit.profile != book.profile],
        "lists": lists,
        "draft_profile_title": book.title if book.is_draft else "",
    }
    return render(request, "web/law_profile.html", context)


@require_safe
def limit(request: HttpRequest, profile: str, code: str) -> HttpResponse:
    """One limit: what it says, what it would mean from today, and the same limit in another text."""
    book, row = _book(profile), limit_of(profile, code)
    if row is None:
        raise Http404
    answer = rulebook_pages.example(row, now())
    context = {
        "book": book,
        "limit": row,
        "answer": answer,
        "picture": picture(answer) if answer else None,
        "compared": rulebook_pages.elsewhere(row),
        "sanctions": rulebook_pages.sanctions_for(row, book),
        "draft_profile_title": row.instrument if row.is_draft else "",
    }
    return render(request, "web/law_limit.html", context)


def _book(profile: str) -> Rulebook:
    try:
        return rulebook(profile)
    except UnknownProfile:
        raise Http404 from None
