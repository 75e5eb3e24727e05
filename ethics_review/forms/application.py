"""The application form: how a review begins, and its sections (article 12). Drafts may leave everything empty."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ethics_review.filed import register_says
from ethics_review.models import Committee, Review
from ethics_review.rules.procedure import item_of, listed_items
from ethics_review.selectors import committees_for
from ethics_review.terms import (
    FIELDS,
    RISK_LEVELS,
    ROWS,
    Answer,
    ClaimedGround,
    CommissionGround,
    fields_of,
)
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.form_rows import Cell, FixedRowsField, Head, RowsField
from portal.workflow.forms import CaseForm

_SPAN = (date(2004, 1, 1), date(2099, 12, 31))  # the years whose working days can be counted
_EMPTY = ("", "请选择")
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "commission_ground": CommissionGround.choices,
    "claimed_ground": ClaimedGround.choices,
}
_HELP = {
    "activity_name": "应与全部材料中的名称一致",
    "affiliation": "决定专家复核向哪个部门申请（第二十二条）",
    "commission_ground": "受理的不是本单位委员会时填写，并在附件中上传委托书；本单位委员会受理的不填",
    "is_lead": "多个单位合作的，由牵头单位申请；本单位不是牵头单位的，在合作单位中写明由谁牵头",
    "partner_units": "多个单位合作开展的填写；由其他单位牵头的，在“承担的工作”中写明“牵头”",
    "earlier_reviews": "选填：此前由哪个委员会审查过，结论如何",
    "starts_on": "活动应在获得批准之后开始",
    "claimed_ground": "选填：您认为符合第十九条的哪一种情形；适用何种程序由委员会决定",
    "amends_number": "按第二、三种情形申请的填写：原来获得批准的审查事项编号（LS 开头）",
    "is_urgent": "仅限突发公共事件等紧急状态；适用应急程序的，审查以小时计时",
    "emergency_reason": "勾选上一项的填写：发生了什么，为什么不能等待一般程序",
    "institutions": "合作、协作机构及其合法资质情况",
    "staff": "参加活动的人员，每人一项",
    "exemption_ground": "选填：属于复核清单、但已实行登记、备案、审批等监管的，可以不再开展专家复核（第二十六条）",
    "exemption_number": "上一项所依据的登记、备案、许可编号；算法备案编号会自动与公示的备案核对",
    "commitment_accepted": "承诺遵守人工智能科技伦理和科研诚信等要求，所填内容真实、完整",
}


def columns(section: str, *without: str) -> type[CaseForm]:
    """A form class with the plain columns of a section; labels, lengths and choices are said once, on the model."""
    names = [n for n in fields_of(section) if n not in ROWS and n not in without]
    made = forms.fields_for_model(Review, fields=names, formfield_callback=_field)
    return type("Columns", (_Section,), made)


def _field(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    name = column.name
    if name in _CHOICES or name == "exemption_ground":
        choices = [_EMPTY, *_CHOICES.get(name, [])]
        made: Any = forms.ChoiceField(
            label=str(column.verbose_name), choices=choices, required=False
        )
    else:
        made = column.formfield(**options)
    if made is None:
        return None
    made.help_text = _HELP.get(name, "")
    made.required = False
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    if isinstance(made, forms.DateField):
        _as_day(made)
    if isinstance(made, forms.TypedChoiceField):
        made.choices = [_EMPTY, *(column.choices or ())]
    return cast(forms.Field, made)


def _as_day(field: forms.DateField) -> None:
    field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    told = f"“{field.label}”应在 {_SPAN[0].year} 年至 {_SPAN[1].year} 年之间"
    field.validators += [MinValueValidator(_SPAN[0], told), MaxValueValidator(_SPAN[1], told)]


def _cells(field: str, **choices: list[tuple[Any, str]]) -> list[Cell]:
    """The cells of a list field as ``terms.ROWS`` names them."""
    return [
        Cell(name, column.label, column.max_length, tuple(choices.get(name, ())))
        for name, column in ROWS[field].items()
        if name not in ("point", "question")
    ]


def _rows(field: str, **options: Any) -> RowsField:
    help_text = _HELP.get(field, "")
    cells = _cells(field)
    return RowsField(
        label=FIELDS[field].label, cells=cells, required=False, help_text=help_text, **options
    )


class _Section(CaseForm):
    """A section knows the law that its case is conducted under."""

    @property
    def law(self) -> Rulebook:
        """The case's rulebook; today's where there is no case yet."""
        return rulebook(self.case.law_profile if self.case else settings.ETHICS_PROFILE)


class CommitteeField(forms.ModelChoiceField):
    """The committees that an applicant may turn to, chosen by their number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Committee.objects.none(),
            to_field_name="number",
            empty_label="请选择",
            label=FIELDS["committee"].label,
            help_text="本单位委员会；未设立或者无法胜任的，可以委托科技伦理服务中心（第十二条）",
            error_messages={"invalid_choice": "没有这一委员会或者服务中心，或者它尚不能受理申请"},
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        """Its name, whose it is, and whether it is registered yet."""
        centre = obj.organization.kind == Organization.Kind.SERVICE_CENTRE
        told = "科技伦理服务中心" if centre else obj.organization.name
        return f"{obj.name}（{told}{'' if obj.in_force else '，尚未登记'}）"


