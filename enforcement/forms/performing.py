"""What the acts after a decision ask for: service, payment, postponement, the end of a suspension, the court."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enforcement.states import ServiceMethod
from portal.service.methods import BY_THE_PORTAL
from portal.workflow.choosing import long_text, wall_clock
from portal.workflow.form_rows import Cell, RowsField
from portal.workflow.forms import CaseForm, ReasonForm

_YEARS = range(2004, 2100)  # the years whose working days can be counted
#: What makes an announcement possible where no other way was tried (civil procedure law, 95).
UNKNOWN_WHEREABOUTS = "受送达人下落不明"
ANNOUNCED_LAST = "公告送达的，没有登记过其他方式未能送达的，应当勾选并写明情况"
_MOST_YUAN = Decimal("9999999999.99")


def in_span(value: date | datetime) -> None:
    """A day that the calendar knows. Raises ValidationError."""
    if value.year not in _YEARS:
        raise ValidationError(f"年份应在 {_YEARS[0]} 至 {_YEARS[-1]} 之间")


def day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    """A date."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        validators=[in_span],
    )


def yuan(label: str, help_text: str = "") -> forms.DecimalField:
    """An amount in yuan, exact to the fen."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        max_value=_MOST_YUAN,
        max_digits=12,
        decimal_places=2,
        help_text=help_text or "元，可以精确到分",
        error_messages={
            "max_decimal_places": f"“{label}”至多精确到分",
            "max_digits": f"“{label}”过大",
            "max_whole_digits": f"“{label}”过大",
        },
    )


class ServedForm(CaseForm):
    """When and how a paper reached the party, and what proves it; what each way needs stands in its rules."""

    service_method = forms.ChoiceField(
        label="送达方式",
        choices=[
            (code, label) for code, label in ServiceMethod.choices if code not in BY_THE_PORTAL
        ],
        help_text="当事人在本门户打开文书的、用电子邮件发送的，由系统登记",
    )
    served_at = wall_clock("送达时间", "北京时间，即签收、留置或者到达的时间", required=False)
    place = forms.CharField(label="送达地点", max_length=300, required=False)
    receiver = forms.CharField(
        label="签收人及其身份",
        max_length=200,
        required=False,
        help_text="法定代表人、主要负责人或者负责收件的人",
    )
    refusal = forms.CharField(label="拒收的事由", max_length=1000, required=False)
    witnesses = forms.CharField(
        label="见证人或者照片、录像", max_length=1000, required=False, help_text="留置送达必须写明"
    )
    proof = forms.CharField(
        label="送达凭证",
        max_length=1000,
        required=False,
        help_text="邮件号码和回执、电子送达到达对方系统的记录",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_at"].validators.append(in_span)
        for name in ("served_at", "service_method"):
            self.initial.pop(name, None)


class ServiceForm(ServedForm):
    """The service of the decision."""

    target_ended = forms.BooleanField(
        label="涉及的备案已经失效，本决定对该备案不再执行", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = getattr(self.case, "target", None)
        if target is None or target.in_force:
            del self.fields["target_ended"]
        self.fields["served_at"].help_text += "；公告送达的不填，以公告期满为准"


class DemandServiceForm(ServedForm):
    """The service of the demand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_notice = ServiceMethod.PUBLIC_NOTICE
        offered = self.fields["service_method"].choices  # type: ignore[attr-defined]
        choices = [(code, label) for code, label in offered if code != by_notice]
        self.fields["service_method"].choices = choices  # type: ignore[attr-defined]


class ElectronicForm(CaseForm):
    """The confirmation without which nothing is served electronically (61(2))."""

    address = forms.CharField(
        label="电子送达地址", max_length=300, help_text="传真号码、电子邮箱或者其他账号"
    )
    signatory = forms.CharField(
        label="确认人及其身份", max_length=100, help_text="当事人签订确认书的人"
    )


