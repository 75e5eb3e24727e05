"""What a person may look at: one case by its number, and the list with its filters."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404

from portal.accounts.models import Organization, User
from portal.accounts.roles import ORGANISATION_ROLES
from portal.cases.models import Case, Document
from portal.cases.selectors import visible_to
from portal.clock import CHINA
from portal.deadlines.models import Deadline
from portal.workflow import catalogue
from portal.workflow.catalogue import CaseKind


def case_for(user: User, number: str) -> tuple[CaseKind, Any]:
    """The case of that number with its kind. Raises Http404 also for what the user may not see."""
    row = visible_to(user).filter(number=number).first()
    if row is None:
        raise Http404
    kind = catalogue.kind(row.kind)
    case = kind.model._default_manager.select_related("organization", "authority").get(pk=row.pk)
    return kind, case


def paper_for(user: User, case: Case, pk: int) -> Document:
    """A paper of a case that the user sees, with its bytes. Raises Http404.

    What a company set aside before it handed the case in, or brought since, is nobody else's business.
    """
    found = case.documents.select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404
    if case.organization_id not in user.organization_ids(ORGANISATION_ROLES):
        received, handed_in = case.received_at, case.handed_in_at
        set_aside = found.removed_at and (received is None or found.removed_at < received)
        if set_aside or handed_in is None or found.uploaded_at > handed_in:
            raise Http404
    return found


def running(case: Case) -> list[Deadline]:
    """The case's running deadlines, the nearest first."""
    return list(case.deadlines.filter(closed_at=None))


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


class CaseFilter(forms.Form):
    """The filters of the list of cases, the same for pages and API."""

    kind = forms.ChoiceField(label="事项类型", required=False)
    state = forms.ChoiceField(label="状态", required=False)
    due_before = DateOrInstant(
        label="到期早于", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in catalogue.kinds()]
        self.fields["kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", "全部"), *_states()]  # type: ignore[attr-defined]

    def rows(self, user: User) -> QuerySet[Case]:
        """The cases that fit, the newest first; only for a valid form."""
        given = self.cleaned_data
        rows = visible_to(user).order_by("-created_at", "-pk")
        for name in ("kind", "state"):
            if given[name]:
                rows = rows.filter(**{name: given[name]})
        if given["due_before"]:
            due = Deadline.objects.filter(
                case=OuterRef("pk"), closed_at=None, moment__lte=given["due_before"]
            )
            rows = rows.filter(Exists(due))
        open_deadlines = Prefetch(
            "deadlines", Deadline.objects.filter(closed_at=None), to_attr="open_deadlines"
        )
        return rows.select_related("organization").prefetch_related(open_deadlines)


def _states() -> list[tuple[str, str]]:
    labels: dict[str, list[str]] = {}
    for kind in catalogue.kinds():
        for state in kind.states:
            known = labels.setdefault(state.value, [])
            if state.label not in known:
                known.append(str(state.label))
    return [(code, "／".join(words)) for code, words in labels.items()]


def creating_organizations(kind: CaseKind, user: User) -> list[Organization]:
    """The organisations for which ``user`` may open a case of ``kind``, each once."""
    found = {
        m.organization_id: m.organization
        for m in user.active_memberships
        if m.role in kind.creators
    }
    return list(found.values())
