"""The display duty: the snippet, the checks with their evidence, and the button; and the QR code for everybody."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from filings.checking import asking, showing
from filings.display import snippet
from filings.display.entry import Entry
from filings.forms.display import WhereForm
from filings.machines.limits import DISPLAY
from filings.models import Filing, RegistryEntry
from filings.record_number import digits_of
from portal.cases.downloads import file_response
from portal.clock import now
from portal.law.rulebook import rulebook
from portal.workflow.catalogue import CaseKind
from portal.workflow.reading import refuse_destroyed
from portal.workflow.views.framing import frame, person, signed_in
from portal.workflow.views.paging import page_of

ROWS = 20
#: Seconds after which a browser asks again while a check is under way.
AGAIN = 5


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one recorded filing; a POST asks for a check, or takes the company's word where it counts."""
    kind, filing = showing.filing_for(person(request), number)
    if request.method != "POST":
        return _show(request, kind, filing, WhereForm(case=filing, user=person(request)))
    if "where" not in request.POST and asking.addresses_of(filing).addresses:
        asking.ask(filing, person(request), now())
        messages.success(request, "已开始检查，结果会显示在本页。")
        return redirect(request.path)
    form = WhereForm(request.POST, case=filing, user=person(request))
    if not form.is_valid():
        return _show(request, kind, filing, form)
    asking.state_by_hand(filing, person(request), form.cleaned_data["where"], now())
    messages.success(request, "已记录您的说明。")
    return redirect(request.path)


@signed_in
@require_safe
def evidence(request: HttpRequest, number: str, check: int) -> HttpResponse:
    """The page as it was fetched, as a text file, for the authority's people."""
    _kind, filing = showing.filing_for(person(request), number)
    found = filing.display_checks.select_related("body").filter(pk=check).first()
    if (
        found is None
        or found.body is None
        or not showing.told(filing, person(request)).has_evidence
    ):
        raise Http404
    refuse_destroyed(found)
    name = f"{filing.number}-{found.pk}.txt"
    return file_response(found.body.data, name=name, content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The QR code of a public entry as SVG. Anyone may have it."""
    entry = RegistryEntry.objects.filter(digits=digits_of(number) or "-").first()
    if entry is None:
        raise Http404("没有这个备案编号")
    code = snippet.qr_svg(Entry(snippet.portal(), entry.digits))
    return HttpResponse(code, content_type="image/svg+xml")


def _show(request: HttpRequest, kind: CaseKind, filing: Filing, form: WhereForm) -> HttpResponse:
    told = showing.told(filing, person(request))
    page = page_of(Paginator(showing.checks_of(filing), ROWS), request.GET.get("page", ""))
    context: dict[str, Any] = {
        **frame(kind, filing),
        "told": told,
        "duty": rulebook(filing.law_profile).limit(DISPLAY),
        "duty_url": reverse("web:limit", args=[filing.law_profile, DISPLAY]),
        "form": form,
        "page": page,
        "rows": [{"check": c, "asked_by": showing.asked_by(c)} for c in page],
    }
    status = 422 if form.errors else 200
    answer = render(request, "filings/display.html", context, status=status)
    if told.is_waiting and request.method != "POST":
        answer["Refresh"] = str(AGAIN)
    return answer
