"""What a special action asks for: what it is about, whom it chooses, who may be drawn, the seed, the summary."""

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError

from enforcement.forms.periods import DaysField
from enforcement.forms.staffing import OfficersField
from portal.accounts.models import Organization, User
from portal.law.rulebook import rulebook
from portal.workflow.choosing import ChoiceListField, SeveralField, long_text
from portal.workflow.creating import CONCERNED, named_by
from portal.workflow.form_rows import Cell, RowsField
from portal.workflow.forms import CaseForm, ReasonForm


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
    )


class NewCampaignForm(CaseForm):
    """Its name; the rest is filled in on the next page."""

    title = forms.CharField(label="名称", max_length=120)


class PlanSection(CaseForm):
    """What it rests on, what it covers, from when to when, with whom."""

    title = forms.CharField(label="名称", max_length=120)
    basis = long_text("依据", "依据的规定和部署", max_length=2000, required=False)
    scope = long_text(
        "范围",
        "重点检查的网站、平台和产品；时间只写到月份的，也在这里写明",
        max_length=4000,
        required=False,
    )
    starts_on = _day("开始日期", required=False)
    ends_on = _day("结束日期", "通知只写到月份的，由本机关确定一日", required=False)
    departments = ChoiceListField(label="参加部门", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            items = rulebook(self.case.law_profile).items("departments")
            self.fields["departments"].choices = [(one.code, one.summary) for one in items]  # type: ignore[attr-defined]


class QuestionnaireSection(CaseForm):
    """Which duties the companies look at themselves, and in how many days."""

    self_inspection_days = DaysField(
        row="campaign.self_inspection_longest",
        label="自查期限（自然日）",
        required=False,
        help_text="自企业收到通知之日起算，最后一日遇休息日顺延",
    )
    questionnaire = ChoiceListField(
        label="自查条款", required=False, help_text="企业逐条写明自查情况"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            days = cast(DaysField, self.fields["self_inspection_days"])
            days.bound_by(self.case.law_profile)
            items = rulebook(self.case.law_profile).items("conduct")
            self.fields["questionnaire"].choices = [  # type: ignore[attr-defined]
                (one.code, f"{one.article} {one.summary}") for one in items
            ]


class CompaniesField(RowsField):
    """Rows of ``organization`` and ``reason``; the company is named by its code or its whole name."""

    #: The division-code prefix of the places that may be named; None is nowhere.
    reach: str | None = None

    def __init__(self, **kwargs: Any) -> None:
        cells = (Cell("organization", "统一社会信用代码或者全称", 100), Cell("reason", "理由", 500))
        super().__init__(cells=cells, **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Rows with the company in place of its name. Raises ValidationError for names that fit none, or several."""
        rows = super().clean(value)
        named = [self._named(row["organization"]) for row in rows]
        wrong = [
            f"第 {number} 项没有唯一对应的企业，请填写管辖范围内企业的统一社会信用代码或者全称"
            for number, company in enumerate(named, start=1)
            if company is None
        ]
        if wrong:
            raise ValidationError(wrong)
        return [{**row, "organization": one} for row, one in zip(rows, named, strict=True)]

    def _named(self, given: str) -> Organization | None:
        rows = Organization.objects.filter(kind__in=CONCERNED).order_by("name", "pk")
        if not given or self.reach is None:
            return None
        fits = named_by(rows.filter(division_code__startswith=self.reach), given, most=1)
        told = given.strip().upper()
        exact = [one for one in fits if told in (one.name.upper(), (one.uscc or "").upper())]
        return exact[0] if len(exact) == 1 else None

    def aloud(self, rows: list[dict[str, Any]]) -> str:
        """The rows as the trail tells them: companies by name."""
        names = dict(
            Organization.objects.filter(pk__in=[row["organization"] for row in rows]).values_list(
                "pk", "name"
            )
        )
        return "；".join(
            f"{names.get(row['organization'], '')}（{row.get('reason') or '未写理由'}）"
            for row in rows
        )


class ChooseForm(CaseForm):
    """The companies, each with the reason for choosing it."""

    targets = CompaniesField(
        label="选入的企业", help_text="限本机关管辖范围内的企业，一次至多 60 家"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("targets", None)  # the case's own are chosen already
        if self.case is not None:
            self.fields["targets"].reach = self.case.organization.jurisdiction  # type: ignore[attr-defined]


class _ChosenForm(ReasonForm):
    """Some of the chosen companies, and why."""

    field_order = ("organizations", "reason")
    organizations = SeveralField(of=Organization, label="企业")

    def offered(self) -> list[Organization]:
        """What may be chosen; all chosen companies, unless a child says otherwise."""
        rows = self.case.targets.select_related("organization")
        return [target.organization for target in rows]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            told = [(one, one.name) for one in self.offered()]
            self.fields["organizations"].offer(told)  # type: ignore[attr-defined]


class StrikeForm(_ChosenForm):
    """Who leaves the list, and why."""


class StepAsideForm(_ChosenForm):
    """From which companies the officer keeps away; from all where none is named."""

    organizations = SeveralField(
        of=Organization, label="回避的企业", required=False, help_text="不选的，退出检查人员名录"
    )


class UrgeForm(CaseForm):
    """Which of the companies without a filing are reminded."""

    organizations = SeveralField(
        of=Organization, label="没有有效备案的企业", help_text="已经督促过的不再列出"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            rows = self.case.to_urge()
            told = [(target.organization, target.organization.name) for target in rows]
            self.fields["organizations"].offer(told)  # type: ignore[attr-defined]


class PoolField(OfficersField):
    """Rows of ``user``, ``department`` (one of those that take part) and ``credential``."""

    def __init__(
        self, *, offered: list[User], departments: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        self.offered = {user.username: user for user in offered}
        cells = (
            Cell(
                "user",
                "执法人员",
                choices=tuple((user.username, str(user)) for user in offered),
            ),
            Cell("department", "所属部门", choices=tuple(departments)),
            Cell("credential", "执法证号", 40),
        )
        RowsField.__init__(self, cells=cells, **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """As for a team; every row names a department."""
        rows = super().clean(value)
        if any(not row["department"] for row in rows):
            raise ValidationError("每一行都要选择所属部门")
        return rows

    def aloud(self, rows: list[dict[str, Any]]) -> str:
        """The rows as the trail tells them: people by name."""
        users = User.objects.filter(pk__in=[row["user"] for row in rows])
        return "、".join(str(user) for user in users)


class PoolForm(CaseForm):
    """Who may be drawn."""

    officers = PoolField(offered=[], departments=[], label="检查人员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("officers", None)  # who is in it stays in it
        offered, departments = [], []
        if self.case is not None:
            offered = self.case.may_join_pool()
            departments = departments_of(self.case)
        self.fields["officers"] = PoolField(
            offered=offered,
            departments=departments,
            label="检查人员",
            help_text="没有列出的部门，先在“参加部门”中选择",
        )


def departments_of(campaign: Any) -> list[tuple[str, str]]:
    """The departments that take part, with their names."""
    items = rulebook(campaign.law_profile).items("departments")
    return [(one.code, one.summary) for one in items if one.code in campaign.departments]


class StrikeOfficersForm(ReasonForm):
    """Who leaves the pool, and why."""

    field_order = ("officers", "reason")
    officers = SeveralField(label="检查人员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("officers", None)  # the case's own name is another list
        if self.case is not None:
            told = [(row.user, str(row.user)) for row in self.case.in_pool()]
            self.fields["officers"].offer(told)  # type: ignore[attr-defined]


class FixPoolForm(CaseForm):
    """Which public number will be the seed; how many companies, how many officers each, from which departments."""

    rulebook_choices: ClassVar = {"departments": "departments"}

    source = forms.CharField(
        label="种子的来源",
        max_length=500,
        help_text="今后才公布、任何人都能查到的号码，如某一彩票的开奖号码、某一指数的收盘点数；写明名称和数字的先后",
    )
    draws_on = _day("号码公布日期", "今日以后的一日；当日没有公布的，用此后第一次公布的号码")
    count = forms.IntegerField(label="抽取企业数", min_value=1, max_value=1000)
    size = forms.IntegerField(label="每组人数", min_value=1, max_value=20, initial=2)
    departments = ChoiceListField(
        label="每组必有的部门", required=False, help_text="联合检查的，每组有各部门至少一人"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("departments", None)
        if self.case is not None:
            self.fields["departments"].choices = departments_of(self.case)  # type: ignore[attr-defined]


class DrawForm(CaseForm):
    """The number, now that it is known."""

    seed = forms.CharField(
        label="种子",
        max_length=100,
        help_text="公布的号码，只写数字，依公布的先后连写，不加空格和标点",
    )


class DiscardPoolForm(ReasonForm):
    """Why; once the number is known, with the number."""

    field_order = ("seed", "reason")
    seed = forms.CharField(
        label="种子",
        max_length=100,
        required=False,
        help_text="号码已经公布的填写；只有按该号码无法组成检查组的，才能放弃",
    )


class ChangeEndForm(ReasonForm):
    """The new end, and why."""

    field_order = ("ends_on", "reason")
    ends_on = _day("结束日期")


class SummaryForm(CaseForm):
    """What the action achieved."""

    summary = long_text(
        "总结", "各项工作的开展情况、发现的问题、取得的效果和今后的安排", rows=10, max_length=20000
    )
