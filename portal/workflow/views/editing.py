"""Filling in, step by step: a draft can be saved at any point, and nothing that was typed is ever lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.cases.models import Document
from portal.cases.selectors import papers_for
from portal.cases.uploads import CheckedUpload, check_upload
from portal.clock import now
from portal.workflow import engine
from portal.workflow.availability import may_edit
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.disclosure import readable, since
from portal.workflow.errors import (
    GuardFailed,
    InvalidInput,
    NotPermitted,
    Reason,
    Refused,
    Stale,
    WrongState,
)
from portal.workflow.forms import CaseForm
from portal.workflow.inputs import add_refusal, version_of
from portal.workflow.reading import case_for
from portal.workflow.sections import slots_of, steps
from portal.workflow.timeline import Reader, shown
from portal.workflow.views.framing import frame, person, signed_in
from portal.workflow.views.keeping import typed, writer
from portal.workflow.views.overtaken import clashes


@dataclass
class Page:
    """One step of one case as somebody fills it in."""

    user: User
    kind: CaseKind
    case: Any
    section: Section
    form: Any
    slots: tuple[Slot, ...]
    #: Sentences about uploads, by slot.
    refused: dict[str, list[str]] = field(default_factory=dict)
    stale: str = ""
    seen: int = 0
    #: What stands between a stale page and the latest version; None where nobody can tell.
    clashes: dict[str, Any] | None = None

    @property
    def status(self) -> int:
        """409 for a stale page, 422 for refused input."""
        if self.stale:
            return 409
        return 422 if self.refused or (self.form is not None and self.form.errors) else 200


@signed_in
@require_safe
def edit_start(request: HttpRequest, number: str) -> HttpResponse:
    """To the first step where something is still to be done."""
    kind, case = _editable(request, number)
    found = steps(kind, case, _present_papers(case, person(request)), now())
    if not found:
        raise Http404
    return redirect(next((step.url for step in found if step.is_open), found[0].url))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """One step of the form: its fields, its papers, the way to the other steps."""
    kind, case = _editable(request, number)
    found = next((s for s in kind.sections if s.slug == section and s.applies(case)), None)
    if found is None:
        raise Http404
    posted, files = typed(request), request.FILES if request.method == "POST" else None
    form = found.form(posted, files, case=case, user=person(request)) if found.form else None
    seen = version_of(posted) or 0 if posted is not None else 0
    page = Page(person(request), kind, case, found, form, slots_of(kind, found), seen=seen)
    if request.method != "POST":
        return _show(request, page)
    return _save(request, page)


def _present_papers(case: Any, user: User) -> list[Document]:
    """The papers in the case now, less those of another side that ``user`` may not see yet."""
    return list(papers_for(case, user).filter(removed_at=None))


def _editable(request: HttpRequest, number: str) -> tuple[CaseKind, Any]:
    """The case, when its content may be changed by this person now; the refusal says which of both fails."""
    user = person(request)
    kind, case = case_for(user, number)
    if not may_edit(case, user):
        editors = {role for roles in kind.editable.values() for role in roles}
        if case.roles_of(user) & editors:
            raise WrongState(Reason(f"当前状态“{kind.states(case.state).label}”不能修改内容"))
        raise NotPermitted(Reason("您的角色不能修改该事项的内容"))
    return kind, case


def _save(request: HttpRequest, page: Page) -> HttpResponse:
    """All of it or nothing: fields and papers are judged first, stored after."""
    uploads = _uploads(request, page)
    valid = page.form is None or page.form.is_valid()
    if page.refused or not valid:
        return _show(request, page)
    try:
        changed = _store(page, uploads)
    except Stale as stale:
        page.stale = str(stale)
        page.kind, page.case = case_for(page.user, page.case.number)
        page.clashes = clashes(page.form, page.case, page.seen)
        return _show(request, page)
    except (InvalidInput, ValidationError) as refused:
        if page.form is None:
            raise
        add_refusal(page.form, refused)
        return _show(request, page)
    messages.success(request, f"“{page.section.title}”已保存。" if changed else "没有改动。")
    return redirect(_after(request, page))


def _store(page: Page, uploads: Iterable[tuple[Slot, CheckedUpload]]) -> bool:
    """Whether anything changed. Each act goes on from the version that the one before left."""
    version, moment, changed = page.seen, now(), False
    if page.form is not None and _differs(page.form):
        data = page.form.cleaned_data
        outcome = engine.edit(page.case.pk, actor=page.user, data=data, version=version, now=moment)
        version, changed = outcome.case.version, True
    for slot, upload in uploads:
        outcome = engine.attach(
            page.case.pk,
            slot=slot.code,
            upload=upload,
            actor=page.user,
            version=version,
            now=moment,
        )
        version, changed = outcome.case.version, True
    return changed


def _differs(form: CaseForm) -> bool:
    """Whether the clean data say anything else than the case does; an unchanged step leaves no trace."""
    return any(
        name not in form.initial or form.initial[name] != value
        for name, value in form.cleaned_data.items()
    )


def _uploads(request: HttpRequest, page: Page) -> list[tuple[Slot, CheckedUpload]]:
    checked: list[tuple[Slot, CheckedUpload]] = []
    for slot in page.slots:
        files = request.FILES.getlist(f"file-{slot.code}")
        if len(files) > 1 and not slot.several:
            page.refused[slot.code] = [f"“{slot.label}”只能上传一个文件"]
            continue
        for file in files:
            try:
                checked.append((slot, check_upload(file, allowed=slot.types)))
            except ValidationError as refused:
                page.refused.setdefault(slot.code, []).extend(refused.messages)
    return checked


def _after(request: HttpRequest, page: Page) -> str:
    """Where the pressed button leads: this step again, the next one, or the case."""
    case = page.kind.load(type(page.case).objects.get(pk=page.case.pk))
    applying = [section for section in page.kind.sections if section.applies(case)]
    here = next((i for i, s in enumerate(applying) if s.slug == page.section.slug), -1)
    if request.POST.get("then") == "stay":
        return reverse("workflow:edit", args=[case.number, page.section.slug])
    if here + 1 < len(applying) and request.POST.get("then") == "next":
        return reverse("workflow:edit", args=[case.number, applying[here + 1].slug])
    return reverse("workflow:case", args=[case.number])


def _show(request: HttpRequest, page: Page) -> HttpResponse:
    kind, case = page.kind, page.case
    documents = _present_papers(case, page.user)
    all_steps = steps(kind, case, documents, now())
    here = next(step for step in all_steps if step.section.slug == page.section.slug)
    context = {
        **frame(kind, case),
        "section": page.section,
        "form": page.form,
        "version": _version(page),
        "writer": writer(page.user),
        "steps": [step.as_nav(page.section.slug) for step in all_steps],
        "problems": here.problems,
        "is_last": here is all_steps[-1],
        "places": [_place(slot, documents, page.refused, case) for slot in page.slots],
        "stale": page.stale,
        "fits": page.clashes == {},
        "clashes": [
            (label, shown(value) if value not in (None, "", [], {}) else "")
            for label, value in (page.clashes or {}).items()
        ],
        "since": Reader(kind, case).items(readable(since(case, page.seen), case, page.user))
        if page.stale
        else [],
    }
    return render(request, "workflow/edit.html", context, status=page.status)


def _version(page: Page) -> int:
    """A refused page keeps the version that it was made for, so that it cannot overwrite unseen changes.

    A stale one moves on to the latest, once all changes are shown on it and none is undone by it.
    """
    latest = int(page.case.version)
    return latest if page.clashes == {} else page.seen or latest


def _place(
    slot: Slot, documents: Iterable[Document], refused: Mapping[str, list[str]], case: Any
) -> dict[str, Any]:
    return {
        "slot": slot,
        "errors": refused.get(slot.code, []),
        "accepts": ",".join(f".{suffix}" for suffix in slot.types),
        "documents": [
            {
                "document": d,
                "url": reverse("workflow:document", args=[case.number, d.pk]),
                "remove_url": reverse("workflow:remove_document", args=[case.number, d.pk]),
            }
            for d in documents
            if d.slot == slot.code
        ],
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove_document(request: HttpRequest, number: str, document: int) -> HttpResponse:
    """Asks, then sets a paper aside."""
    kind, case = _editable(request, number)
    found = papers_for(case, person(request)).filter(pk=document, removed_at=None).first()
    if found is None:
        raise Http404
    slot = kind.slot(found.slot)
    back = (
        reverse("workflow:edit", args=[number, slot.section])
        if slot
        else reverse("workflow:case", args=[number])
    )
    if request.method != "POST":
        context = {**frame(kind, case), "document": found, "slot": slot, "back_url": back}
        return render(request, "workflow/remove_document.html", context)
    version = version_of(request.POST)
    if version is None:
        raise GuardFailed(Reason("缺少版本号，请从材料页面重新操作", field="version"))
    try:
        engine.detach(case.pk, document=found, actor=person(request), version=version, now=now())
    except Refused as refused:
        if isinstance(refused, Stale):
            messages.warning(request, "该事项刚刚有新的变动，请核对后再移除。")
            return redirect(back)
        raise
    messages.success(request, f"“{found.name}”已移除。")
    return redirect(back)
