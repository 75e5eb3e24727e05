"""What a person may look at: one case by its number, and the list with its filters."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from portal.accounts.absence import Roster
from portal.accounts.models import User
from portal.accounts.roles import ORGANISATION_ROLES, Role
from portal.cases.models import Case, Destroyable, Document
from portal.cases.paper_sides import side_of
from portal.cases.selectors import in_hands_of, visible_to
from portal.clock import CHINA, china_date
from portal.deadlines.models import Deadline
from portal.deadlines.selectors import known_to
from portal.plain_forms import PlainForm
from portal.workflow import catalogue
from portal.workflow.assignment import colleagues
from portal.workflow.catalogue import CaseKind
from portal.workflow.errors import Destroyed, Reason
from portal.workflow.kept_limits import known_limits
from portal.workflow.side_acts import works_on_cases

#: Words of the filter by assignee; no username has a colon.
MINE, NOBODYS = ":me", ":none"


def case_for(user: User, number: str) -> tuple[CaseKind, Any]:
    """The case of that number with its kind. Raises Http404 also for what the user may not see."""
    row = visible_to(user).filter(number=number).first()
    if row is None:
        raise Http404
    kind = catalogue.kind(row.kind)
    case = kind.model._default_manager.select_related("organization", "authority").get(pk=row.pk)
    return kind, case


def paper_for(user: User, case: Case, pk: int) -> Document:
    """A paper of a case that the user sees, with its bytes. Raises Http404, Destroyed.

    What one side set aside before it first handed its papers over, or brought since, is nobody else's business.
    """
    if not case.opens_papers_to(user):
        raise Http404
    found = case.documents.select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404
    side = side_of(found.slot, case.paper_sides())
    if side is None:
        raise Http404
    if not case.roles_of(user) & side.own:
        if not side.shows(found.uploaded_at, found.removed_at) or not case.shows_paper(found):
            raise Http404
    refuse_destroyed(found)
    return found


def refuse_destroyed(found: Destroyable) -> None:
    """Raise Destroyed for what was destroyed under the schedule of retention: there is a page that says so."""
    if found.destroyed_at is not None:
        told = (
            f"已于 {found.destroyed_at.astimezone(CHINA):%Y-%m-%d} 按留存规则销毁"
            f"（销毁记录 {found.destruction}），只保留名称、大小和校验值"
        )
        raise Destroyed(Reason(told, code=Destroyed.code))


def running(case: Case, user: User) -> list[Deadline]:
    """The case's running deadlines as ``user`` may know of them, the nearest first."""
    return known_limits(case, user, case.deadlines.filter(closed_at=None))


def open_deadlines(case: Any) -> list[Deadline]:
    """The running deadlines that ``CaseFilter.rows`` brought along, the nearest first."""
    found: list[Deadline] = case.open_deadlines
    return found


class DateOrInstant(forms.Field):
    """An ISO date (the whole day in Beijing) or an ISO instant, as the instant after it."""

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if len(text) == 10:
                return datetime.combine(date.fromisoformat(text), time(0), CHINA)
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
            moment.astimezone(CHINA)
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                "应为 2026-03-05 或者 2026-03-05T18:00+08:00 这样的时间"
            ) from None
        return moment


