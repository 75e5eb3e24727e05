"""The organisation's own pages: agreeing to electronic service, reading the confirmation, withdrawing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.cases.downloads import file_response
from portal.clock import now
from portal.notices.typesetting import MissingGlyph
from portal.service import consents
from portal.service.forms import ConsentForm
from portal.service.papers import consent_pdf
from portal.workflow.errors import Refused
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.keeping import typed, writer

SCOPE = "行政处罚决定书以及本门户向我单位发出的其他文书"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consent_list(request: HttpRequest) -> HttpResponse:
    """The confirmations of my organisations, and the form for one that has none in force."""
    user = _binder(request)
    rows = list(consents.consents_of(user))
    agreed = {one.organization_id for one in rows if one.withdrawn_at is None}
    free = consents.organizations_of(user).exclude(pk__in=agreed)
    form = ConsentForm(typed(request), organizations=free, initial={"account": user.username})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        organization = form.known[data.pop("organization")]
        del data["agreed"]
        try:
            made = consents.sign(organization, actor=user, now=now(), data={**data, "scope": SCOPE})
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(
                    reason.field if reason.field in form.fields else None, reason.message
                )
        else:
            messages.success(request, "已确认电子送达。可以下载确认书存档。")
            return redirect("service:consent", pk=made.pk)
    context = {"rows": rows, "form": form if free else None, "scope": SCOPE, "writer": writer(user)}
    return render(request, "service/consents.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def consent_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One confirmation."""
    found = consents.consents_of(_binder(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "service/consent.html", {"consent": found})


@signed_in
@require_safe
def consent_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation as PDF."""
    found = consents.consents_of(_binder(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        data = consent_pdf(found)
    except MissingGlyph as problem:  # signed before the form asked for it, or with other fonts
        messages.error(request, str(problem))
        return redirect("service:consent", pk=pk)
    return file_response(data, name="电子送达确认书.pdf", content_type="application/pdf")


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End it for the future."""
    user = _binder(request)
    if not consents.consents_of(user).filter(pk=pk).exists():
        raise Http404
    consents.withdraw(pk, actor=user, now=now())
    messages.success(request, "已撤回。此后的文书不再以电子方式送达；此前已送达的不受影响。")
    return redirect("service:consents")


def _binder(request: HttpRequest) -> User:
    """Who may bind an organisation. Raises Http404."""
    user = person(request)
    if not consents.organizations_of(user).exists():
        raise Http404
    return user
