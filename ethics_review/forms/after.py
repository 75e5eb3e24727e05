"""What the acts after a decision ask for: service, appeal, tracking, changes of risk, the end, recognition."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from ethics_review.states import RiskAnswer, ServiceMethod, TrackingResult
from portal.law.rulebook import rulebook
from portal.service.methods import BY_THE_PORTAL
from portal.workflow.form_rows import Cell, Head, ReasonsField
from portal.workflow.forms import CaseForm, ReasonForm

_LONGEST = 4000
_YEARS = range(2004, 2100)  # the years whose working days can be counted


def _in_span(value: date | datetime) -> None:
    if value.year not in _YEARS:
        raise ValidationError(f"年份应在 {_YEARS[0]} 至 {_YEARS[-1]} 之间")


def _text(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


class ServiceForm(CaseForm):
    """When and how the decision reached the applicant, and what proves it."""

    served_at = forms.DateTimeField(
        label="送达时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="北京时间；申诉期限自送达之日起计算",
        validators=[_in_span],
    )
    service_method = forms.ChoiceField(
        label="送达方式",
        choices=[one for one in ServiceMethod.choices if one[0] not in BY_THE_PORTAL],
        help_text="申请人在本门户打开决定书的、用电子邮件发送的，由系统登记",
    )
    proof = _text("送达凭证", "例如：签收人和签收记录、邮寄单号")


class GroundsForm(CaseForm):
    """Why the applicant objects."""

    grounds = _text("申诉理由", "写明对决定的哪些内容有异议、依据的事实和材料")


class UpholdForm(CaseForm):
    """Why the grounds of the appeal are not sufficient."""

    reasons = _text("维持原决定的理由", "逐项答复申诉理由")


class ProgressForm(CaseForm):
    """How the activity goes on."""

    report = _text("进展报告", "方案执行和调整的情况、风险防控措施执行的情况")


class TrackingForm(CaseForm):
    """The points of the tracking review, one by one, and what follows."""

    findings = ReasonsField(
        label="跟踪审查情况",
        cells=(Cell("reason", "情况", 2000),),
        help_text="逐项记录，至少一项；没有情况的留空",
    )
    result = forms.ChoiceField(
        label="结论", choices=TrackingResult.choices, help_text="暂停、终止由主任委员作出"
    )
    advice = _text("意见和要求", "结论为暂停或者终止的，必须写明理由", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            points = rulebook(self.case.law_profile).items("tracking_points")
            heads = [Head(row.code, row.summary, row.citation) for row in points]
            cast(ReasonsField, self.fields["findings"]).set_heads(heads)

    def clean(self) -> None:
        """Stopping an activity needs a reason."""
        stops = self.cleaned_data.get("result") not in (None, TrackingResult.CONTINUE)
        if stops and not self.cleaned_data.get("advice"):
            self.add_error("advice", "暂停或者终止的，请写明理由")


class RiskChangeForm(CaseForm):
    """What changed, since when, and whether it is major."""

    occurred_on = forms.DateField(
        label="发生日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[_in_span],
    )
    facts = _text("变化情况", "风险发生了什么变化，已经采取了什么措施")
    is_major = forms.BooleanField(
        label="属于重大变化",
        required=False,
        help_text="重大变化须重新审查；纳入复核清单的，还须重新申请专家复核（第二十五条）",
    )


class RiskAnswerForm(CaseForm):
    """What the committee makes of it."""

    found_major = forms.BooleanField(
        label="认定属于重大变化",
        required=False,
        help_text=(
            "不论申请人怎样报告，委员会可以认定变化重大：应当暂停或者重新审查，"
            "重新审查之前不能恢复或者继续（第二十五条）"
        ),
    )
    answer = forms.ChoiceField(label="答复", choices=RiskAnswer.choices)
    reasons = _text("理由", "认定属于重大变化的，一并写明认定的理由")


class RegistrationForm(CaseForm):
    """What is registered of a listed activity."""

    note = _text("登记内容", "活动方案、伦理审查和专家复核的情况（门户只记录，不代替国家登记平台）")


class ConclusionForm(CaseForm):
    """How the activity ended."""

    report = _text("结题报告", "活动何时、如何结束，结果如何，风险和遗留问题如何处理")


class RecogniseForm(CaseForm):
    """Whose decision is recognised, for what, and why."""

    unit = forms.CharField(label="作出审查的单位及其委员会", max_length=200)
    decision = forms.CharField(
        label="审查决定的名称和文号", max_length=200, help_text="以申请材料中的决定书为凭"
    )
    scope = _text("互认范围", "承认的是该活动的哪些部分")
    reason = _text("承认的理由")
    tracking_months = forms.IntegerField(label="跟踪审查间隔（月）", min_value=1, max_value=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None and self.case.received_at is not None:
            most = self.case.longest_interval(rulebook(self.case.law_profile))
            self.initial["tracking_months"] = most
            self.fields["tracking_months"].help_text = f"至多 {most} 个月"


FORMS: dict[str, type[CaseForm]] = {
    "record_service": ServiceForm,
    "appeal": GroundsForm,
    "appeal_late": GroundsForm,
    "take_up_late_appeal": ReasonForm,
    "decline_late_appeal": ReasonForm,
    "uphold": UpholdForm,
    "uphold_amendment": UpholdForm,
    "report_progress": ProgressForm,
    "record_tracking": TrackingForm,
    "report_risk_change": RiskChangeForm,
    "answer_risk_change": RiskAnswerForm,
    "suspend": ReasonForm,
    "resume": ReasonForm,
    "resume_recognised": ReasonForm,
    "terminate": ReasonForm,
    "require_new_review": ReasonForm,
    "register_activity": RegistrationForm,
    "conclude_activity": ConclusionForm,
    "recognise": RecogniseForm,
}