class NewReviewForm(CaseForm):
    """What is needed to begin: the activity's name and who is to review it."""

    activity_name = forms.CharField(
        label=FIELDS["activity_name"].label, max_length=100, help_text=_HELP["activity_name"]
    )
    committee = CommitteeField()
    commission_ground = forms.ChoiceField(
        label=FIELDS["commission_ground"].label,
        choices=[_EMPTY, *CommissionGround.choices],
        required=False,
        help_text=_HELP["commission_ground"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user is not None:
            cast(CommitteeField, self.fields["committee"]).queryset = committees_for(self.user)

    def clean(self) -> None:
        """A committee of another unit is asked on one of the law's grounds."""
        committee = self.cleaned_data.get("committee")
        if committee is None or self.user is None:
            return
        mine = self.user.organization_ids(frozenset({Role.APPLICANT, Role.UNIT}))
        own, ground = committee.organization_id in mine, self.cleaned_data.get("commission_ground")
        if not own and not ground:
            self.add_error("commission_ground", "委托服务中心的，请选择原因（第十二条）")
        if own and ground:
            self.add_error("commission_ground", "受理的是本单位委员会，不应填写委托的原因")


class BasicsSection(columns("basics", "committee")):  # type: ignore[misc]
    """活动概况."""

    committee = CommitteeField()
    partner_units = _rows("partner_units")
    field_order = tuple(fields_of("basics"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(CommitteeField, self.fields["committee"])
        if self.case is not None and self.case.received_at is not None:
            field.queryset = Committee.objects.filter(pk=self.case.committee_id)
            field.error_messages["invalid_choice"] = (
                "申请提交后不能更换受理的委员会；请撤回后另行申请"
            )
        elif self.user is not None:
            field.queryset = committees_for(self.user)

    def clean_activity_name(self) -> str:
        name: str = self.cleaned_data["activity_name"]
        if not name:
            raise ValidationError("活动名称不能为空")
        return name


class ClaimsSection(columns("claims")):  # type: ignore[misc]
    """程序与紧急情况."""


class PlanSection(columns("plan")):  # type: ignore[misc]
    """活动方案."""

    staff = _rows("staff")
    field_order = tuple(fields_of("plan"))


class RisksSection(columns("risks")):  # type: ignore[misc]
    """科技伦理风险评估与防控: every review point of article 15 on the scale."""

    risks = FixedRowsField(
        key="point",
        cells=_cells(
            "risks", **dict.fromkeys(("likelihood", "severity"), list(RISK_LEVELS.items()))
        ),
        label=FIELDS["risks"].label,
        required=False,
        help_text="按第十五条的审查重点逐项评估：可能性和程度各分五级",
    )
    field_order = tuple(fields_of("risks"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = self.law.items("review_points")
        heads = [Head(row.code, row.summary, row.article) for row in points]
        cast(FixedRowsField, self.fields["risks"]).set_heads(heads)


class RecheckSection(columns("recheck")):  # type: ignore[misc]
    """专家复核清单自测: every question of the annex; an item holds when all its questions are answered yes."""

    recheck_answers = FixedRowsField(
        key="question",
        cells=_cells("recheck_answers", answer=Answer.choices),
        label=FIELDS["recheck_answers"].label,
        required=False,
        help_text="每个问题都要回答并说明理由；同一项的问题全部回答“是”的，活动纳入该项",
    )
    field_order = tuple(fields_of("recheck"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = self.law
        met = listed_items(self.case.recheck_answers, law) if self.case else []
        groups = {
            item.code: f"{item.article}：{item.summary}{'（按已保存的回答，属于该项）' if item.code in met else ''}"
            for item in law.items("recheck")
        }
        questions = law.items("recheck_questions")
        heads = [Head(q.code, q.summary, group=groups[item_of(q.code)]) for q in questions]
        cast(FixedRowsField, self.fields["recheck_answers"]).set_heads(heads)
        grounds = [(row.code, row.summary) for row in law.items("recheck_exemptions")]
        cast(forms.ChoiceField, self.fields["exemption_ground"]).choices = [_EMPTY, *grounds]
        if self.case is not None and self.case.exemption_number:
            self.fields["exemption_number"].help_text += f"。已保存的{register_says(self.case)}"


class CommitmentSection(columns("commitment")):  # type: ignore[misc]
    """承诺."""
