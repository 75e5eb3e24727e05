"""The forms of a security assessment: how it begins, its sections, what the acts of the examination ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from filings import assessment_rules as rules
from filings.assessment_terms import Conclusion, Trigger
from filings.assessments import check_items, checklist
from filings.forms.fields import CheckForm, ItemReasonsField
from filings.models.assessment import SecurityAssessment
from portal.workflow.forms import CaseForm
from portal.workflow.inputs import printable

_SPAN = (date(2004, 1, 1), date(2099, 12, 31))  # the years whose working days can be counted
_LONGEST = 2000


def _day(label: str, help_text: str, *, required: bool = False) -> forms.DateField:
    span = f"“{label}”应在 {_SPAN[0].year} 年至 {_SPAN[1].year} 年之间"
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        validators=[MinValueValidator(_SPAN[0]), MaxValueValidator(_SPAN[1])],
        error_messages={"min_value": span, "max_value": span},
    )


def _column(name: str) -> "models.CharField[str, str]":
    """The model's column of that name: labels, lengths and choices are said once, there."""
    return cast("models.CharField[str, str]", SecurityAssessment._meta.get_field(name))


def _text(name: str, help_text: str = "") -> forms.CharField:
    """A long text."""
    column = _column(name)
    return forms.CharField(
        label=str(column.verbose_name),
        max_length=column.max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=help_text,
    )


def _choice(name: str) -> forms.ChoiceField:
    column = _column(name)
    return forms.ChoiceField(
        label=str(column.verbose_name),
        required=False,
        choices=[("", "请选择"), *(column.choices or ())],
    )


class _Situation(CaseForm):
    """Why and since when: the law counts from the launch in the first two situations, from the event in the others."""

    trigger = forms.ChoiceField(
        label="评估情形", choices=Trigger.choices, help_text="安全评估规定第三条所列的五种情形"
    )
    service_name = forms.CharField(label="服务名称", max_length=100)
    launched_on = _day(
        "上线日期", "第一、二项情形填写：计划或者实际上线之日，报告应在这一天之前提交"
    )
    occurred_on = _day("发生日期", "第三至五项情形填写：情形发生之日；书面通知的，为收到通知之日")
    filing_number = forms.CharField(
        label="关联的算法备案",
        max_length=40,
        required=False,
        help_text="选填：本单位算法备案的备案编号，或者备案事项编号（BA 开头）",
    )

    def clean(self) -> None:
        """A day that does not belong to the situation would start the wrong clock."""
        trigger = self.cleaned_data.get("trigger")
        if not trigger:
            return
        other, which = (
            ("occurred_on", "上线") if Trigger(trigger).is_launch else ("launched_on", "发生")
        )
        if self.cleaned_data.get(other):
            self.add_error(other, f"所选情形从{which}日期计算，这一日期请留空")


class NewAssessmentForm(_Situation):
    """What is needed to begin."""


class SituationSection(_Situation):
    """The situation, with what happened."""

    service_name = forms.CharField(label="服务名称", max_length=100, required=False)
    facts = _text("facts", "服务是什么、上线或者发生了什么、涉及多少用户")


class PointsWidget(forms.Widget):
    """The eight points below each other: a conclusion and a text each."""

    template_name = "filings/widgets/assessment_points.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not hasattr(data, "getlist"):
            return data.get(name)
        posted = [
            {
                "point": row.code,
                "conclusion": data.get(f"{name}-{row.code}-conclusion", ""),
                "text": data.get(f"{name}-{row.code}-text", "").strip(),
            }
            for row in rules.points()
        ]
        return [entry for entry in posted if entry["conclusion"] or entry["text"]]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and not any(key.startswith(f"{name}-") for key in data)

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        entries = [entry for entry in value or [] if isinstance(entry, Mapping)]
        given = {entry.get("point"): entry for entry in entries}
        context["conclusions"] = Conclusion.choices
        context["rows"] = [
            {
                "name": f"{name}-{row.code}",
                "row": row,
                "conclusion": given.get(row.code, {}).get("conclusion", ""),
                "text": given.get(row.code, {}).get("text", ""),
            }
            for row in rules.points()
        ]
        return context


class PointsField(forms.Field):
    """A list of ``{"point", "conclusion", "text"}``; what is still empty may be left out."""

    widget = PointsWidget

    def clean(self, value: Any) -> list[dict[str, str]]:
        if value in (None, ""):
            return []
        if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
            raise ValidationError("评估重点应为列表，每一项为 {point, conclusion, text}")
        titles = {row.code: row.summary for row in rules.points()}
        given = [_point(entry, titles) for entry in value]
        if len({entry["point"] for entry in given}) != len(given):
            raise ValidationError("同一项评估重点只写一次")
        order = list(titles)
        return sorted(given, key=lambda entry: order.index(entry["point"]))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


def _point(entry: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, str]:
    stray = set(entry) - {"point", "conclusion", "text"}
    if stray:
        raise ValidationError(f"没有“{printable(str(min(stray, key=str))[:40])}”这一项")
    values = {name: entry.get(name) or "" for name in ("point", "conclusion", "text")}
    if not all(isinstance(value, str) for value in values.values()):
        raise ValidationError("评估重点的各项应为文字")
    if values["point"] not in titles:
        raise ValidationError(f"没有“{printable(values['point'][:40])}”这一项评估重点")
    title = titles[values["point"]]
    if values["conclusion"] and values["conclusion"] not in Conclusion.values:
        raise ValidationError(f"“{title}”的结论应从所列各项中选择")
    if len(values["text"]) > _LONGEST:
        raise ValidationError(f"“{title}”的评估情况不能超过 {_LONGEST} 字")
    return values


class PointsSection(CaseForm):
    """Article 5."""

    points = PointsField(label="评估重点", required=False)


class ReportSection(CaseForm):
    """Who assessed, and the four parts of the report (articles 4 and 6)."""

    method = _choice("method")
    assessor = forms.CharField(
        label="评估机构", max_length=100, required=False, help_text="委托第三方评估的填写"
    )
    assessed_on = _day("评估完成日期", "")
    report_basics = _text("report_basics", "功能、服务范围、软硬件设施、部署位置，以及取得的证照")
    report_measures = _text("report_measures")
    result = _choice("result")
    report_conclusion = _text("report_conclusion")
    report_other = _text("report_other", "选填")


class _AssessmentCheck(CheckForm):
    """Items of an assessment."""

    def filed(self) -> list[dict[str, Any]]:
        return check_items(self.case, self.user)


class SupplementForm(_AssessmentCheck):
    """Everything that is unclear, at once."""

    items = ItemReasonsField(
        label="需要补充说明的内容",
        items=checklist(),
        help_text="一次性列出全部内容；留空表示该项清楚",
    )


class ReassessmentForm(_AssessmentCheck):
    """What is missing or wrongly assessed, and until when it is to be done anew."""

    until = _day("最后一日", "重新评估的报告应在这一天或者之前提交，不因休息日顺延", required=True)
    items = ItemReasonsField(
        label="重新评估的理由",
        items=checklist(),
        help_text="逐项写明缺失的内容，或者评估方法不当之处；留空表示该项无误",
    )


class AcceptForm(CaseForm):
    """The examiner's opinion, which the company reads in the letter."""

    opinion = forms.CharField(
        label="审查意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="选填，写入通知书",
    )
