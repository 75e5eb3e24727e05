"""Pages of notices: the addressee's list, one notice, its document."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import clock
from portal.accounts.models import User
from portal.cases.downloads import file_response
from portal.mail.selectors import mails_of
from portal.notices import opening, selectors
from portal.notices.models import Notice
from portal.workflow import reads
from portal.workflow.views.framing import signed_in


@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What was said to me and my organisations; with ``case``, what I may read of that case."""
    user, number = cast(User, request.user), request.GET.get("case", "")
    rows = selectors.notices_in(number, user) if number else selectors.notices_for(user)
    page = Paginator(rows.defer("context", "body"), 20).get_page(request.GET.get("page"))
    context = {"page": page, "page_obj": page, "case_number": number}
    return render(request, "notices/notice_list.html", context)


@login_required
@require_safe
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: a message with its text, a letter with the way to its document."""
    notice = _readable(request, pk)
    if notice.form == Notice.Form.MESSAGE:
        mark_opened(request, notice)
    mails = mails_of(notice, cast(User, request.user))
    return render(request, "notices/notice_page.html", {"notice": notice, "mails": mails})


@signed_in
@require_safe
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter's document; while there is none yet, the notice's page says why and what to do."""
    notice = _readable(request, pk)
    if notice.file is None:
        return render(request, "notices/notice_page.html", {"notice": notice})
    note_read(request, notice)
    mark_opened(request, notice)
    return pdf_response(notice)


def note_read(request: HttpRequest, notice: Notice) -> None:
    """Record who opens a letter that is not for all who have to do with the case. Raises Unrecorded: it stays here."""
    if request.method == "GET":
        reads.note_letter(notice, reader=cast(User, request.user), now=clock.now())


def pdf_response(notice: Notice) -> HttpResponse:
    """The rendered document of ``notice`` as a download."""
    if notice.file is None:
        raise Http404
    name = f"{notice.title}-{notice.case.number}.pdf"
    return file_response(notice.file.data, name=name, content_type="application/pdf")


def mark_opened(request: HttpRequest, notice: Notice) -> None:
    """Remember when the addressee's people first opened the notice; nobody else's look counts.

    What hangs on an opening (service by the portal) is registered with ``portal.notices.opening``.
    """
    user = cast(User, request.user)
    if request.method != "GET" or not selectors.takes_in(user, notice):
        return
    now = clock.now()
    if notice.opened_at is None:
        notice.opened_at = now
        Notice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=now)
    opening.opened(notice, user, now)


def _readable(request: HttpRequest, pk: int) -> Notice:
    notice = selectors.readable(cast(User, request.user), pk)
    if notice is None:
        raise Http404
    return notice
