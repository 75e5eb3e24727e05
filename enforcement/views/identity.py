"""Reading who complained: an act with a reason, whose answer stands on one page, once."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enforcement.models import Complaint
from enforcement.models.complaint import identity_of
from portal.sealing import SealBroken
from portal.workflow.reading import case_for
from portal.workflow.views import acting
from portal.workflow.views.framing import frame, person, signed_in


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def read_identity(request: HttpRequest, number: str) -> HttpResponse:
    """The general page asks for the reason, refuses, and records; only where it did is the answer shown."""
    kind, case = case_for(person(request), number)
    answer = acting.act(request, number=number, action="read_identity")
    if not (isinstance(answer, HttpResponseRedirect) and isinstance(case, Complaint)):
        return answer
    context = {**frame(kind, case), "identity": _opened(case), "reason": request.POST["reason"]}
    return render(request, "enforcement/complaint_identity.html", context)


def _opened(complaint: Complaint) -> dict[str, str] | None:
    """Who complained; None where the keys of this machine do not open it."""
    try:
        return identity_of(complaint)
    except SealBroken:
        return None
