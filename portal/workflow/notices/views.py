"""Pages of notices: the addressee's list, one notice, its document, and the public check of a document."""

import hashlib
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.accounts.models import User
from portal.cases.downloads import file_response
from portal.notices import selectors
from portal.notices.models import Notice
from portal.workflow.notices.forms import CodeForm, FileForm
from portal.workflow.throttling import AnonymousPace, FileCheckPace, paced


@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What was said to my organisations."""
    rows = selectors.notices_for(cast(User, request.user)).defer("context", "body")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "notices/notice_list.html", {"page": page, "page_obj": page})


@login_required
@require_safe
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: a message with its text, a letter with the way to its document."""
    notice = _readable(request, pk)
    if notice.form == Notice.Form.MESSAGE:
        mark_opened(request, notice)
    return render(request, "notices/notice_page.html", {"notice": notice})


@login_required
@require_safe
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter's document; while there is none yet, the notice's page says why and what to do."""
    notice = _readable(request, pk)
    if notice.file is None:
        return render(request, "notices/notice_page.html", {"notice": notice})
    mark_opened(request, notice)
    return pdf_response(notice)


def pdf_response(notice: Notice) -> HttpResponse:
    """The rendered document of ``notice`` as a download."""
    if notice.file is None:
        raise Http404
    name = f"{notice.title}-{notice.case.number}.pdf"
    return file_response(notice.file.data, name=name, content_type="application/pdf")


def mark_opened(request: HttpRequest, notice: Notice) -> None:
    """Remember when the addressee's people first opened the notice; nobody else's look counts."""
    first = notice.opened_at is None and request.method == "GET"
    if first and selectors.is_addressee(cast(User, request.user), notice):
        notice.opened_at = clock.now()
        Notice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=notice.opened_at)


def _readable(request: HttpRequest, pk: int) -> Notice:
    notice = selectors.readable(cast(User, request.user), pk)
    if notice is None:
        raise Http404
    return notice


# --- Verification, open to everybody ----------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@paced(FileCheckPace, "POST")
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by code or by file whether a document is genuine."""
    if request.method == "POST":
        return _verify_file(request)
    if "code" not in request.GET:
        return _verify_page(request)
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _verify_page(request, code_form=form)
    code = selectors.normal_code(form.cleaned_data["code"])
    return redirect("notices:verify_code", code=code or "-")


@require_safe
@paced(AnonymousPace, "GET")
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for one code. An unknown code gets the same kind of page and tells nothing."""
    facts = selectors.verified_by_code(code)
    shown = selectors.normal_code(code)
    return render(request, "notices/verify_result.html", {"facts": facts, "code": shown})


def _verify_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _verify_page(request, file_form=form)
    digest = sha256_of(form.cleaned_data["file"])
    facts = selectors.verified_by_sha256(digest)
    return render(request, "notices/verify_result.html", {"facts": facts, "digest": digest})


def sha256_of(file: "UploadedFile[bytes]") -> str:
    """The digest of an uploaded file, read in pieces."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _verify_page(
    request: HttpRequest, *, code_form: CodeForm | None = None, file_form: FileForm | None = None
) -> HttpResponse:
    context = {
        "code_form": code_form or CodeForm(),
        "file_form": file_form or FileForm(),
        "refused": code_form or file_form,
    }
    return render(request, "notices/verify.html", context)
