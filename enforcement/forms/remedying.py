"""What is recorded of a remedy, and of the publication of a decision."""

from typing import Any, cast

from django import forms

from enforcement.forms.performing import day
from enforcement.states import RemedyResult
from portal.law.terms import Measure
from portal.workflow.choosing import ChoiceListField, long_text
from portal.workflow.forms import CaseForm, ReasonForm


class RemedyForm(CaseForm):
    """Since when, before whom."""

    began_on = day("受理日期")
    authority = forms.CharField(label="复议机关或者法院", max_length=200)
    document = forms.CharField(label="文书编号", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"authority": ""}})  # not the office itself


class RemedyEndForm(CaseForm):
    """How it ended, and what is left of the decision where it was altered."""

    ended_on = day("办结日期", "当事人收到复议决定书、裁判文书之日")
    result = forms.ChoiceField(label="结果", choices=RemedyResult.choices)
    measures = ChoiceListField(
        label="变更后保留的处罚", required=False, help_text="只有结果为“变更决定”时填写"
    )
    fine = forms.IntegerField(
        label="变更后的罚款（元）",
        required=False,
        min_value=1,
        max_value=100_000_000,
        help_text="只有结果为“变更决定”并保留罚款时填写",
    )
    note = long_text("文书编号和主要内容", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = getattr(self.case, "standing_measures", [])
        choices = [(one, Measure(one).label) for one in standing]
        cast(ChoiceListField, self.fields["measures"]).choices = choices
        for name in ("measures", "fine"):
            self.initial.pop(name, None)


class PublicationForm(CaseForm):
    """The facts as the public reads them."""

    summary = long_text(
        "主要违法事实",
        "社会公众将读到这一段。不写商业秘密、个人信息和与处罚无关的内容",
        rows=6,
    )


class WithdrawalForm(CaseForm):
    """Why it is taken back, as the public reads it."""

    reason = long_text("撤回的说明", "社会公众将读到这一段", rows=4)


REMEDYING_FORMS: dict[str, type[CaseForm]] = {
    "record_reconsideration": RemedyForm,
    "record_lawsuit": RemedyForm,
    "record_remedy_end": RemedyEndForm,
    "publish": PublicationForm,
    "decline_publication": ReasonForm,
    "withdraw_publication": WithdrawalForm,
}
