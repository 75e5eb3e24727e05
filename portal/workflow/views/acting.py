"""Acting: one page for every action of every kind, with what it does, on which article, and what comes of it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.clock import now
from portal.workflow import engine
from portal.workflow.availability import Offer, context_for, known_to, may_edit, refusals
from portal.workflow.catalogue import CaseKind
from portal.workflow.disclosure import readable, since
from portal.workflow.errors import GuardFailed, InvalidInput, NotPermitted, Refused, Stale
from portal.workflow.forms import CaseForm
from portal.workflow.inputs import add_refusal, version_of
from portal.workflow.machine import Action, Context
from portal.workflow.reading import case_for
from portal.workflow.reading import running as running_of
from portal.workflow.timeline import Reader
from portal.workflow.views.framing import frame, person, signed_in
from portal.workflow.views.keeping import typed, writer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Ask for what the action needs, then do it, once."""
    user = person(request)
    kind, case = case_for(user, number)
    case.seen_at = now()
    step = kind.actions.get(action)
    if step is None or not known_to(step, case, user):
        raise Http404
    posted, files = typed(request), request.FILES if request.method == "POST" else None
    form = kind.action_forms.get(action, CaseForm)(posted, files, case=case, user=user)
    if request.method != "POST":
        return _show(request, kind, case, step, form)
    seen = version_of(request.POST)
    if seen is None or seen == case.version or step.concurrent:
        first = _refused_whatever_is_said(case, step, request)
        if first:
            return _show(request, kind, case, step, form, first)
        if not _confirmed(request, step, form) or not form.is_valid():
            return _show(request, kind, case, step, form)
    return _perform(request, kind, case, step, form, seen)


def _refused_whatever_is_said(case: Any, step: Action, request: HttpRequest) -> Refused | None:
    """A wrong role or state is told before mistakes in the form are."""
    refused = refusals(case, step, context_for(case, step, actor=person(request), now=now()))
    return None if isinstance(refused, GuardFailed) else refused


def _confirmed(request: HttpRequest, step: Action, form: CaseForm) -> bool:
    if step.grave and request.POST.get("confirm") != "yes":
        form.add_error(None, "请勾选确认后再办理。")
        return False
    return True


def _perform(
    request: HttpRequest, kind: CaseKind, case: Any, step: Action, form: CaseForm, seen: int | None
) -> HttpResponse:
    data = form.cleaned_data if form.is_valid() else {}
    try:
        engine.perform(
            case.pk, step.name, actor=person(request), data=data, version=seen or 0, now=now()
        )
    except (InvalidInput, ValidationError) as refused:
        add_refusal(form, refused)
        return _show(request, kind, case, step, form)
    except Refused as refused:
        if _speaks_of_the_form(refused, form):
            for reason in refused.reasons:
                told = f"（{reason.article}）" if reason.article else ""
                form.add_error(reason.field, reason.message + told)
            return _show(request, kind, case, step, form)
        return _show(request, kind, case, step, form, refused, seen=seen or 0)
    messages.success(request, f"已办理：{step.label}。")
    return redirect(_onward(person(request), case.number))


def _onward(user: User, number: str) -> str:
    """The case; the list of cases for whoever sees it no more, as after a recusal."""
    try:
        case_for(user, number)
    except Http404:
        return reverse("workflow:cases")
    return reverse("workflow:case", args=[number])


def _speaks_of_the_form(refused: Refused, form: CaseForm) -> bool:
    """Whether another answer on the same page would do: then the page keeps its button."""
    return isinstance(refused, GuardFailed) and all(r.field in form.fields for r in refused.reasons)


def _show(
    request: HttpRequest,
    kind: CaseKind,
    case: Any,
    step: Action,
    form: CaseForm,
    refused: Refused | None = None,
    seen: int = 0,
) -> HttpResponse:
    if isinstance(refused, Stale):
        kind, case = case_for(person(request), case.number)
    ctx = context_for(case, step, actor=person(request), now=now())
    told = refused or refusals(case, step, ctx)
    if isinstance(told, NotPermitted) and not form.is_bound:
        form = CaseForm()  # what a form begins with is for those who may send it
    offer = Offer(step, ctx.article(step.cites), told)
    status = told.status if told else 422 if form.is_bound and form.errors else 200
    context = {
        **frame(kind, case),
        **_content(kind, case, form, person(request)),
        "step": step,
        "offer": offer,
        "form": form,
        "version": case.version,
        "writer": writer(person(request)),
        "consequences": list(_consequences(kind, case, step, ctx)),
        "editable": may_edit(case, person(request)),
        "stale": isinstance(refused, Stale),
        "since": _since(kind, case, seen, person(request)) if isinstance(refused, Stale) else [],
    }
    return render(request, "workflow/action.html", context, status=status)


def _since(kind: CaseKind, case: Any, seen: int, user: User) -> list[dict[str, Any]]:
    """What others did after the version that the person saw."""
    return Reader(kind, case).items(readable(since(case, seen), case, user))


def _content(kind: CaseKind, case: Any, form: CaseForm, user: User) -> dict[str, Any]:
    """What is decided about, to be read before the decision, unless the form shows it itself."""
    if any(getattr(field.widget, "shows_content", False) for field in form.fields.values()):
        return {}
    case.seen_at = now()
    return {**kind.detail(case, user), "kind_template": kind.template}


def _consequences(kind: CaseKind, case: Any, step: Action, ctx: Context) -> Iterator[str]:
    """What comes of it, read from the declaration itself and from the limits that run now."""
    running = {deadline.code for deadline in running_of(case, ctx.actor)}
    if step.target:
        yield f"状态变为“{kind.states(step.target).label}”"
    for code in (code for code in step.closes if code in running):
        yield f"结束期限：{ctx.law.limit(code).summary}"
    for voids in step.voids:
        if voids.code in running and (voids.when is None or voids.when(case, ctx)):
            yield f"不再计算期限：{ctx.law.limit(voids.code).summary}"
    for opens in step.opens:
        if opens.when is not None and not opens.when(case, ctx):
            continue
        limit = ctx.law.limit(opens.code)
        yield f"开始计算期限：{limit.summary}（{limit.term}，{ctx.article(opens.code)}）"
    if any(says.to in ("organization", "authority") for says in step.says):
        yield "生成文书并通知对方"
    elif step.says:
        yield "通知有关人员"
    if step.confidential:
        yield "此项办理不向事项所属单位显示"
    if step.sealed:
        yield f"密封保存，不写入办理过程：{'、'.join(_sealed(kind, step))}"


def _sealed(kind: CaseKind, step: Action) -> Iterator[str]:
    form = kind.action_forms.get(step.name, CaseForm)
    for name, field in form.base_fields.items():
        if name in step.sealed:
            yield str(field.label or name)
