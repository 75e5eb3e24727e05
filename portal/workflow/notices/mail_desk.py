"""Mails that did not go out, for the system administrator: how far each came, never what it is about."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal import clock
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.mail import deciding, selectors
from portal.mail.models import Delivery
from portal.plain_forms import PlainForm


class DecisionForm(PlainForm):
    """What to do with a mail that failed."""

    decision = forms.ChoiceField(
        label="处理方式", choices=[("again", "再发一次"), ("leave", "不再发送")]
    )


@login_required
@require_safe
def mail_desk(request: HttpRequest) -> HttpResponse:
    """The condition of the sending, and the mails that wait for a decision."""
    _operator(request)
    now = clock.now()
    condition = selectors.condition(now)
    page = Paginator(selectors.failed(), 20).get_page(request.GET.get("page"))
    counts = [(Delivery.State(state).label, count) for state, count in condition.counts.items()]
    context = {
        "condition": condition,
        "problem": condition.problem(now),
        "counts": counts,
        "page": page,
        "page_obj": page,
    }
    return render(request, "notices/mail_desk.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed mail again, or leave it."""
    actor = _operator(request)
    if not Delivery.objects.filter(pk=pk).exists():
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(map(str, form.errors["decision"])))
        return redirect("notices:mail_desk")
    again = form.cleaned_data["decision"] == "again"
    try:
        (deciding.send_again if again else deciding.leave)(pk, actor, clock.now())
    except deciding.NotOpen as refused:
        messages.warning(request, str(refused))
    else:
        said = "已放回发送队列" if again else "已记为不再发送，通知仍可在门户查看"
        messages.success(request, f"邮件 {pk} {said}")
    return redirect("notices:mail_desk")


def _operator(request: HttpRequest) -> User:
    """The system administrator; to everybody else the page does not exist. Raises Http404."""
    user = cast(User, request.user)
    if not user.has_role(Role.SYSTEM_ADMIN):
        raise Http404
    return user
