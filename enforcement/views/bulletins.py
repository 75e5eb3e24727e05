"""The public's pages of bulletins: the list, and one of them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enforcement.selectors.guidance import public_bulletin, public_bulletins
from enforcement.states import BulletinState
from portal.workflow.errors import Refused
from portal.workflow.views.paging import page_of

PAGE_SIZE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is published now, the newest first."""
    try:
        page = page_of(Paginator(public_bulletins(), PAGE_SIZE), request.GET.get("page", ""))
    except Refused as refused:
        raise Http404 from refused
    return render(request, "enforcement/bulletins.html", {"page": page})


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One bulletin; of one that was withdrawn the title remains, with when and why."""
    found = public_bulletin(number)
    if found is None:
        raise Http404
    published = found.state == BulletinState.PUBLISHED
    context = {
        "bulletin": found,
        "published": published,
        "named": list(found.names.order_by("name", "pk")) if published else [],
    }
    return render(
        request, "enforcement/bulletin_public.html", context, status=200 if published else 410
    )
