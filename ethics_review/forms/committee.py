"""The forms of a committee's registration: how it begins, its sections, appointments, the yearly report."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from ethics_review.models import Committee, Seat
from ethics_review.models.seat import SEATED
from ethics_review.states import Discipline, Position, Sex
from portal.accounts.models import Membership, User
from portal.workflow.forms import CaseForm

#: The years whose days can be counted.
_SPAN = (date(2004, 1, 1), date(2099, 12, 31))


def _text(name: str, help_text: str = "", *, long: bool = False) -> forms.CharField:
    """A text of the registration: its label and length are said once, by the model."""
    column = cast(Any, Committee._meta.get_field(name))
    return forms.CharField(
        label=str(column.verbose_name),
        max_length=column.max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}) if long else forms.TextInput(),
        help_text=help_text,
    )


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    span = f"“{label}”应在 {_SPAN[0].year} 年至 {_SPAN[1].year} 年之间"
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        validators=[MinValueValidator(_SPAN[0]), MaxValueValidator(_SPAN[1])],
        error_messages={"min_value": span, "max_value": span},
    )


def _reason(label: str, *, max_length: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewCommitteeForm(CaseForm):
    """What is needed to begin; the day of the setting up starts the limit of the registration."""

    name = forms.CharField(label="委员会名称", max_length=100, help_text="服务中心填写中心的名称")
    established_on = _day("设立日期", "登记期限自次日起算", required=True)


class BasicsSection(CaseForm):
    """What it is called, since when it stands, where it works."""

    name = forms.CharField(label="委员会名称", max_length=100)
    established_on = _day("设立日期", "登记期限自次日起算")
    address = _text("address")
    full_time_staff = forms.IntegerField(
        label="专职人员数",
        required=False,
        min_value=0,
        max_value=9999,
        help_text="服务中心应当配备专职人员",
    )


class RulesSection(CaseForm):
    """The rules by which it works."""

    working_rules = _text("working_rules", "会议、表决、档案、保密等", long=True)
    interest_rules = _text("interest_rules", "如何声明，何时回避，由谁认定", long=True)
    simplified_rules = _text("simplified_rules", "适用情形、委员人数和跟踪频度", long=True)
    emergency_rules = _text("emergency_rules", "流程、时限、联络方式和标准操作规程", long=True)


class ContactSection(CaseForm):
    """Whom the registering department reaches."""

    contact_name = _text("contact_name")
    contact_phone = _text("contact_phone")


class _PersonField(forms.ModelChoiceField):
    """A person of the host, with the positions that the memberships allow."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{'、'.join(Position(role).label for role in _positions(self.host, obj))}）"

    host: int | None = None


class AppointForm(CaseForm):
    """Who sits, as what, with which background, until when."""

    user = _PersonField(
        label="委员",
        queryset=User.objects.none(),
        help_text="本单位授予了主任委员、副主任委员或者委员角色、现在没有任职的人员；没有所要的人员的，"
        "请先由系统管理员授予角色",
    )
    position = forms.ChoiceField(label="职务", choices=Position.choices)
    discipline = forms.ChoiceField(label="专业背景", choices=Discipline.choices)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices)
    outside = forms.BooleanField(label="外单位人员", required=False)
    appointed_on = _day("任命日", "不填的，为办理当日")
    term_ends_on = _day("任期届满日", required=True)
    stand_in_for = forms.ModelChoiceField(
        label="候补",
        queryset=Seat.objects.none(),
        required=False,
        help_text="作为候补委员的，选择所候补的委员；候补不计入委员会的组成",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            user = cast(_PersonField, self.fields["user"])
            user.host = self.case.organization_id
            user.queryset = candidates(self.case)
            cast(Any, self.fields["stand_in_for"]).queryset = self.case.sitting().filter(
                stand_in_for=None
            )

    def clean(self) -> None:
        """A seat rests on the role of the same name; without it the person would see nothing."""
        user, position = self.cleaned_data.get("user"), self.cleaned_data.get("position")
        if user is None or not position or self.case is None:
            return
        held = _positions(self.case.organization_id, user)
        if position not in held:
            labels = "、".join(Position(role).label for role in held)
            told = f"“职务”应与{user}在本单位的角色一致：{labels}"
            self.add_error("position", told)


def candidates(committee: Committee) -> QuerySet[User]:
    """The host's people with a role for a seat, who do not sit yet."""
    seated = Membership.objects.filter(
        organization=committee.organization_id, role__in=SEATED, is_active=True
    )
    free = User.objects.filter(is_active=True, pk__in=seated.values("user"))
    return free.exclude(pk__in=committee.sitting().values("user")).order_by("display_name", "pk")


def _positions(organization: int | None, user: User) -> list[str]:
    """The positions for which the person holds the role at the organisation, the chair first."""
    held = user.memberships.filter(organization=organization, is_active=True)
    roles = set(held.values_list("role", flat=True))
    return [position for position in Position.values if position in roles]


class EndSeatForm(CaseForm):
    """Whose appointment ends, and why."""

    seat = forms.ModelChoiceField(label="委员", queryset=Seat.objects.none())
    reason = _reason("结束任职的原因", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"seat": None}})
        if self.case is not None:
            cast(Any, self.fields["seat"]).queryset = self.case.sitting()


class UpdateForm(CaseForm):
    """What changed since the registration."""

    note = _reason("更新说明")


class YearForm(CaseForm):
    """The year that is due, and what figures cannot say."""

    year = forms.TypedChoiceField(
        label="年度", coerce=int, help_text="本年度的数字见上方“年度统计”，随报告一并提交"
    )
    work = forms.CharField(
        label="工作报告", max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    listed_activities = forms.CharField(
        label="清单活动实施情况",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="纳入复核清单的活动的实施情况；没有的写明没有",
    )
    training = forms.CharField(
        label="培训情况",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选填",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.case.year_due() if self.case is not None else None
        years = [] if due is None else [(due, f"{due} 年度")]
        cast(forms.ChoiceField, self.fields["year"]).choices = years


class DissolveForm(CaseForm):
    """Why it no longer stands."""

    reason = _reason("撤销的理由")
