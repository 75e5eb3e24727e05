"""What a person is mailed, and how often. What is statutory is always mailed, and the page says why."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.mail import groups, outbox
from portal.mail.models import Cadence, Preference
from portal.mail.planning import wishes_of
from portal.plain_forms import PlainForm


class PreferencesForm(PlainForm):
    """One choice for each group of notices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in groups.groups():
            self.fields[group.code] = forms.ChoiceField(
                label=group.label, choices=Cadence.choices, widget=forms.RadioSelect
            )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose for oneself; nobody chooses for others."""
    person = cast(User, request.user)
    chosen: dict[str, str] = {group.code: group.default for group in groups.groups()}
    chosen |= wishes_of([person.pk]).get(person.pk, {})
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_valid():
        _keep(person, form.cleaned_data)
        messages.success(request, "邮件偏好已保存，从下一件通知起适用")
        return redirect("notices:preferences")
    context = {"form": form, "mail_is_on": outbox.is_on()}
    status = 422 if form.errors else 200
    return render(request, "notices/preferences.html", context, status=status)


def _keep(person: User, chosen: dict[str, str]) -> None:
    with transaction.atomic():
        for group, cadence in chosen.items():
            Preference.objects.update_or_create(
                person=person, group=group, defaults={"cadence": cadence}
            )
