"""Pages on which anybody sees the sealed heads of the audit trail, and follows a letter up to one of them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from portal.audit import heads
from portal.audit.models import Seal
from portal.notices.proofs import proof_by_code
from portal.notices.verification import normal_code
from portal.signing import certificates
from portal.workflow.audit.picture import chain_of
from portal.workflow.notices.forms import CodeForm
from portal.workflow.throttling import AnonymousPace, paced

_PAGE, _PICTURED = 20, 4


@require_safe
@paced(AnonymousPace, "GET")
def seal_list(request: HttpRequest) -> HttpResponse:
    """What the trail is, in plain words, and its seals, the newest first; with a code the way to its proof."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        return redirect("audit:proof", code=normal_code(form.cleaned_data["code"]) or "-")
    page = Paginator(Seal.objects.order_by("-number"), _PAGE).get_page(request.GET.get("page"))
    newest = list(Seal.objects.order_by("-number")[:_PICTURED])
    context = {
        "page": page,
        "rows": [(seal, heads.signature_holds(seal)) for seal in page],
        "chain": chain_of(newest),
        "form": form,
    }
    return render(request, "audit/seal_list.html", context)


@require_safe
@paced(AnonymousPace, "GET")
def seal_page(request: HttpRequest, number: int) -> HttpResponse:
    """One seal with all that is signed."""
    seal = get_object_or_404(Seal, number=number)
    context = {
        "seal": seal,
        "told": heads.as_json(seal),
        "holds": heads.signature_holds(seal),
        "certificate": certificates.by_id(seal.key_id),
        "following": Seal.objects.filter(number=number + 1).first(),
    }
    return render(request, "audit/seal_page.html", context)


@require_safe
@paced(AnonymousPace, "GET")
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """The proofs of one letter. An unknown code is a page that does not exist."""
    found = proof_by_code(code)
    if found is None:
        raise Http404
    return render(request, "audit/proof.html", {"found": found, "notice": found.notice})
