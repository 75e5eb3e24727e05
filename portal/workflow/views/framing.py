"""What all pages of a case share: its frame, and how a refusal is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.accounts.models import User
from portal.clock import now
from portal.workflow.cards import watched_card
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import Reason, Refused
from portal.workflow.views.keeping import keep

#: What a page of refusal is headed with; every other refusal speaks of an act.
_TITLES = {403: "没有权限", 404: "没有找到", 410: "已经销毁", 503: "暂时不能提供"}
P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: Page[P]) -> Page[P]:
    """A page for signed-in people whose refusals are told on a page with a way on.

    What somebody sends after their sign-in has ended waits for them behind the sign-in page.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refusal_page(request, refused, number=str(kwargs.get("number", "")))
        except ValidationError as invalid:
            reasons = [Reason(message) for message in invalid.messages]
            return refusal_page(request, Refused(*reasons), number=str(kwargs.get("number", "")))

    guarded = login_required(wrapped)

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            keep(request, action=str(kwargs.get("action", "")))
        return guarded(request, *args, **kwargs)

    return cast(Page[P], kept)


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast(User, request.user)


def refusal_page(request: HttpRequest, refused: Refused, *, number: str = "") -> HttpResponse:
    """Why it was refused, every reason with its article, and where to go from here."""
    context = {
        "title": _TITLES.get(refused.status, "现在不能办理"),
        "reasons": refused.reasons,
        "back_url": reverse("workflow:case", args=[number])
        if number
        else reverse("workflow:cases"),
        "number": number,
    }
    return render(request, "workflow/refused.html", context, status=refused.status)


def frame(kind: CaseKind, case: Any) -> dict[str, Any]:
    """The head of every page of a case; the limits that it watches count down to the minute."""
    moment, title = now(), kind.law_title(case.law_profile)
    return {
        "kind": kind,
        "case": case,
        "case_url": reverse("workflow:case", args=[case.number]),
        "state_label": kind.states(case.state).label,
        "state_tone": kind.tone(case.state),
        "profile_label": f"《{title}》",
        "draft_profile_title": kind.draft_title(case.law_profile),
        "facts": _ends(kind, case),
        "watched": [watched_card(limit, moment, under=title) for limit in case.watched_deadlines()],
    }


def _ends(kind: CaseKind, case: Any) -> list[tuple[str, str]]:
    """Whose it is and who decides; an office's own case names the office once."""
    receiver = (_receiver(kind, case), case.authority.name if case.authority else "")
    if case.organization_id == case.authority_id:
        return [receiver]
    return [("单位", case.organization.name), receiver]


def _receiver(kind: CaseKind, case: Any) -> str:
    """What the deciding side is called: it receives nothing of what it began; a committee's host is no authority."""
    if kind.concerns_others:
        return "办理机关"
    office = case.authority
    return "受理单位" if office is not None and office.jurisdiction is None else "受理机关"
