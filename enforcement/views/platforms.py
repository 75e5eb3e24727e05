"""The ledger of platforms: the list, one platform's page and its files, putting one in and taking one out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enforcement import ledger, ledger_files
from enforcement.forms.ledger import EnlistForm, StrikeForm
from enforcement.listing import enlist, strike
from enforcement.models import Platform
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.downloads import file_response
from portal.clock import china_date, now
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.paging import page_of

PAGE_SIZE = 20
EVENTS = 30
_METHODS = ("GET", "HEAD", "POST")


def _platform(user: User, key: str) -> Platform:
    found = ledger.platform_for(user, key)
    if found is None:
        raise Http404
    return found


def _keeps(user: User, platform: Platform) -> bool:
    return bool(ledger.office_of(user, platform) & set(ledger.KEEPERS))


def address_of(platform: Platform) -> str:
    """Where a platform's page is: under its credit code, or its number where it has none."""
    place = platform.organization
    return reverse("platforms:page", args=[place.uscc or str(place.pk)])


@signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The platforms of my jurisdiction. For whoever has none there is no such page."""
    user, moment = person(request), now()
    if not user.has_role(*ledger.READERS):
        raise Http404
    form = ledger.PlatformFilter(request.GET, user=user, now=moment)
    found = form.rows() if form.is_valid() else Platform.objects.none()
    page = page_of(Paginator(found, PAGE_SIZE), request.GET.get("page", ""))
    context = {
        "form": form,
        "page": page,
        "rows": [{"platform": row, "url": address_of(row)} for row in page],
        "narrowed": any(form.cleaned_data.values()) if form.is_valid() else True,
        "keeps": user.has_role(*ledger.KEEPERS),
    }
    return render(
        request, "enforcement/platforms.html", context, status=422 if form.errors else 200
    )


@signed_in
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One platform on one page, as far as the reader may know."""
    user, moment = person(request), now()
    platform = _platform(user, key)
    events = page_of(
        Paginator(ledger.events_of(platform, user), EVENTS), request.GET.get("page", "")
    )
    context = {
        "platform": platform,
        "place": platform.organization,
        "office": bool(ledger.office_of(user, platform)),
        "keeps": _keeps(user, platform),
        "parts": ledger.parts(platform, user),
        "years": ledger.years(platform, user, moment),
        "changes": list(ledger.changes(platform)),
        "events": list(ledger.timeline(events)),
        "page": events,
        "url": address_of(platform),
    }
    return render(request, "enforcement/platform.html", context)


@signed_in
@require_safe
def export(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The same as a file."""
    user, moment = person(request), now()
    platform = _platform(user, key)
    name = f"平台台账-{platform.organization.name}-{china_date(moment).isoformat()}.{form}"
    if form == "json":
        data, content_type = ledger_files.as_json(platform, user, moment), "application/json"
    else:
        data, content_type = ledger_files.as_csv(platform, user, moment), "text/csv; charset=utf-8"
    return file_response(data, name=name, content_type=content_type)


@signed_in
@require_http_methods(_METHODS)
def add(request: HttpRequest) -> HttpResponse:
    """Put an organisation of the jurisdiction into the ledger."""
    user = person(request)
    if not user.has_role(*ledger.KEEPERS):
        raise Http404
    places = ledger.places_of(user, *ledger.KEEPERS)
    posted = request.POST if request.method == "POST" else None
    form = EnlistForm(posted, user=user, places=places)
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        platform = enlist(
            given["organization"],
            by=user,
            reason=given["reason"],
            now=now(),
            services=given["services"],
            responsible=given["responsible"],
        )
        messages.success(request, f"{platform}已列入平台台账")
        return redirect(address_of(platform))
    status = 422 if form.errors else 200
    return render(request, "enforcement/platform_add.html", {"form": form}, status=status)


@signed_in
@require_http_methods(_METHODS)
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a platform out of the ledger, with a reason."""
    user = person(request)
    platform = _platform(user, key)
    if not _keeps(user, platform):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = StrikeForm(posted)
    if posted is not None and form.is_valid():
        strike(platform, by=user, reason=form.cleaned_data["reason"], now=now())
        messages.success(request, f"{platform}已移出平台台账，已有的记录保留")
        return redirect(address_of(platform))
    context = {"form": form, "platform": platform, "url": address_of(platform)}
    status = 422 if form.errors else 200
    return render(request, "enforcement/platform_remove.html", context, status=status)


@signed_in
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The page of my own company. For whoever has none in the ledger there is no such page."""
    places = person(request).organization_ids(frozenset({Role.PROVIDER}))
    platform = Platform.objects.filter(organization__in=places).order_by("pk").first()
    if platform is None:
        raise Http404
    return redirect(address_of(platform))
