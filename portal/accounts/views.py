"""Signing in and out, one's own organisation, one's own password, absences."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import absence, letters
from portal.accounts.codes import province_of
from portal.accounts.forms import AbsenceForm, NewPasswordForm, SignInForm
from portal.accounts.models import Absence, Membership, Organization, User
from portal.clock import china_date, now


class SignIn(auth.LoginView):
    """Django's own view, behind django-axes: five failures lock the name from that address for a while."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    """By POST only, so that a link cannot sign anybody out."""


class ChangePassword(auth.PasswordChangeView):
    """The session stays, all other sessions of the account end."""

    template_name = "accounts/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:organization")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        messages.success(self.request, "密码已修改，其他设备上的登录已失效")
        return super().form_valid(form)  # type: ignore[arg-type]


@login_required
@require_safe
def organization(request: HttpRequest) -> HttpResponse:
    """The organisations a person belongs to, with the people there and what they may be."""
    user = cast(User, request.user)  # login_required
    return render(request, "accounts/organization.html", {"places": _places(user)})


def _places(user: User) -> list[dict[str, Any]]:
    """Each organisation once: its facts, and its people in force with their roles."""
    mine = {m.organization_id: m.organization for m in user.active_memberships}
    rows = Membership.objects.filter(organization__in=mine, is_active=True, user__is_active=True)
    people: dict[int, dict[User, list[str]]] = {pk: {} for pk in mine}
    for row in rows.select_related("user").order_by("user__username", "pk"):
        people[row.organization_id].setdefault(row.user, []).append(row.get_role_display())
    return [
        {
            "organization": place,
            "facts": _facts(place),
            "people": list(people[pk].items()),
            "may_ask_for_english": letters.may_ask(user, pk),
        }
        for pk, place in mine.items()
    ]


def _facts(place: Organization) -> list[tuple[str, str]]:
    facts = [
        ("类型", place.get_kind_display()),
        ("统一社会信用代码", place.uscc or ""),
        ("行政区划", f"{place.division_code} {province_of(place.division_code)}"),
        ("地址", place.address),
    ]
    if place.jurisdiction is not None:
        covered = province_of(place.jurisdiction) or place.jurisdiction
        facts.append(("管辖范围", covered if place.jurisdiction else "全国"))
    return facts


@login_required
@require_POST
def english(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters with English beside the Chinese, or without, as the organisation's own people choose."""
    actor, wanted = cast(User, request.user), request.POST.get("wanted") == "1"
    try:
        place = letters.ask_for_english(pk, actor=actor, wanted=wanted, now=now())
    except Organization.DoesNotExist as unknown:
        raise Http404 from unknown
    told = "此后的文书附英文对照" if place.wants_english else "此后的文书不附英文对照"
    messages.success(request, f"{place.name}：{told}，已经发出的文书不变。")
    return redirect("accounts:organization")


@login_required
@require_safe
def absences(request: HttpRequest) -> HttpResponse:
    """My absences, those in which I stand in, and those of the people whom I supervise, that are not over."""
    user, today = cast(User, request.user), china_date(now())
    under = absence.supervised_by(user)
    if not absence.may_be_away(user):
        raise Http404
    mine = Q(user=user) | Q(stand_in=user) | Q(user__in=under)
    rows = Absence.objects.filter(mine, last_day__gte=today)
    context = {
        "rows": rows.select_related("user", "stand_in", "entered_by"),
        "changeable": {user.pk, *under.values_list("pk", flat=True)},
        "people": under.exclude(pk=user.pk),
        "today": today,
    }
    return render(request, "accounts/absences.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence_new(request: HttpRequest) -> HttpResponse:
    """Enter an absence: one's own, or with ``?for=`` that of somebody whom one supervises."""
    actor, moment = cast(User, request.user), now()
    user = _absentee(actor, request.GET.get("for", ""))
    posted = request.POST if request.method == "POST" else None
    form = AbsenceForm(posted, user=user, today=china_date(moment))
    if form.is_valid():
        try:
            absence.enter(
                Absence(user=user, entered_by=actor, entered_at=moment, **form.cleaned_data)
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"已登记 {user} 的缺勤。")
            return redirect("accounts:absences")
    context = {"form": form, "person": user}
    return render(request, "accounts/absence_new.html", context, status=422 if form.errors else 200)


def _absentee(actor: User, username: str) -> User:
    """For whom the absence is entered. Raises Http404 for whom the actor may not enter one."""
    user = User.objects.filter(username=username).first() if username else actor
    if user is None or not absence.may_enter_for(actor, user):
        raise Http404
    return user


@login_required
@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off an absence to come, or come back early."""
    found = Absence.objects.select_related("user").filter(pk=pk).first()
    if found is None or not absence.may_enter_for(cast(User, request.user), found.user):
        raise Http404
    try:
        absence.end(pk, today=china_date(now()))
    except ValidationError as refused:
        messages.warning(request, "；".join(refused.messages))
    else:
        messages.success(request, f"{found.user} 的缺勤已取消或者提前结束。")
    return redirect("accounts:absences")