class CaseFilter(PlainForm):
    """The filters of the list of cases, the same for pages and API."""

    q = forms.CharField(
        label="名称、单位或编号",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label="事项类型", required=False)
    state = forms.ChoiceField(label="状态", required=False)
    assignee = forms.ChoiceField(
        label="承办人",
        required=False,
        error_messages={"invalid_choice": "没有这一承办人，或者您无权按其筛选"},
    )
    due_before = DateOrInstant(
        label="到期早于", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        if works_on_cases(user):
            self.fields["assignee"].choices = _assignees(user, self.data.get("assignee"))  # type: ignore[attr-defined]
        else:
            del self.fields["assignee"]
        kinds = [(kind.code, kind.label) for kind in catalogue.kinds()]
        self.fields["kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]
        self._offer_states()

    def _offer_states(self) -> None:
        """Any state may be asked for; offered are those of the chosen kind, and the one asked for.

        States of different kinds go by the same words, and the same code has different words: without a kind they
        would say nothing.
        """
        states, field = _states(self.user), self.fields["state"]
        words = _words_of(states.values())
        offered = states.get(str(self.data.get("kind")), {})
        everything = "全部" if offered else "全部（选定事项类型后可选）"
        field.choices = [("", everything), *words.items()]  # type: ignore[attr-defined]
        asked = {code: text for code, text in words.items() if code == self.data.get("state")}
        field.widget.choices = [("", everything), *(asked | offered).items()]

    def matching(self) -> QuerySet[Case]:
        """The cases that fit, the newest first; only for a valid form."""
        given = self.cleaned_data
        rows = visible_to(self.user).filter(_words(given["q"])).order_by("-created_at", "-pk")
        for name in ("kind", "state"):
            if given[name]:
                rows = rows.filter(**{name: given[name]})
        if given.get("assignee"):
            rows = rows.filter(self._in_hands(given["assignee"]))
        if given["due_before"]:
            due = Deadline.objects.filter(
                known_to(self.user),
                case=OuterRef("pk"),
                closed_at=None,
                moment__lte=given["due_before"],
            )
            rows = rows.filter(Exists(due))
        return rows

    def _in_hands(self, whose: str) -> Q:
        """Mine, with those of the people for whom I stand in; nobody's; a person's own."""
        if whose == MINE:
            return in_hands_of(self.user, Roster.of(china_date(self.now)))
        if whose == NOBODYS:
            return Q(assignee=None)
        return Q(assignee__username=whose)

    def rows(self) -> QuerySet[Case]:
        """The same with what a list shows of each: its organisation, assignee and running deadlines."""
        known = Deadline.objects.filter(known_to(self.user), closed_at=None)
        open_deadlines = Prefetch("deadlines", known, to_attr="open_deadlines")
        found = self.matching().select_related("organization", "assignee")
        return found.prefetch_related(open_deadlines)


def _words(text: str) -> Q:
    """Every word stands in the number, the title or the organisation's name, whatever the case of its letters."""
    found = Q()
    for word in text.split():
        found &= (
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(organization__name__icontains=word)
        )
    return found


def _assignees(user: User, asked: Any) -> list[tuple[str, Any]]:
    """Me, nobody, the people of my own offices; of those below only whom the address names, as they may be many."""
    own = {m.organization_id for m in user.active_memberships}
    shown: dict[str, str] = {}
    for membership in colleagues(user).filter(Q(organization__in=own) | Q(user__username=asked)):
        shown[membership.user.username] = str(membership.user)
    mine = [(MINE, "我承办的（含代理）"), (NOBODYS, "尚未分派")]
    return [("", "全部"), *mine, *shown.items()]


def _beginners(kind: CaseKind) -> frozenset[Role]:
    """Who opens cases of the kind, or does anything while they are at their beginning."""
    first = [step.roles for step in kind.actions.values() if kind.begins in step.source]
    return kind.creators.union(*first)


def _states(user: User) -> dict[str, dict[str, str]]:
    """The states of each kind; what nobody has handed in yet is shown to those alone who begin such cases."""
    found: dict[str, dict[str, str]] = {}
    files = user.has_role(*ORGANISATION_ROLES)
    for kind in catalogue.kinds():
        begins = files or user.has_role(*_beginners(kind))
        shown = [state for state in kind.states if begins or state.value != kind.begins]
        found[kind.code] = {state.value: str(state.label) for state in shown}
    return found


def _words_of(states: Iterable[dict[str, str]]) -> dict[str, str]:
    """Each code with all the words that the kinds have for it."""
    words: dict[str, list[str]] = {}
    for labels in states:
        for code, label in labels.items():
            known = words.setdefault(code, [])
            if label not in known:
                known.append(label)
    return {code: "／".join(known) for code, known in words.items()}
