"""How an auditor narrows the trail. Words are looked up first, so that the trail itself is asked by keys alone."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import LATE, AuditEvent
from portal.cases.models import Case
from portal.clock import CHINA
from portal.plain_forms import PlainForm
from portal.workflow import catalogue
from portal.workflow.side_acts import READS
from portal.workflow.timeline import names_of_events

#: So many cases or people one word may stand for.
MOST = 200
_READS, _LATE = "reads", "late"


class TrailFilter(PlainForm):
    """The filters of the trail, the same for the page and the export."""

    number = forms.CharField(label="事项编号", required=False, max_length=20)
    actor = forms.CharField(label="操作人", required=False, max_length=150)
    action = forms.CharField(
        label="动作",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "trail-actions", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="角色", required=False, choices=[("", "全部"), *Role.choices], initial=""
    )
    kind = forms.ChoiceField(label="事项类型", required=False)
    since = forms.DateField(
        label="记录时间自", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="记录时间至", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    only = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("", "全部"), (_READS, "查阅"), (_LATE, "逾期")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in catalogue.kinds()]
        self.fields["kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]

    def clean_number(self) -> list[int] | None:
        """The cases whose number begins so."""
        text = self.cleaned_data["number"].strip().upper()
        if not text:
            return None
        found = Case.objects.filter(number__startswith=text).values_list("pk", flat=True)
        keys = list(found[: MOST + 1])
        if len(keys) > MOST:
            raise forms.ValidationError(f"以此开头的事项超过 {MOST} 个，请把“事项编号”写得更完整")
        return keys

    def clean_actor(self) -> list[int] | None:
        """The people of that username or name."""
        text = self.cleaned_data["actor"].strip()
        if not text:
            return None
        named = User.objects.filter(Q(username=text) | Q(display_name=text))
        keys = list(named.values_list("pk", flat=True)[:MOST])
        if not keys:
            raise forms.ValidationError("没有这一操作人，请填写完整的用户名或者姓名")
        return keys

    def clean_action(self) -> list[str] | None:
        """The actions of that name, or of that code."""
        text = self.cleaned_data["action"].strip()
        if not text:
            return None
        names = names_of_events()
        codes = names.get(text) or {one for some in names.values() for one in some if one == text}
        if not codes:
            raise forms.ValidationError("没有这一动作，请从所列的名称中选择")
        return sorted(codes)

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "“记录时间至”不能早于“记录时间自”")
        return given

    def narrowed(self, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Those of ``rows`` that fit; only for a valid form."""
        given = self.cleaned_data
        for name, column in (("number", "case"), ("actor", "actor"), ("action", "action")):
            if given[name] is not None:
                rows = rows.filter(**{f"{column}__in": given[name]})
        if given["role"]:
            rows = rows.filter(role=given["role"])
        if given["kind"]:
            rows = rows.filter(case__kind=given["kind"])
        if given["since"]:
            rows = rows.filter(recorded_at__gte=_begin(given["since"]))
        if given["until"]:
            rows = rows.filter(recorded_at__lt=_begin(given["until"] + timedelta(days=1)))
        return rows.filter(_shown(given["only"]))

    def as_typed(self) -> dict[str, str]:
        """What was filled in, for the address of the next page and for the record of an export."""
        return {
            name: text for name in self.fields if (text := str(self.data.get(name, "")).strip())
        }


def reading_acts() -> frozenset[str]:
    """The actions by which somebody opened something confidential."""
    acts = {n for kind in catalogue.kinds() for n, step in kind.actions.items() if step.reads}
    return READS | acts


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(0), CHINA)


def _shown(only: str) -> Q:
    if only == _READS:
        return Q(action__in=sorted(reading_acts()))
    return LATE if only == _LATE else Q()