class PublicNoticeForm(CaseForm):
    """Where and when the notice appeared, and why nothing else worked."""

    notice_on = day("公告日期")
    place = forms.CharField(label="公告载体", max_length=300)
    reason = long_text("公告送达的原因", "写明已经采用过的送达方式及其结果", rows=3)
    unknown_whereabouts = forms.BooleanField(
        label=UNKNOWN_WHEREABOUTS, required=False, help_text=ANNOUNCED_LAST
    )


class PaymentForm(CaseForm):
    """One receipt."""

    paid_on = day("缴款日期", "以银行凭证记载的日期为准")
    amount = yuan("金额")
    reference = forms.CharField(label="缴款凭证号", max_length=100)


class PostponementAskForm(CaseForm):
    """Why, and what is asked for."""

    reason = long_text("申请和理由", "写明经济困难的情况，请求延期到何时，或者分几期、每期多少")


class PostponementForm(CaseForm):
    """Until when, and why."""

    until = day("延期至")
    reason = long_text("理由", "写入决定书", rows=3, max_length=2000)


class InstalmentsField(RowsField):
    """Parts of a fine: the last day and the amount of each."""

    def __init__(self, **kwargs: Any) -> None:
        cells = (Cell("due_on", "缴款日期（2026-04-15）", 10), Cell("amount", "金额（元）", 16))
        super().__init__(cells=cells, **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = super().clean(value)
        return [_part(number, row) for number, row in enumerate(rows, start=1)]


def _part(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "due_on": parsed_day(row["due_on"], f"第 {number} 项的日期"),
        "amount": parsed_yuan(row["amount"], f"第 {number} 项的金额"),
    }


def parsed_day(text: str, called: str) -> date:
    """A day as it is typed into a row. Raises ValidationError."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValidationError(f"{called}应为 2026-04-15 这样的日期") from None
    in_span(found)
    return found


def parsed_yuan(text: str, called: str) -> Decimal:
    """An amount as it is typed into a row. Raises ValidationError."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValidationError(f"{called}应为数字，可以精确到分") from None
    if not found.is_finite() or not 0 < found <= _MOST_YUAN:
        raise ValidationError(f"{called}应大于零，不超过 {_MOST_YUAN} 元")
    if found != found.quantize(Decimal("0.01")):
        raise ValidationError(f"{called}至多精确到分")
    return found.quantize(Decimal("0.01"))


class InstalmentsForm(CaseForm):
    """The parts, and why."""

    rows = InstalmentsField(label="分期", help_text="按日期先后填写，合计应等于罚款")
    reason = long_text("理由", "写入决定书", rows=3, max_length=2000)


class CorrectionForm(CaseForm):
    """What was seen of the correction."""

    found = long_text("改正情况", "核实的时间、方式和结果", rows=4, max_length=4000)


class DemandAnswerForm(CaseForm):
    """What the party says to the demand."""

    statement = long_text("陈述申辩意见", rows=6)


class CourtForm(CaseForm):
    """Which court."""

    court = forms.CharField(label="人民法院", max_length=200)
    note = long_text("说明", "选填", rows=3, required=False)


class CourtEndForm(CaseForm):
    """How the execution ended."""

    ended_on = day("执行终结日期")
    result = long_text("执行结果", rows=3)


class ClosingForm(CaseForm):
    """What came of the decision."""

    report = long_text("执行结果和结案意见", "写入结案审批表", rows=6)


PERFORMING_FORMS: dict[str, type[CaseForm]] = {
    "confirm_electronic_service": ElectronicForm,
    "record_public_notice": PublicNoticeForm,
    "record_service": ServiceForm,
    "record_payment": PaymentForm,
    "ask_for_postponement": PostponementAskForm,
    "grant_postponement": PostponementForm,
    "grant_instalments": InstalmentsForm,
    "lift_suspension": ReasonForm,
    "confirm_correction": CorrectionForm,
    "record_demand_service": DemandServiceForm,
    "answer_demand": DemandAnswerForm,
    "apply_to_court": CourtForm,
    "record_court_end": CourtEndForm,
    "close_case": ClosingForm,
}
