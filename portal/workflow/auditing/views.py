"""The auditor's pages: the trail, one event of it, and taking it out as a file. All others are answered 404."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.audit import exports
from portal.audit.models import AuditEvent
from portal.cases.selectors import visible_to
from portal.clock import now
from portal.workflow.auditing import exporting
from portal.workflow.auditing.evidence import evidence_of
from portal.workflow.auditing.filters import TrailFilter
from portal.workflow.auditing.paging import slice_of
from portal.workflow.auditing.places import OnlyOne
from portal.workflow.auditing.rows import row_of, rows_of, state_of
from portal.workflow.auditing.scope import audits, exports_of, trail_of
from portal.workflow.throttling import PersonalPace, paced
from portal.workflow.timeline import names_of_events
from portal.workflow.views.framing import P, Page, person, signed_in

#: So many exports are listed: the newest.
SHOWN = 20
FORMS: dict[str, tuple[str, str, str, Callable[..., Any]]] = {
    "jsonl": ("JSON Lines（事件与封印）", "jsonl", "application/x-ndjson", exporting.as_lines),
    "csv": ("CSV（事件）", "csv", "text/csv; charset=utf-8", exporting.as_table),
    "seals": ("CSV（封印）", "csv", "text/csv; charset=utf-8", exporting.seals_as_table),
}


class AuditExportPace(PersonalPace):
    """Whole files of the trail, by auditor."""

    scope = "export"


def for_auditors(view: Page[P]) -> Page[P]:
    """A page that does not exist for anybody but an auditor who is signed in."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not audits(person(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(wrapped)


@for_auditors
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """What was recorded, the newest first, fifty a page."""
    user, form = person(request), TrailFilter(request.GET)
    rows = form.narrowed(trail_of(user)) if form.is_valid() else AuditEvent.objects.none()
    page = slice_of(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    context = {
        "form": form,
        "actions": sorted(names_of_events()),
        "page": page,
        "rows": rows_of(page.rows),
        "narrowing": urlencode(form.as_typed()),
    }
    return render(request, "audit/trail/trail.html", context, status=422 if form.errors else 200)


@for_auditors
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event with its data, its place in the chain, its seal, and what stands beside it."""
    user = person(request)
    found = get_object_or_404(trail_of(user).select_related("case", "actor", "cause"), pk=pk)
    context = {
        **row_of(found),
        "before": state_of(found.case, found.before),
        "after": state_of(found.case, found.after),
        "evidence": evidence_of(found),
        "sees_case": visible_to(user).filter(pk=found.case_id).exists(),
        "neighbours": rows_of(_neighbours(found)),
        "causes": rows_of(_causes(user, found)),
    }
    return render(request, "audit/trail/event.html", context)


def _neighbours(found: AuditEvent) -> list[AuditEvent]:
    """The event before and the one after it in the chain of its case."""
    beside = (found.seq - 1, found.seq + 1)
    rows = AuditEvent.objects.filter(case=found.case_id, seq__in=beside)
    return list(rows.select_related("case", "actor").order_by("seq"))


def _causes(user: User, found: AuditEvent) -> list[AuditEvent]:
    """What caused it and what it caused, in other cases as well, as far as the auditor's office goes."""
    beside = Q(cause=found.pk) | Q(pk=found.cause_id or 0)
    return list(
        trail_of(user).filter(beside).select_related("case", "actor").order_by("pk")[:SHOWN]
    )


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
@paced(AuditExportPace, "POST")
def export(request: HttpRequest) -> HttpResponse:
    """What would go out and what went out before; posting writes the export down and streams the file."""
    user = person(request)
    form = TrailFilter(request.POST if request.method == "POST" else request.GET)
    chosen = request.POST.get("form", "")
    sound = form.is_valid()
    rows = form.narrowed(trail_of(user)) if sound else AuditEvent.objects.none()
    if request.method == "POST" and sound and chosen in FORMS:
        return _file(user, form, rows, chosen)
    context = {
        "form": form,
        "typed": form.as_typed(),
        "narrowing": urlencode(form.as_typed()),
        "forms": [(code, told[0]) for code, told in FORMS.items()],
        "unchosen": request.method == "POST" and chosen not in FORMS,
        "count": rows.count(),
        "exports": [(made, FORMS[made.form][0]) for made in exports_of(user)[:SHOWN]],
    }
    wrong = request.method == "POST" or not sound
    return render(request, "audit/trail/export.html", context, status=422 if wrong else 200)


def _file(user: User, form: TrailFilter, rows: Any, chosen: str) -> HttpResponse:
    """Write the export down, then let the file go. Raises Busy, and then nothing is written down."""
    newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with ExitStack() as unless_it_goes_out:
        file = unless_it_goes_out.enter_context(closing(OnlyOne()))
        made = exports.record(
            actor=user,
            form=chosen,
            narrowed=form.as_typed(),
            up_to=newest,
            events=rows.filter(pk__lte=newest).count(),
            now=now(),
        )
        _, suffix, content_type, writer = FORMS[chosen]
        headers = {
            "Content-Disposition": f'attachment; filename="audit-{chosen}-{made.number}.{suffix}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        pieces = file.of(writer(rows, made))
        unless_it_goes_out.pop_all()
    answer = StreamingHttpResponse(pieces, content_type=content_type, headers=headers)
    return cast(HttpResponse, answer)  # pages and their decorators know no other
