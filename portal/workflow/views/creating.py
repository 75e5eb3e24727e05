"""Opening a case. A page carries a key, so that sending it twice opens one case."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.clock import now
from portal.plain_forms import PlainForm
from portal.workflow import catalogue, engine
from portal.workflow.availability import may_edit
from portal.workflow.catalogue import CaseKind
from portal.workflow.creating import (
    NOT_FOUND,
    concerned,
    creating_organizations,
    named_by,
    named_exactly,
)
from portal.workflow.errors import InvalidInput, NotPermitted, Reason
from portal.workflow.idempotency import Call, KeyReused, Reply, fingerprint, once
from portal.workflow.inputs import add_refusal
from portal.workflow.models import IdempotentReply
from portal.workflow.reading import case_for
from portal.workflow.views.framing import person, signed_in
from portal.workflow.views.keeping import typed, writer

#: So many are offered to choose from; more are too many to read.
MOST_OFFERED = 20


class ConcernedForm(PlainForm):
    """About which organisation an authority opens a case: typed, and chosen where several fit."""

    organization = forms.CharField(
        label="涉及的单位",
        max_length=200,
        help_text="填写统一社会信用代码，或者单位名称的全部或者一部分；限本机关管辖范围内的单位",
    )
    organization_choice = forms.ChoiceField(
        label="请选择其中一家", required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, rows: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = self._found(rows) if self.is_bound else []
        offered = self.found if 1 < len(self.found) <= MOST_OFFERED else []
        self.fields["organization_choice"].choices = [(str(o.pk), _told_apart(o)) for o in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["organization_choice"]

    def _found(self, rows: QuerySet[Organization]) -> list[Organization]:
        try:
            given = self.fields["organization"].clean(self.data.get("organization"))
        except ValidationError:
            return []
        return named_by(rows, given, most=MOST_OFFERED)

    def clean_organization(self) -> str:
        """Some organisation, and not more than anybody can choose from."""
        if not self.found:
            raise ValidationError(NOT_FOUND)
        if len(self.found) > MOST_OFFERED:
            raise ValidationError("符合的单位过多，请填写更完整的名称或者统一社会信用代码")
        return str(self.cleaned_data["organization"])

    def clean_organization_choice(self) -> str:
        """One of those that were offered."""
        chosen = str(self.cleaned_data["organization_choice"])
        if not chosen:
            raise ValidationError(f"有 {len(self.found)} 家单位符合，请选择其中一家")
        return chosen

    def chosen(self) -> Organization:
        """The organisation that was named, or chosen among several."""
        chosen = self.cleaned_data.get("organization_choice")
        return next(o for o in self.found if not chosen or str(o.pk) == chosen)


def _told_apart(organization: Organization) -> str:
    """Names alone may be alike."""
    return f"{organization.name}（{organization.uscc or '无统一社会信用代码'}，{organization.division_code}）"


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
    if not creating_organizations(found, person(request)):
        raise NotPermitted(Reason(_why_not(found)))
    sent, posted = request.method == "POST", typed(request)
    form = found.create_form(
        posted, request.FILES if sent else None, user=person(request), initial=_suggested(request)
    )
    where = _where(request, found, posted)
    if sent and form.is_valid() and where.is_valid():
        try:
            return _open(request, found, form, where.chosen())
        except (InvalidInput, ValidationError) as refused:
            add_refusal(form, refused)
    return _page(request, found, form, where, _key(posted))


def _where(
    request: HttpRequest, kind: CaseKind, posted: QueryDict | None
) -> ConcernedForm | OrganizationForm:
    """The question for which organisation, or about which one."""
    user = person(request)
    if not kind.concerns_others:
        return OrganizationForm(posted, organizations=creating_organizations(kind, user))
    rows = concerned(kind, user)
    given = _suggested(request).get("organization", "")
    known = named_exactly(rows, given) if given else None
    shown = (known.uscc or known.name) if known else given
    return ConcernedForm(posted, rows=rows, initial={"organization": shown})


def _suggested(request: HttpRequest) -> dict[str, str]:
    """What the address suggests for a fresh page: single values, checked like any other once they are posted."""
    return {} if request.method == "POST" else {k: str(v)[:200] for k, v in request.GET.items()}


def _why_not(kind: CaseKind) -> str:
    """Whom to ask; a role helps nobody where the portal alone opens the kind."""
    if kind.creators == {Role.SYSTEM}:
        return f"{kind.label}由门户登记，不需要新建；已经登记的，请在“事项”页面（/cases/）查找"
    return f"您没有新建{kind.label}的角色，请联系本单位的管理人"


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
    _, case = case_for(user, number)
    # What nobody fills in any further is read, not edited.
    return redirect(
        "workflow:edit_start" if may_edit(case, user) else "workflow:case", number=number
    )


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
    request: HttpRequest,
    kind: CaseKind,
    form: Any,
    where: ConcernedForm | OrganizationForm,
    key: str,
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
