"""What the acts of a recorded filing ask for: changes, the end of the service, revocation."""

from datetime import date
from typing import Any, ClassVar, cast

from django import forms

from filings.checklist import changed_items
from filings.forms.acts import CHECKLIST
from filings.forms.fields import ItemReasonsField
from filings.machines.termination import NOT_DEREGISTERED
from portal.accounts.validators import validate_division_code
from portal.clock import china_date
from portal.law.rulebook import rulebook
from portal.workflow.forms import CaseForm

#: What a deregistration is checked for.
ARRANGEMENTS: tuple[tuple[str, str], ...] = (
    ("service_ends_on", "服务终止之日"),
    ("user_arrangements", "对用户的安排"),
    ("data_arrangements", "对数据的安排"),
)


def _text(label: str, help_text: str = "", *, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


def _day(label: str, help_text: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
    )


class _Recorded(CaseForm):
    """Days that a form asks for lie within the life of the number."""

    def since_received(self, name: str) -> date | None:
        """The day of a field; one before the filing was handed in is refused."""
        day: date | None = self.cleaned_data.get(name)
        first = getattr(self.case, "received_at", None)
        if day is not None and first is not None and day < china_date(first):
            raise forms.ValidationError(
                f"“{self.fields[name].label}”不应早于提交备案之日（{china_date(first)}）"
            )
        return day


class DeclareChangeForm(_Recorded):
    """When it happened, and what."""

    changed_on = _day("变更发生日", "备案信息发生变化之日，变更期限自次日起算")
    reason = _text("变更情况", "例如：主体更名；新增产品；更换算法安全责任人")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"changed_on": None}})  # not an earlier day

    def clean_changed_on(self) -> date | None:
        """It changed after it was handed in."""
        return self.since_received("changed_on")


class DeclareTerminationForm(_Recorded):
    """When the service ends or ended, and why."""

    service_ends_on = _day("服务终止日", "计划终止或者已经终止服务之日")
    reason = _text("终止服务的原因")

    def clean_service_ends_on(self) -> date | None:
        """The service ended after it was filed."""
        return self.since_received("service_ends_on")


class DeregistrationForm(CaseForm):
    """The proper arrangements that the law asks for, stated."""

    user_arrangements = _text(
        "对用户的安排", "何时、以何种方式通知用户，未履行完毕的服务、余额、内容如何处理"
    )
    data_arrangements = _text("对数据的安排", "用户数据、算法日志如何保存、移交或者删除，由谁负责")


class AcceptChangeForm(CaseForm):
    """What the officer notes for the authority's own record, if anything."""

    opinion = forms.CharField(
        label="审核意见",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选填，仅主管部门可见",
    )
    division_code = forms.CharField(
        label="新的行政区划代码",
        max_length=6,
        required=False,
        help_text="主体迁移到其他区县的，填写六位代码；今后的备案编号用新区划，本编号不变。跨省迁移的，事项随之移交",
    )

    def clean_division_code(self) -> str:
        """Six digits of a known province, or nothing where the company did not move."""
        code = str(self.cleaned_data["division_code"])
        if code:
            validate_division_code(code)
        return code

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"opinion": ""}})  # not an earlier one


class ReturnChangeForm(CaseForm):
    """Reasons per item of the form, each beside what changes in it."""

    items = ItemReasonsField(
        label="退回的理由", items=CHECKLIST, help_text="逐项写明；留空表示该项没有问题"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            items = cast(ItemReasonsField, self.fields["items"])
            items.widget.filed = changed_items(self.case)


class ReturnDeregistrationForm(CaseForm):
    """Reasons per arrangement."""

    items = ItemReasonsField(
        label="退回的理由", items=ARRANGEMENTS, help_text="逐项写明；留空表示该项没有问题"
    )


class _GroundForm(_Recorded):
    """Asks for one of the grounds that the case's own rulebook lists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            grounds = rulebook(self.case.law_profile).items(self.rulebook_choices["ground"])
            field = cast(forms.ChoiceField, self.fields["ground"])
            field.choices = [
                ("", "请选择"),
                *((g.code, f"{g.summary}（{g.article}）") for g in grounds),
            ]


class CancellationForm(_GroundForm):
    """The ground, the facts, and since when the service has ended where that is the ground."""

    rulebook_choices: ClassVar = {"ground": "cancellation_grounds"}
    ground = forms.ChoiceField(label="注销的情形")
    facts = _text("认定的事实", "写明来源和核实的过程")
    service_ended_on = _day(
        "服务终止之日", "以逾期未注销为由的必须填写；企业已经申报过终止日的可以留空", required=False
    )

    def clean_service_ended_on(self) -> date | None:
        """The service ended after it was filed."""
        return self.since_received("service_ended_on")

    def clean(self) -> dict[str, Any]:
        """The missed limit needs its day."""
        given = super().clean() or self.cleaned_data
        known = given.get("service_ended_on") or getattr(self.case, "service_ends_on", None)
        if given.get("ground") == NOT_DEREGISTERED and known is None:
            self.add_error("service_ended_on", "以逾期未注销为由的，应写明服务终止之日")
        return given


class RevocationNoticeForm(_GroundForm):
    """What the company is told before anything is decided."""

    rulebook_choices: ClassVar = {"ground": "revocation_grounds"}
    ground = forms.ChoiceField(label="撤销的情形")
    facts = _text("认定的事实", rows=6)
    evidence = _text("证据", "逐项列明证据名称、来源和取得时间")


class StatementForm(CaseForm):
    """What the company says to it."""

    statement = _text("陈述申辩意见", "针对告知的事实、证据和依据", rows=8)


class RevocationForm(CaseForm):
    """How the statement was weighed."""

    reason = _text(
        "决定理由", "写明对陈述申辩意见的采纳情况；没有陈述申辩的，写明期限已经届满", rows=6
    )
