"""Published penalty decisions, for anybody. Read are what was published and the rules applied."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enforcement.models import PublishedDecision
from portal.workflow import catalogue

PAGE_SIZE = 20


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """All of them, the latest first; one line a decision, with its latest text."""
    latest = PublishedDecision.objects.order_by("penalty", "-published_at", "-pk")
    rows = PublishedDecision.objects.filter(pk__in=latest.distinct("penalty").values("pk"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "enforcement/decisions.html", {"page": page, **_draft(page)})


@require_safe
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """The latest public text; where it was withdrawn, that it was, when and why, and nothing of its content."""
    row = PublishedDecision.objects.filter(number=number).first()
    if row is None:
        raise Http404("没有这一公开的处罚决定")
    return render(request, "enforcement/decision.html", {"row": row, **_draft([row])})


def _draft(rows: Iterable[PublishedDecision]) -> dict[str, str]:
    """The draft under which one of the decisions shown was made; the page then carries its banner."""
    shown = PublishedDecision.objects.filter(pk__in=[row.pk for row in rows])
    applied = set(shown.values_list("penalty__law_profile", flat=True))
    titles = (catalogue.kind("penalty").draft_title(profile) for profile in sorted(applied))
    return {"draft_profile_title": next(filter(None, titles), "")}
