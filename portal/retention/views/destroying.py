"""A destruction: proposing it, signing or refusing it, watching it, taking its list along."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.cases.downloads import file_response
from portal.clock import now
from portal.retention import proposing, recording
from portal.retention.forms import DeclineForm
from portal.retention.models import Destruction, DestructionItem
from portal.retention.schedule import begun_before, holding_named
from portal.retention.views.access import administrator, record_reader
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.paging import page_of

ROWS = 50
#: The page of a running destruction asks again by itself after so many seconds.
REFRESH = "3"
_TONES = {"done": "ok", "left_out": "warn", "queued": "info"}
Status = DestructionItem.Status


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def propose_page(request: HttpRequest, code: str) -> HttpResponse:
    """What is due of a class, in numbers; then its list, for the other administrator to sign."""
    user, moment, holding = administrator(request), now(), holding_named(code)
    if holding is None:
        raise Http404
    if request.method == "POST":
        made = proposing.propose(holding, actor=user, now=moment)
        messages.success(request, "清单已固定，等待另一类管理员批准。")
        return redirect("retention:destruction", pk=made.pk)
    day = proposing.cut_off(holding, moment)
    due = proposing.due_rows(holding, day).count()
    context = {
        "holding": holding,
        "rule": holding.rule,
        "cut_off": day,
        "before": begun_before(day),
        "due": due,
        "on_hold": proposing.over(holding, day).count() - due,
        "listed": min(due, proposing.MOST),
        "most": proposing.MOST,
    }
    return render(request, "retention/propose.html", context)


@signed_in
@require_safe
def destruction(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is and what came of each item. While it runs the page asks again by itself."""
    record_reader(request)
    return _show(request, _found(pk), DeclineForm())


def _found(pk: int) -> Destruction:
    rows = Destruction.objects.select_related("proposed_by", "decided_by", "record")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, found: Destruction, form: DeclineForm) -> HttpResponse:
    role = proposing.administrator_role(person(request))
    is_open = found.state == Destruction.State.PROPOSED
    items = found.items.select_related("case")
    page = page_of(Paginator(items, ROWS), request.GET.get("page", ""))
    context = {
        "destruction": found,
        "record": getattr(found, "record", None),
        "sums": _sums(found),
        "page": page,
        "rows": [(item, _TONES[item.status]) for item in page],
        "may_approve": is_open and role is not None and role != found.proposed_role,
        "may_decline": is_open and role is not None,
        "is_own": found.proposed_by_id == person(request).pk,
        "form": form,
    }
    status = 422 if form.errors else 200
    response = render(request, "retention/destruction.html", context, status=status)
    if found.state == Destruction.State.APPROVED:
        response["Refresh"] = REFRESH
    return response


def _sums(found: Destruction) -> dict[str, Any]:
    """Counts by what came of the items; bytes in all and of those that are gone."""
    done = Q(status=Status.DONE)
    sums = found.items.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=done),
        left_out=Count("pk", filter=Q(status=Status.LEFT_OUT)),
        bytes=Sum("size", default=0),
        done_bytes=Sum("size", filter=done, default=0),
    )
    return {**sums, "settled": sums["done"] + sums["left_out"]}


@signed_in
@require_POST
def approve_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The second signature."""
    made = proposing.approve(_found(pk).pk, actor=administrator(request), now=now())
    messages.success(request, f"已批准，编号 {made.number}，开始执行。")
    return redirect("retention:destruction", pk=pk)


@signed_in
@require_POST
def decline_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse the list, or take back one's own."""
    user, found, form = administrator(request), _found(pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    proposing.decline(pk, reason=form.cleaned_data["reason"], actor=user, now=now())
    messages.success(request, "该清单不再执行，没有销毁任何内容。")
    return redirect("retention:destruction", pk=pk)


@signed_in
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with its results as CSV."""
    record_reader(request)
    found = _found(pk)
    name = f"销毁清单-{found.number or found.pk}.csv"
    return file_response(recording.table(found), name=name, content_type="text/csv; charset=utf-8")
