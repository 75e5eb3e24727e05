"""A hold: placing it and lifting it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.clock import now
from portal.retention import holds
from portal.retention.forms import HoldForm, ReasonForm
from portal.retention.views.access import holder
from portal.workflow.errors import Refused
from portal.workflow.views.framing import signed_in
from portal.workflow.views.keeping import typed, writer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keep a case, or all cases of an organisation, from destruction."""
    user = holder(request)
    form = HoldForm(typed(request), initial={"number": request.GET.get("case", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            hold = holds.place(**_subject(user, form.cleaned_data), actor=user, now=now())
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, f"已保全：{hold}。解除以前，不会销毁其中任何内容。")
            return redirect("retention:overview")
    context = {"form": form, "writer": writer(user)}
    return render(request, "retention/hold_new.html", context, status=422 if form.errors else 200)


def _subject(user: User, data: dict[str, Any]) -> dict[str, Any]:
    """The case or the organisation that was named, as it exists for the person."""
    if data["number"]:
        return {"case": holds.case_to_hold(user, data["number"]), "reason": data["reason"]}
    found = holds.organization_to_hold(user, data["uscc"])
    return {"organization": found, "reason": data["reason"]}


def _tell(form: HoldForm, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, reason.message)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def lift_page(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold; what is due may be destroyed again then."""
    user = holder(request)
    hold = holds.holds_for(user).filter(pk=pk, lifted_at=None).first()
    if hold is None or not holds.may_lift(hold, user):
        raise Http404
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        holds.lift(pk, because=form.cleaned_data["reason"], actor=user, now=now())
        messages.success(request, f"已解除保全：{hold}。")
        return redirect("retention:overview")
    context = {"form": form, "hold": hold, "writer": writer(user)}
    return render(request, "retention/hold_lift.html", context, status=422 if form.errors else 200)
