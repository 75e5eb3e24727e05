"""The public's pages: hand in a complaint, and follow it by its receipt. No account, nothing kept by the browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enforcement import receipts
from enforcement.complaining import Lodged, NoOffice, found_by, hand_in
from enforcement.forms import complaining as forms
from enforcement.letters.complaint import category_label
from enforcement.machines.complaint import OPEN
from enforcement.machines.limits import COMPLAINT_ACKNOWLEDGEMENT, COMPLAINT_ANSWER
from enforcement.models import Complaint
from enforcement.states import ComplaintMatter, ComplaintState
from enforcement.status_page import ACTS, STEPS, perform
from portal.cases import public_records
from portal.clock import now
from portal.deadlines.models import Deadline
from portal.workflow.errors import Refused
from portal.workflow.inputs import add_refusal
from portal.workflow.throttling import Pace, paced

_METHODS = ("GET", "HEAD", "POST")
Page = Callable[..., HttpResponse]


class ComplaintPace(Pace):
    """Complaints handed in, by address, for everybody."""

    scope = "complaints"


class ReceiptPace(Pace):
    """Receipts tried, by address, for everybody: right or wrong ones cost the same."""

    scope = "receipts"


def unshared(view: Page) -> Page:
    """A page of which no cache, no search engine and no page after it learns: its address may hold a receipt.

    The policy still sends the site's own name: the check against forged forms needs it.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(wrapped)


@unshared
@require_http_methods(_METHODS)
@paced(ComplaintPace, "POST")
def new(request: HttpRequest) -> HttpResponse:
    """The form; what was handed in is answered with its receipt, this once, and again for a second click."""
    matter = request.GET.get("matter", "")
    form_class = forms.FORMS.get(matter, forms.ReportForm)
    if request.method != "POST":
        return _form_page(request, form_class(initial=_beginning(request)))
    form = form_class(request.POST, {"files": request.FILES.getlist("files")})
    if form.is_valid():
        try:
            lodged = hand_in(
                form.cleaned_data, matter=form_class.matter, user=request.user, now=now()
            )
        except NoOffice:
            form.add_error(None, "该地区暂时没有在线受理投诉举报的机关，请拨打 12377 反映")
        except (Refused, ValidationError) as refused:
            _tell(form, refused)
        else:
            return _lodged_page(request, lodged)
    if "key" in form.errors:
        fresh = request.POST.copy()
        fresh["key"] = receipts.form_key()
        form.data = fresh
    return _form_page(request, form, status=422)


def _tell(form: forms.ReportForm, refused: Refused | ValidationError) -> None:
    if isinstance(refused, ValidationError):
        add_refusal(form, refused)
        return
    for reason in refused.reasons:
        form.add_error(None, reason.message)


def _beginning(request: HttpRequest) -> dict[str, str]:
    """What the form begins with: the platform of a public entry, by its number, and a fresh key."""
    number = request.GET.get("number", "")[:60]
    record = public_records.find(number) if number else None
    known = {"respondent_name": record.subject, "record_number": record.number} if record else {}
    return {"key": receipts.form_key(), **known}


def _form_page(request: HttpRequest, form: forms.ReportForm, status: int = 200) -> HttpResponse:
    law = forms.current_law()
    context = {
        "form": form,
        "number": request.GET.get("number", "")[:60],
        "appeals": form.matter == ComplaintMatter.USER_APPEAL,
        "about": [form[name] for name in form.fields if name in _ABOUT],
        "told": [form[name] for name in form.fields if name in _TOLD],
        "who": [form[name] for name in ("name", "phone", "email")],
        "acknowledgement": law.limit("complaint.acknowledgement"),
        "answer": law.limit("complaint.answer"),
        "draft_profile_title": law.title if law.is_draft else "",
    }
    return render(request, "enforcement/complaint_new.html", context, status=status)


_ABOUT = frozenset({"category", "respondent_name", "record_number", "service", "province"})
_TOLD = frozenset(
    {
        *("happened_on", "facts", "files", "platform_decision", "platform_decided_on"),
        *("appealed_to_platform", "platform_reply"),
    }
)


def _lodged_page(request: HttpRequest, lodged: Lodged) -> HttpResponse:
    context = {
        "receipt": lodged.receipt,
        "complaint": lodged.complaint,
        "limits": _limits(lodged.complaint),
        "status_url": reverse("complaints:status", args=[lodged.receipt]),
    }
    return render(request, "enforcement/complaint_lodged.html", context)


def _limits(complaint: Complaint) -> list[Deadline]:
    """The office's limits, the nearest first; what the platform has to do and by when is told in words."""
    codes = (COMPLAINT_ACKNOWLEDGEMENT, COMPLAINT_ANSWER)
    rows = Deadline.objects.filter(case_id=complaint.pk, code__in=codes)
    return list(rows.order_by("moment"))


@unshared
@require_http_methods(_METHODS)
@paced(ReceiptPace, "POST")
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt."""
    form = forms.ReceiptForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _lookup_page(request, form, 422 if form.is_bound else 200)
    found = found_by(form.cleaned_data["receipt"])
    if found is None:
        return _unknown(request)
    return redirect("complaints:status", receipts.normal(form.cleaned_data["receipt"]))


def _unknown(request: HttpRequest) -> HttpResponse:
    """One answer for every receipt that is none; it repeats nothing of what was tried."""
    return _lookup_page(request, forms.ReceiptForm(), 404, "没有这个回执号，请核对后重试")


def _lookup_page(
    request: HttpRequest, form: forms.ReceiptForm, status: int, problem: str = ""
) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render(request, "enforcement/complaint_lookup.html", context, status=status)


@unshared
@require_http_methods(_METHODS)
@paced(ReceiptPace, *_METHODS)
def status(request: HttpRequest, receipt: str) -> HttpResponse:
    """How it stands, what was said, and what the complainant may do now."""
    complaint = found_by(receipt)
    if complaint is None:
        return _unknown(request)
    if request.method != "POST":
        return _status_page(request, complaint, receipt)
    act = request.POST.get("act", "")
    form_class = ACTS.get(act)
    if form_class is None:
        return _status_page(request, complaint, receipt, problem="没有这一操作", status=422)
    sent = form_class(request.POST)
    if not sent.is_valid():
        return _status_page(request, complaint, receipt, {act: sent}, status=422)
    try:
        perform(complaint, act, sent.cleaned_data, now())
    except Refused as refused:
        problem = "；".join(reason.message for reason in refused.reasons)
        return _status_page(request, complaint, receipt, {act: sent}, problem=problem, status=409)
    return redirect("complaints:status", receipts.normal(receipt))


def _status_page(
    request: HttpRequest,
    complaint: Complaint,
    receipt: str,
    sent: dict[str, Any] | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {act: form_class() for act, form_class in ACTS.items()} | (sent or {})
    complaint.refresh_from_db()
    context = {
        "complaint": complaint,
        "receipt": receipts.normal(receipt),
        "category": category_label(complaint),
        "said": list(complaint.messages.all()),
        "limits": _limits(complaint),
        "state_label": ComplaintState(complaint.state).label,
        "step": STEPS[complaint.state],
        "is_open": complaint.state in OPEN,
        "supplement": shown["supplement"],
        "contact": shown["give_contact"],
        "withdrawal": shown["withdraw"],
        "has_identity": complaint.has_identity,
        "problem": problem,
    }
    return render(request, "enforcement/complaint_status.html", context, status=status)
