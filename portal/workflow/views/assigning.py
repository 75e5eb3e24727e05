"""Who sees to a case: what the list and the case show of it to the deciding side, and the page that says who."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.absence import Roster
from portal.accounts.models import User
from portal.cases.models import Case
from portal.clock import china_date, now
from portal.workflow import catalogue
from portal.workflow.assignment import assign, described, username_of
from portal.workflow.batch.choosing import MOST
from portal.workflow.batch.forms import NOBODY, AssignForm
from portal.workflow.batch.kinds import KINDS
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import Overtaken, Refused
from portal.workflow.reading import case_for
from portal.workflow.side_acts import working_roles, works_on_cases
from portal.workflow.views.framing import frame, person, signed_in
from portal.workflow.views.keeping import typed, writer


def for_list(user: User, cases: Iterable[Case], moment: datetime) -> dict[str, Any]:
    """What the list of cases shows beyond the cases to people with deciding work; nothing to all others."""
    if not works_on_cases(user):
        return {}
    roster = Roster.of(china_date(moment))
    return {
        "batch_kinds": list(KINDS.values()),
        "most": MOST,
        "assignees": _seeing_to(list(cases), roster, user),
    }


def _seeing_to(cases: Sequence[Case], roster: Roster, user: User) -> dict[int, str]:
    """Who sees to each case: whom it was assigned to; else its team."""
    told = {case.pk: described(case, roster, user) for case in cases}
    unassigned: defaultdict[str, list[int]] = defaultdict(list)
    for case in cases:
        if not told[case.pk]:
            unassigned[case.kind].append(case.pk)
    for code, keys in unassigned.items():
        told |= catalogue.kind(code).handlers(keys)
    return told


def for_case(kind: CaseKind, case: Case, user: User, moment: datetime) -> dict[str, str] | None:
    """What the page of a case shows; None for whoever has no deciding work on it.

    At its end nobody is named any more.
    """
    if not case.roles_of(user) & working_roles(kind):
        return None
    ended = case.state in kind.ends or not case.admits_assigner(user)
    return {
        "assignee": _seeing_to([case], Roster.of(china_date(moment)), user)[case.pk],
        "url": "" if ended else reverse("workflow:assign", args=[case.number]),
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assign_case(request: HttpRequest, number: str) -> HttpResponse:
    """Name who sees to the case. The page does not exist for whoever has no deciding work on it."""
    user, moment = person(request), now()
    kind, case = case_for(user, number)
    if not case.roles_of(user) & working_roles(kind):
        raise Http404
    present = username_of(case.assignee)
    seen, status = request.POST.get("seen", "") if request.method == "POST" else present, 422
    form = AssignForm(typed(request), case=case, user=user, initial={"assignee": present})
    if request.method == "POST" and form.is_valid():
        try:
            changed = assign(case.pk, assignee=form.chosen(), actor=user, now=moment, seen=seen)
        except Refused as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Overtaken):
                _, case = case_for(user, number)
                seen, status = username_of(case.assignee), refused.status
        else:
            told = f"已办理：{form.summary()}。" if changed else "没有变动。"
            messages.success(request, told)
            return redirect("workflow:case", number=number)
    context = {
        **frame(kind, case),
        "form": form,
        "assignee": described(case, Roster.of(china_date(moment)), user),
        "explains": KINDS["assign"].explains,
        "writer": writer(user),
        "nobody": NOBODY,
        "seen": seen,
    }
    return render(request, "workflow/assign.html", context, status=status if form.errors else 200)
