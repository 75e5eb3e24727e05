"""Batches: say what is to be done with the chosen cases, watch how far it is, come back to it later."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.cases.downloads import file_response
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.clock import now
from portal.workflow.batch import exporting, reading, steering, working
from portal.workflow.batch.choosing import CaseList, Chosen, by_filter, by_numbers, list_named
from portal.workflow.batch.forms import BatchForm
from portal.workflow.batch.kinds import KINDS, BatchKind
from portal.workflow.batch.starting import start
from portal.workflow.errors import GuardFailed, Reason
from portal.workflow.idempotency import Call, fingerprint, once
from portal.workflow.models import BatchItem
from portal.workflow.side_acts import works_on_cases
from portal.workflow.views.framing import person, signed_in

ROWS = 50
#: So many of the chosen cases are named before the work begins.
NAMED = 10
#: A page of a running job asks again by itself after so many seconds.
REFRESH = "3"
_TONES = {"done": "ok", "refused": "neutral", "failed": "warn", "queued": "info"}


def _worker(request: HttpRequest) -> User:
    """Who asks, with deciding work on some kind. Raises Http404: for everybody else there are no batches."""
    user = person(request)
    if not works_on_cases(user):
        raise Http404
    return user


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What is to be done with the cases that were ticked, then doing it; one job a page, however often it is sent."""
    user, moment = _worker(request), now()
    if request.method != "POST":
        return redirect("workflow:cases")
    kind, posted = _kind(request.POST.get("do", "")), request.POST
    chosen = _chosen(user, posted, moment)
    confirmed = posted.get("confirm") == "yes"
    form = kind.form(posted if confirmed else None, case=None, user=user)
    changed = confirmed and posted.get("count") != str(len(chosen.cases))
    if confirmed and not changed and form.is_valid():
        return _start(request, kind, chosen, form, moment)
    return _ask(request, kind, chosen, form, changed=changed)


def _kind(code: str) -> BatchKind:
    if code not in KINDS:
        raise GuardFailed(Reason("请选择要办理的工作：分派、催办或者导出", field="do"))
    return KINDS[code]


def _chosen(user: User, posted: QueryDict, moment: datetime) -> Chosen:
    if posted.get("all") == "yes":
        shown = list_named(posted.get("list", ""))
        return by_filter(user, _filter(posted, shown), moment, shown)
    return by_numbers(user, posted.getlist("case"))


def _filter(posted: QueryDict, shown: CaseList) -> dict[str, str]:
    """What the list was narrowed by, as the page brings it along."""
    return {name: posted.get(f"f_{name}", "") for name in shown.names}


def _start(
    request: HttpRequest, kind: BatchKind, chosen: Chosen, form: BatchForm, moment: datetime
) -> HttpResponse:
    user, key = person(request), _key(request.POST)
    call = Call(user, f"batch:{key}", fingerprint("POST", request.path, key), moment)
    reply = once(
        call,
        lambda receipt: start(kind, chosen, form, actor=user, now=moment, receipt=receipt),
        lambda job: (201, {"id": job.pk}),
    )
    return redirect("workflow:batch", pk=reply.body["id"])


def _key(posted: QueryDict) -> str:
    """The page's key; a page without one, or with a forged one, gets a fresh key."""
    try:
        return str(uuid.UUID(posted.get("request_key", "")))
    except ValueError:
        return str(uuid.uuid4())


def _ask(
    request: HttpRequest, kind: BatchKind, chosen: Chosen, form: BatchForm, *, changed: bool
) -> HttpResponse:
    posted = request.POST
    everything, shown = posted.get("all") == "yes", list_named(posted.get("list", ""))
    given = _filter(posted, shown)
    narrowed = urlencode({name: value for name, value in given.items() if value})
    named = Case.objects.filter(pk__in=chosen.known[:NAMED]).select_related("organization")
    if changed:
        messages.warning(request, "符合条件的事项刚刚有增减，请核对数目后再办理。")
    context = {
        "kind": kind,
        "form": form,
        "chosen": chosen,
        "count": len(chosen.cases),
        "named": sorted(named, key=lambda case: chosen.known.index(case.pk)),
        "numbers": [] if everything else list(chosen.cases),
        "everything": everything,
        "list": posted.get("list", ""),
        "filters": [(f"f_{name}", value) for name, value in given.items()],
        "origin": shown.title,
        "back": f"{reverse(shown.address)}{'?' if narrowed else ''}{narrowed}",
        "request_key": _key(posted),
    }
    return render(request, "workflow/batch_new.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """My jobs, the newest first."""
    found = reading.jobs_of(_worker(request))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [(job, reading.progress_of(job)) for job in page]
    return render(request, "workflow/batch_list.html", {"page": page, "rows": rows})


@signed_in
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is, and what came of each case. While it runs the page asks again by itself."""
    user, moment = person(request), now()
    found = reading.job_for(user, pk)
    progress = reading.progress_of(found)
    status = request.GET.get("status", "")
    items = reading.items_of(found)
    if status in BatchItem.Status.values:
        items = items.filter(status=status)
    page = Paginator(items, ROWS).get_page(request.GET.get("page"))
    context = {
        "job": found,
        "progress": progress,
        "page": page,
        "status": status,
        "rows": _rows(page, user),
        "counts": [(s.value, s.label, progress.counts[s.value]) for s in BatchItem.Status],
        "table": exporting.state_of(found, progress, moment),
    }
    response = render(request, "workflow/batch.html", context)
    if progress.running:
        response["Refresh"] = REFRESH
    return response


def _rows(items: Any, user: User) -> list[dict[str, Any]]:
    """The items of a page; of a case that the person may no longer see only the number that they gave."""
    keys = [item.case_id for item in items]
    seen = set(visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        {
            "item": item,
            "case": item.case if item.case_id in seen else None,
            "tone": _TONES.get(item.status, "neutral"),
        }
        for item in items
    ]


@signed_in
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of an export that is done, for the person who asked for it and as that person may see it now."""
    user = person(request)
    name, data = exporting.file_for(user, reading.job_for(user, pk), now())
    return file_response(data, name=name, content_type=exporting.CONTENT_TYPE)


@signed_in
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off what still waits."""
    count = steering.cancel(reading.job_for(person(request), pk))
    working.close_finished(now())
    messages.info(request, f"已取消 {count} 项。" if count else "没有等待中的事项可以取消。")
    return redirect("workflow:batch", pk=pk)


@signed_in
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what failed."""
    count = steering.retry(reading.job_for(person(request), pk))
    messages.info(request, f"重新办理 {count} 项。" if count else "没有出错的事项。")
    return redirect("workflow:batch", pk=pk)
