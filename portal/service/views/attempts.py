"""The office's pages of one letter's service: how it stands, what was tried, and the next try."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.downloads import file_response
from portal.clock import now
from portal.notices import selectors
from portal.notices.models import Notice
from portal.notices.typesetting import MissingGlyph
from portal.service import kinds, mailing, recording, standing, suggesting
from portal.service.forms import AttemptForm, ProofForm
from portal.service.methods import BY_THE_PORTAL, ServiceMethod
from portal.service.models import ServiceAttempt
from portal.service.papers import receipt_pdf
from portal.workflow.errors import Refused
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.keeping import typed, writer

_Outcome = ServiceAttempt.Outcome


@signed_in
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How the letter stands, every try, and the ways that are left, the next one first."""
    notice, case = _letter(request, pk)
    stands = standing.standing(notice)
    tries = list(_tries(notice))
    moment = now()
    context = {
        **_head(notice, case),
        "standing": stands,
        "tries": [(one, _tone(one), ProofForm()) for one in tries],
        "running": next((one for one in tries if one.outcome == _Outcome.UNDERWAY), None),
        "ways": suggesting.ways(notice, case, tries, moment),
        "may_record": standing.may_record(person(request), case) and not stands.is_served,
        "may_prove": standing.may_record(person(request), case),
        "announced_until": suggesting.announced_until(case, tries),
        "acts": standing.acting(notice, case) is not None,
        "moment": moment,
    }
    return render(request, "service/overview.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, pk: int, method: str) -> HttpResponse:
    """Tell of one try in one way; the form asks what this way needs."""
    notice, case = _letter(request, pk)
    user = person(request)
    way = _way(case, method)
    if not standing.may_record(user, case):
        raise Http404
    running = _tries(notice).filter(method=way, outcome=_Outcome.UNDERWAY).first()
    files = request.FILES if request.method == "POST" else None
    form = AttemptForm(typed(request), files, method=way, running=running)
    if request.method == "POST" and form.is_valid() and _record(notice, form, user):
        messages.success(request, f"已登记：{way.label}。")
        return redirect("service:overview", pk=pk)
    context = {
        **_head(notice, case),
        "form": form,
        "way": way,
        "running": running,
        "acts": standing.acting(notice, case) is not None,
        "writer": writer(user),
    }
    return render(request, "service/attempt.html", context, status=422 if form.errors else 200)


def _record(notice: Notice, form: AttemptForm, user: User) -> bool:
    """Record what the form tells; False with the reasons in the form."""
    data = form.cleaned_data
    try:
        recording.record(
            notice,
            form.told(),
            _Outcome(data["outcome"]),
            actor=user,
            now=now(),
            upload=data.get("file"),
            unknown_whereabouts=bool(data.get("unknown_whereabouts")),
        )
    except Refused as refused:
        _tell(form, refused)
        return False
    except ValidationError as invalid:
        for message in invalid.messages:
            form.add_error(None, message)
        return False
    return True


#: What the cases' own acts call what the form asks under another name.
_CALLED = {"served_at": "ended_at", "service_method": "outcome", "notice_on": "announced_on"}


def _tell(form: AttemptForm, refused: Refused) -> None:
    for reason in refused.reasons:
        field = _CALLED.get(reason.field, reason.field)
        article = f"（{reason.article}）" if reason.article else ""
        form.add_error(field if field in form.fields else None, reason.message + article)


@signed_in
@require_POST
def send_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the letter to the address of the confirmation; what becomes of it is recorded by the system."""
    notice, case = _letter(request, pk)
    if not standing.may_record(person(request), case):
        raise Http404
    mailing.send(notice, actor=person(request), now=now())
    messages.success(request, "电子邮件已交付发送，结果会自动登记。")
    return redirect("service:overview", pk=pk)


@signed_in
@require_POST
def prove(request: HttpRequest, pk: int, attempt: int) -> HttpResponse:
    """Bring the proof of a try that came later."""
    notice, case = _letter(request, pk)
    found = _tries(notice).filter(pk=attempt).first()
    if found is None or not standing.may_record(person(request), case):
        raise Http404
    form = ProofForm(request.POST, request.FILES)
    if form.is_valid():
        recording.add_proof(found, form.cleaned_data["file"], actor=person(request), now=now())
        messages.success(request, "凭证已保存。")
    else:
        messages.error(request, "；".join(str(one) for one in form.errors["file"]))
    return redirect("service:overview", pk=pk)


@signed_in
@require_safe
def proof(request: HttpRequest, pk: int, attempt: int) -> HttpResponse:
    """The proof of a try, as it was brought."""
    notice, _ = _letter(request, pk)
    found = _tries(notice).select_related("file").filter(pk=attempt).first()
    if found is None or found.file is None:
        raise Http404
    return file_response(found.file.data, name=found.file_name, content_type=found.file_type)


@signed_in
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """送达回证, with room for signatures by hand."""
    notice, _ = _letter(request, pk)
    found = _tries(notice).filter(outcome=_Outcome.SERVED).first()
    name = f"送达回证-{notice.case.number}.pdf"
    try:
        data = receipt_pdf(notice, found, now())
    except MissingGlyph as problem:  # recorded by an act that does not ask, or with other fonts
        messages.error(request, str(problem))
        return redirect("service:overview", pk=pk)
    return file_response(data, name=name, content_type="application/pdf")


def _letter(request: HttpRequest, pk: int) -> tuple[Notice, Any]:
    """The letter, for the deciding side and the auditor. Raises Http404 for everybody else."""
    user = person(request)
    notice = selectors.readable(user, pk)
    if notice is None or not standing.is_served_at_all(notice):
        raise Http404
    case = standing.case_of(notice)
    roles = case.roles_of(user)
    if Role.AUDITOR not in roles and not roles & kinds.of(case.kind).roles:
        raise Http404
    return notice, case


def _tries(notice: Notice) -> Any:
    return ServiceAttempt.objects.filter(record__notice=notice).select_related("recorded_by")


def _way(case: Any, method: str) -> ServiceMethod:
    for one in kinds.of(case.kind).methods:
        if one.value == method and one not in BY_THE_PORTAL:
            return one
    raise Http404


def _tone(one: ServiceAttempt) -> str:
    tones = {"served": "ok", "failed": "overdue", "underway": "info"}
    return tones.get(one.outcome, "neutral")


def _head(notice: Notice, case: Any) -> dict[str, Any]:
    return {
        "notice": notice,
        "case": case,
        "case_url": reverse("workflow:case", args=[case.number]),
    }
