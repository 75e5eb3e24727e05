"""Pages on which anybody checks a letter, by its code or its file, and gets the certificates to check it elsewhere."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.notices import verification
from portal.signing import certificates
from portal.signing.examining import BUSY_SECONDS, Busy
from portal.workflow.notices.forms import CodeForm, FileForm
from portal.workflow.throttling import AnonymousPace, FileCheckPace, paced

_PEM = "application/x-pem-file"


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
    code = verification.normal_code(form.cleaned_data["code"])
    return redirect("notices:verify_code", code=code or "-")


@require_safe
@paced(AnonymousPace, "GET")
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for one code. An unknown code gets the same kind of page and tells nothing."""
    return _result(request, verification.by_code(code), code=verification.normal_code(code))


@require_safe
@paced(AnonymousPace, "GET")
def certificate_list(request: HttpRequest) -> HttpResponse:
    """The certificates that letters and seals are signed with, and how one checks without this portal."""
    context = {"certificates": certificates.published()}
    return render(request, "notices/certificates.html", context)


@require_safe
@paced(AnonymousPace, "GET")
def root_certificate(request: HttpRequest) -> HttpResponse:
    """The root that everything is checked against, as PEM."""
    return _pem(certificates.root_pem(), "root.pem")


@require_safe
@paced(AnonymousPace, "GET")
def certificate(request: HttpRequest, key_id: str) -> HttpResponse:
    """One signing certificate as PEM."""
    for one in certificates.published():
        if one.key_id == key_id:
            return _pem(one.pem, f"{key_id[:16]}.pem")
    raise Http404


@require_safe
@paced(AnonymousPace, "GET")
def instructions(request: HttpRequest) -> HttpResponse:
    """How one checks letters and seals without this portal, with every command, as plain text."""
    text = (settings.BASE_DIR / "docs" / "verification.md").read_bytes()
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _pem(pem: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pem, content_type=_PEM, headers=disposition)


def _verify_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _verify_page(request, file_form=form)
    data = form.cleaned_data["file"].read()
    try:
        return _result(request, verification.by_file(data, form.cleaned_data["printed_code"]))
    except Busy:
        form.add_error("file", f"正在核验的文件太多，请过 {BUSY_SECONDS} 秒再试")
        answer = _verify_page(request, file_form=form)
        answer.status_code, answer["Retry-After"] = 429, str(BUSY_SECONDS)
        return answer


def _result(request: HttpRequest, answer: verification.Answer, *, code: str = "") -> HttpResponse:
    context = {"answer": answer, "issued": answer.issued, "code": code}
    return render(request, "notices/verify_result.html", context)


def _verify_page(
    request: HttpRequest, *, code_form: CodeForm | None = None, file_form: FileForm | None = None
) -> HttpResponse:
    context = {
        "code_form": code_form or CodeForm(),
        "file_form": file_form or FileForm(),
        "refused": code_form or file_form,
    }
    status = 422 if context["refused"] else 200
    return render(request, "notices/verify.html", context, status=status)
