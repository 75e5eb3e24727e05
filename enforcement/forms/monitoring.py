"""What monitoring and assessment ask for."""

from typing import Any

from django import forms
from django.conf import settings

from enforcement.forms.sourcing import SourcedForm
from enforcement.states import RiskLevel
from portal.law.rulebook import rulebook
from portal.workflow.choosing import ChoiceListField, long_text
from portal.workflow.form_rows import Cell, FixedRowsField, Head, RowsField
from portal.workflow.forms import CaseForm, ReasonForm


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
    )


class NewObservationForm(SourcedForm):
    """What it rests on, where it rests on something; the rest is filled in on the next page."""


class ObservationSection(CaseForm):
    """What was seen."""

    observed_on = _day("发现日期", required=False)
    level = forms.ChoiceField(
        label="风险等级", choices=[("", "请选择"), *RiskLevel.choices], required=False
    )
    facts = long_text(
        "监测情况",
        "写明数据使用、应用场景、影响效果方面发现的异常，以及依据的数据",
        max_length=8000,
        required=False,
    )
    articles = ChoiceListField(label="涉及条款", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            items = rulebook(self.case.law_profile).items("conduct")
            self.fields["articles"].choices = [  # type: ignore[attr-defined]
                (item.code, f"{item.article} {item.summary}") for item in items
            ]


class WarnForm(CaseForm):
    """The warning's own words."""

    warning = long_text("预警内容和要求", "企业收到的预警书照此写明", max_length=8000)


class AnswerForm(CaseForm):
    """The company's answer."""

    answer = long_text("核查情况和措施", max_length=8000)


class ExtendForm(ReasonForm):
    """Until when, and why."""

    field_order = ("until", "reason")
    until = _day("延长至（最后一日）")


class CloseForm(CaseForm):
    """What was found and done."""

    conclusion = long_text("办理结论", "告知过企业的，企业会收到办结通知", max_length=8000)


class NewEvaluationForm(SourcedForm):
    """What it rests on, where it rests on something."""


class ScopeSection(CaseForm):
    """What the team is to look at, and how."""

    scope = long_text("评估范围和方法", "评估的算法、产品和方法", max_length=4000, required=False)


class FindingsField(FixedRowsField):
    """Findings by point; the trail keeps the codes of points and risks."""

    def aloud(self, value: Any) -> str:
        """Each point with its finding and risk."""
        law = rulebook(str(settings.ALGORITHM_PROFILE))
        points = {item.code: item.summary for item in law.items("evaluation_points")}
        risks = {item.code: item.summary for item in law.items("evaluation_risks")}
        return "；".join(
            f"{points.get(row.get('point'), '')}：{row.get('finding')}"
            + (f"（{risks[row['risk']]}）" if row.get("risk") in risks else "")
            for row in value
        )


class FindingsForm(CaseForm):
    """A finding for each point of the three phases, with its risk; counter-measures, as many as it takes."""

    findings = FindingsField(
        key="point",
        cells=(Cell("finding", "评估发现", 4000),),
        label="评估发现",
        help_text="没有发现问题的，也写明评估的情况",
    )
    counter_measures = RowsField(
        cells=(Cell("measure", "对策措施", 1000), Cell("whose", "落实主体", 100)),
        label="对策措施",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = rulebook(self.case.law_profile) if self.case is not None else None
        if law is None:
            return
        risks = tuple((item.code, item.summary) for item in law.items("evaluation_risks"))
        titles = {item.code: item.summary for item in law.items("evaluation_phases")}
        heads = [
            Head(item.code, item.summary, item.citation, titles[item.code.split(".")[0]])
            for item in law.items("evaluation_points")
        ]
        self.fields["findings"] = FindingsField(
            key="point",
            heads=heads,
            cells=(Cell("finding", "评估发现", 4000), Cell("risk", "风险类型", choices=risks)),
            label="评估发现",
            help_text="没有发现问题的，也写明评估的情况",
        )


class CompleteForm(CaseForm):
    """What the team concludes."""

    conclusion = long_text("评估结论", "企业收到的评估意见书照此写明", max_length=8000)
