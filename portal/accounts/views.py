"""Signing in and out, one's own organisation, one's own password."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from portal.accounts.codes import province_of
from portal.accounts.forms import NewPasswordForm, SignInForm
from portal.accounts.models import Membership, Organization, User


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
        {"organization": place, "facts": _facts(place), "people": list(people[pk].items())}
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
