"""The forms of an expert recheck: the unit's application, the panel, declarations, opinions."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from ethics_review.models import Recheck, Review
from ethics_review.models.recheck import OPEN_STATES
from ethics_review.states import Discipline, Opinion, ReviewState
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.law.rulebook import rulebook
from portal.workflow.form_rows import Cell, Head, OpenRowsWidget, ReasonsField, RowsField
from portal.workflow.forms import CaseForm

_INTERESTS = (("no", "不存在直接利益关系"), ("yes", "存在利益冲突，应当回避"))
#: So many empty rows stand ready where a panel is formed.
_PANEL_ROWS = 5


def _long(label: str, help_text: str = "", *, max_length: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=help_text,
    )


# --- The unit's application -------------------------------------------------------------------------------------------
class _ReviewField(forms.ModelChoiceField):
    """A review by its number, as an address can suggest it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.title}"


class NewRecheckForm(CaseForm):
    """The preliminary review that the experts are to look at."""

    review = _ReviewField(
        label="初步审查",
        queryset=Review.objects.none(),
        to_field_name="number",
        help_text="初步审查已经通过、等待专家复核的活动；多个单位合作开展的，由牵头单位申请",
        error_messages={
            "invalid_choice": "您可以申请专家复核的活动中没有这一项：须初步审查已经通过，且没有另外的复核申请"
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user is not None:
            cast(_ReviewField, self.fields["review"]).queryset = waiting_reviews(self.user)


def waiting_reviews(user: User) -> QuerySet[Review]:
    """The reviews for which the user may apply: those of the own unit that wait, without a recheck under way."""
    own = Q(created_by=user, organization__in=user.organization_ids(frozenset({Role.APPLICANT})))
    units = Q(organization__in=user.organization_ids(frozenset({Role.UNIT})))
    under_way = Recheck.objects.filter(state__in=OPEN_STATES).values("review")
    waiting = Review.objects.filter(own | units, state=ReviewState.AWAITING_RECHECK)
    return waiting.exclude(pk__in=under_way).order_by("-pk")


class StatementSection(CaseForm):
    """What the unit states, and who answers questions."""

    statement = forms.CharField(
        label="复核申请说明",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="活动概况、初步审查的情况，以及需要专家注意的问题",
    )
    contact_name = forms.CharField(label="联系人", max_length=60, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)


# --- The organising side ----------------------------------------------------------------------------------------------
class SupplementForm(CaseForm):
    """Everything that is missing, at once."""

    items = ReasonsField(label="需要补充的材料", help_text="一次性列出全部内容；留空表示该项齐全")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            materials = rulebook(self.case.law_profile).items("recheck_materials")
            cast(ReasonsField, self.fields["items"]).set_heads(
                [Head(row.code, row.summary, row.citation) for row in materials]
            )


class EntrustForm(CaseForm):
    """Which service centre carries it out, and why."""

    centre = forms.ModelChoiceField(
        label="服务中心",
        queryset=Organization.objects.filter(kind=Organization.Kind.SERVICE_CENTRE).order_by(
            "name"
        ),
        help_text="对同一活动作过审查的服务中心不能承担复核",
    )
    reason = _long("委托的理由")


def candidates(recheck: Recheck) -> list[User]:
    """Experts of the authorities who may be in the group."""
    experts = User.objects.filter(
        is_active=True,
        memberships__role=Role.EXPERT,
        memberships__is_active=True,
        memberships__organization__kind=Organization.Kind.AUTHORITY,
    )
    barred = {*recheck.barred(), *recheck.recused()}
    found = experts.exclude(pk__in=barred).distinct().order_by("display_name", "pk")
    return [user for user in found if not recheck.why_unfit(user)]


def named(user: User) -> str:
    """An expert with where they come from."""
    places = {
        m.organization.name
        for m in user.active_memberships
        if m.role == Role.EXPERT and m.organization.kind == Organization.Kind.AUTHORITY
    }
    return f"{user}（{'、'.join(sorted(places))}）"


class PanelWidget(OpenRowsWidget):
    """A row an expert, with room for a whole group."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        given = value if isinstance(value, list) else []
        room: list[dict[str, Any]] = [{} for _ in range(_PANEL_ROWS - len(given))]
        return super().get_context(name, [*given, *room], attrs)


class PanelField(RowsField):
    """Experts with the background for which each is in the group."""

    widget = PanelWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(cells=(), **kwargs)
        self.people: Mapping[int, User] = {}

    def offer(self, people: Iterable[User]) -> None:
        """Who can be named."""
        self.people = {user.pk: user for user in people}
        self.cells = (
            Cell("expert", "专家", choices=tuple((u.pk, named(u)) for u in self.people.values())),
            Cell("discipline", "专业背景", choices=tuple(Discipline.choices)),
        )
        self.widget.cells = self.cells

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = super().clean(value)
        for number, row in enumerate(rows, start=1):
            for cell in self.cells:
                if row[cell.name] is None:
                    raise ValidationError(f"第 {number} 项没有选择“{cell.label}”")
        return [{**row, "expert": self.people[row["expert"]]} for row in rows]

    def aloud(self, value: Any) -> str:
        """The group as the trail keeps it, by name."""
        people = User.objects.in_bulk([row["expert"] for row in value])
        return "、".join(
            f"{people[row['expert']]}（{Discipline(row['discipline']).label}）" for row in value
        )


class PanelForm(CaseForm):
    """The whole group at once."""

    experts = PanelField(
        label="复核专家",
        help_text="人数不少于规定，包括同行、伦理、法律方面；原审查委员会的委员、顾问和申请单位的人员不在可选之列",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            cast(PanelField, self.fields["experts"]).offer(candidates(self.case))


class _UserField(forms.ModelChoiceField):
    """An expert, with where they come from."""

    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class ReplaceForm(CaseForm):
    """Who leaves the group, who joins it."""

    leaving = _UserField(label="退出的专家", queryset=User.objects.none())
    expert = _UserField(label="加入的专家", queryset=User.objects.none())
    discipline = forms.ChoiceField(label="专业背景", choices=Discipline.choices)
    reason = _long("更换的理由")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            group = self.case.group().values("user")
            free = [user.pk for user in candidates(self.case)]
            self._offer("leaving", User.objects.filter(pk__in=group))
            self._offer("expert", User.objects.filter(pk__in=free).exclude(pk__in=group))

    def _offer(self, name: str, people: QuerySet[User]) -> None:
        cast(_UserField, self.fields[name]).queryset = people.order_by("display_name", "pk")


class OpenVotingForm(CaseForm):
    """Until when the experts vote."""

    ends_at = forms.DateTimeField(
        label="表决截止时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="北京时间，例如 2026-09-25 18:00；全组专家都已表决的，提前结束。请为出具意见留出时间",
    )


class IssueForm(CaseForm):
    """The opinion in words; which it is was voted on."""

    summary = _long(
        "意见说明",
        "对初步审查意见合规性、合理性的复核结论和主要理由，写入意见书，不写专家姓名",
        max_length=4000,
    )


# --- The experts ------------------------------------------------------------------------------------------------------
class _InterestField(forms.TypedChoiceField):
    """Yes or no, in words that leave no doubt which is which."""

    def aloud(self, value: Any) -> str:
        """What was declared, as the trail keeps it."""
        return dict(_INTERESTS)["yes" if value else "no"]


class InterestForm(CaseForm):
    """Whether a direct interest keeps the expert away."""

    conflicted = _InterestField(
        label="利益关系",
        choices=_INTERESTS,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="与申请单位、活动负责人或者原审查委员会之间的任职、合作、亲属、经济等关系",
    )
    statement = forms.CharField(
        label="说明",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="存在利益冲突的，写明是什么关系",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"statement": ""}})  # not the unit's own

    def clean(self) -> None:
        """A conflict is explained."""
        if self.cleaned_data.get("conflicted") and not self.cleaned_data.get("statement"):
            self.add_error("statement", "请写明存在什么利益关系")


class CastForm(CaseForm):
    """An expert's opinion, sealed until the vote is closed."""

    compliance = _long("合规性", "初步审查的程序、组成、依据是否符合规定")
    reasonableness = _long("合理性", "对风险和受益的判断、防控措施是否合理")
    choice = forms.ChoiceField(
        label="对初步审查意见", choices=Opinion.choices, widget=forms.RadioSelect
    )
