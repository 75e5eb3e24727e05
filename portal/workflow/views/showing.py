"""Looking: the list of cases, the one page of a case, the papers."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.audit.selectors import timeline
from portal.cases.models import Case, Document
from portal.cases.selectors import papers_for
from portal.clock import now
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.calendar import WorkCalendar
from portal.workflow import catalogue
from portal.workflow.availability import may_edit, offers
from portal.workflow.cards import ActionCards, action_cards, deadline_card
from portal.workflow.catalogue import CaseKind
from portal.workflow.creating import creating_organizations
from portal.workflow.disclosure import readable
from portal.workflow.kept_limits import known_limits
from portal.workflow.reading import (
    CaseFilter,
    case_for,
    open_deadlines,
)
from portal.workflow.sections import Step, steps
from portal.workflow.timeline import Reader
from portal.workflow.views import assigning
from portal.workflow.views.downloading import paper_download
from portal.workflow.views.framing import frame, person, signed_in
from portal.workflow.views.paging import page_of
from portal.workflow.views.said import said

ROWS = 20


@signed_in
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """What I may see, the newest first, by kind, state and day."""
    moment, calendar = now(), work_calendar()
    form = CaseFilter(request.GET, user=person(request), now=moment)
    found = form.rows() if form.is_valid() else Case.objects.none()
    page = page_of(Paginator(found, ROWS), request.GET.get("page", ""))
    extra = assigning.for_list(person(request), page, moment)
    assignees = extra.get("assignees", {})
    context = {
        "form": form,
        "page": page,
        "rows": [_row(case, moment, calendar, assignees.get(case.pk, "")) for case in page],
        **extra,
        "creatable": [k for k in catalogue.kinds() if creating_organizations(k, person(request))],
    }
    return render(request, "workflow/case_list.html", context, status=422 if form.errors else 200)


def _row(case: Case, moment: datetime, calendar: WorkCalendar, assignee: str) -> dict[str, Any]:
    kind = catalogue.kind(case.kind)
    nearest = next(iter(open_deadlines(case)), None)
    return {
        "case": case,
        "kind_label": kind.label,
        "state_label": kind.states(case.state).label,
        "tone": kind.tone(case.state),
        "url": reverse("workflow:case", args=[case.number]),
        "due": deadline_card(nearest, moment, calendar) if nearest else None,
        "assignee": assignee,
    }


@signed_in
@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one case: what to do next and by when, what may be done, what was said and done."""
    user, moment = person(request), now()
    kind, case = case_for(user, number)
    case.seen_at = moment
    documents = list(papers_for(case, user))
    open_cards, ended_cards = _deadlines(kind, case, user, moment)
    editable = may_edit(case, user)
    todo = [s for s in steps(kind, case, documents, moment) if s.is_open] if editable else []
    due = {card["code"]: card["moment"] for card in open_cards}
    events = Reader(kind, case).items(readable(timeline(case), case, user))
    actions = action_cards(offers(case, user, moment), number, editable=editable, due=due)
    context = {
        **frame(kind, case),
        **kind.detail(case, user),
        "deadlines": [*_governing(kind, case, moment), *open_cards] if open_cards else [],
        "ended_deadlines": ended_cards,
        "editable": editable,
        "edit_url": _where_to_edit(case, todo) if editable else "",
        "edit_label": _edit_label(kind, case, todo),
        "todo": todo,
        "actions": actions,
        "next": _next(kind.hint(case, user), actions, editable, todo, open_cards),
        "documents": [_paper(kind, case, d) for d in documents],
        **said(case, user),
        "assignment": assigning.for_case(kind, case, user, moment),
        "events": [event for event in events if not event["reminds"]],
        "reminders": [event for event in events if event["reminds"]],
        "kind_template": kind.template,
    }
    return render(request, "workflow/case.html", context)


def _deadlines(
    kind: CaseKind, case: Case, user: User, moment: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    calendar = work_calendar()
    rows = Deadline.objects.filter(case_id=case.pk).prefetch_related("changes")
    found = known_limits(case, user, rows)
    title = kind.law_title(case.law_profile)
    cards = [deadline_card(deadline, moment, calendar, under=title) for deadline in found]
    running = [card for card in cards if not card["closed_at"]]
    return running, [card for card in cards if card["closed_at"]]


def _governing(kind: CaseKind, case: Case, moment: datetime) -> list[dict[str, Any]]:
    """The hours of a related case inside which this one has to be done: they go before its own limits."""
    calendar, title = work_calendar(), kind.law_title(case.law_profile)
    hours = [limit for limit in case.watched_deadlines() if limit.case_id != case.pk]
    cards = [deadline_card(limit, moment, calendar, under=title) for limit in hours]
    return [card | {"label": f"以此期限为准：{card['label']}"} for card in cards]


def _where_to_edit(case: Case, todo: list[Step]) -> str:
    first = todo[0].url if todo else ""
    return first or reverse("workflow:edit_start", args=[case.number])


def _edit_label(kind: CaseKind, case: Case, todo: list[Step]) -> str:
    """What the way to the content is called; whoever has papers to hand in and nothing else changes no content."""
    if not any(section.form for section in kind.sections if section.applies(case)):
        return "提交材料"
    return "继续填报" if todo else "修改内容"


def _next(
    hint: str,
    actions: ActionCards,
    editable: bool,
    todo: list[Step],
    deadlines: list[dict[str, Any]],
) -> str:
    """One sentence: whose turn it is; the kind's own hint first, then what still stands against it."""
    count = sum(len(step.problems) for step in todo)
    if hint:
        return f"{hint}还有 {count} 处需要更正，才能提交。" if editable and count else hint
    if editable and count:
        return f"请继续填报：还有 {count} 处需要补全或更正。"
    if actions.is_turn:
        ready = "内容齐备，" if editable else ""
        return f"{ready}您可以办理：{'、'.join(card['label'] for card in actions.allowed)}。"
    if deadlines:
        return f"等待{deadlines[0]['party']}办理，目前无需您操作。"
    return "目前没有需要办理的事项。"


def _paper(kind: CaseKind, case: Case, document: Document) -> dict[str, Any]:
    slot = kind.slot(document.slot)
    return {
        "document": document,
        "label": slot.label if slot else document.slot,
        "url": reverse("workflow:document", args=[case.number, document.pk]),
    }


@signed_in
@require_safe
def document(request: HttpRequest, number: str, document: int) -> HttpResponse:
    """One paper of a case as a download."""
    kind, case = case_for(person(request), number)
    return paper_download(request, person(request), kind, case, document)
