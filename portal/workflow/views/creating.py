"""Opening a case. A page carries a key, so that sending it twice opens one case."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Organization
from portal.clock import now
from portal.plain_forms import PlainForm
from portal.workflow import catalogue, engine
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import InvalidInput, NotPermitted, Reason
from portal.workflow.idempotency import Call, KeyReused, Reply, fingerprint, once
from portal.workflow.inputs import add_refusal
from portal.workflow.models import IdempotentReply
from portal.workflow.reading import creating_organizations
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.keeping import typed, writer


class OrganizationForm(PlainForm):
    """For which of my organisations; asked only of people who have several."""

    organization = forms.ChoiceField(label="所属单位")

    def __init__(self, *args: Any, organizations: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = {str(o.pk): o for o in organizations}
        self.fields["organization"].choices = [(pk, o.name) for pk, o in self.organizations.items()]  # type: ignore[attr-defined]
        if len(organizations) == 1:
            del self.fields["organization"]

    def chosen(self) -> Organization:
        """The organisation that was chosen, or the only one."""
        return self.organizations[
            self.cleaned_data.get("organization", next(iter(self.organizations)))
        ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """The create form of a kind; a case is opened once a page, however often the page is sent."""
    found = _kind(kind)
    organizations = creating_organizations(found, person(request))
    if not organizations:
        raise NotPermitted(Reason(f"您没有新建{found.label}的角色，请联系本单位的管理人"))
    sent, posted = request.method == "POST", typed(request)
    form = found.create_form(
        posted, request.FILES if sent else None, user=person(request), initial=_suggested(request)
    )
    where = OrganizationForm(posted, organizations=organizations)
    if sent and form.is_valid() and where.is_valid():
        try:
            return _open(request, found, form, where.chosen())
        except (InvalidInput, ValidationError) as refused:
            add_refusal(form, refused)
    return _page(request, found, form, where, _key(posted))


def _suggested(request: HttpRequest) -> dict[str, str]:
    """What the address suggests for a fresh page: single values, checked like any other once they are posted."""
    return {} if request.method == "POST" else {k: str(v)[:200] for k, v in request.GET.items()}


def _kind(code: str) -> CaseKind:
    try:
        return catalogue.kind(code)
    except KeyError:
        raise Http404 from None


def _open(
    request: HttpRequest, kind: CaseKind, form: Any, organization: Organization
) -> HttpResponse:
    moment, user = now(), person(request)
    key = f"page:{_key(request.POST)}"
    call = Call(user, key, fingerprint("POST", request.path, form.cleaned_data), moment)
    try:
        reply = once(
            call,
            lambda receipt: engine.create(
                kind.code,
                actor=user,
                organization=organization,
                data=form.cleaned_data,
                now=moment,
                receipt=receipt,
            ),
            lambda outcome: (201, {"number": outcome.case.number}),
        )
    except KeyReused:
        reply = _first_of(call)
    number = reply.body["number"]
    if reply.replayed:
        messages.info(
            request,
            f"这一页已经提交过，事项 {number} 已经新建；需要另建一项的，请重新打开新建页面。",
        )
    return redirect("workflow:edit_start", number=number)


def _first_of(call: Call) -> Reply:
    """The page was sent before with other words: its case exists, and the person is led there."""
    kept = IdempotentReply.objects.get(user=call.user, key=call.key)
    return once(
        Call(call.user, call.key, kept.fingerprint, call.now),
        lambda receipt: None,
        lambda _: (0, None),
    )


def _key(posted: QueryDict | None) -> str:
    """The page's key; a page without one, or with a forged one, gets a fresh key."""
    try:
        return str(uuid.UUID(posted.get("request_key", "") if posted else ""))
    except ValueError:
        return str(uuid.uuid4())


def _page(
    request: HttpRequest, kind: CaseKind, form: Any, where: OrganizationForm, key: str
) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "where": where,
        "request_key": key,
        "writer": writer(person(request)),
        "draft_profile_title": kind.draft_title(kind.profile()),
    }
    return render(
        request, "workflow/create.html", context, status=422 if form.errors or where.errors else 200
    )
