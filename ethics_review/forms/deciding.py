"""What the acts of deciding ask for: advice, reasons, the tracking interval, amendments, the exemption (article 26)."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils.html import escape

from ethics_review import filed
from ethics_review.forms.deliberating import offer_grounds
from portal.cases.public_records import PublicRecord, find
from portal.law.rulebook import rulebook
from portal.workflow.choosing import long_text
from portal.workflow.form_rows import Head, ReasonsField
from portal.workflow.forms import CaseForm


class IntervalForm(CaseForm):
    """After how many months the activity is reviewed again; begins with the longest that the law allows."""

    tracking_months = forms.IntegerField(label="跟踪审查间隔（月）", min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            most = self.case.longest_interval(rulebook(self.case.law_profile))
            self.initial["tracking_months"] = most
            field = self.fields["tracking_months"]
            field.help_text = f"1 至 {most} 个月，自批准生效之日起算"
            field.widget.attrs["max"] = most


class ApprovalForm(IntervalForm):
    """An approval."""

    advice = long_text("建议", "选填，写入决定书", required=False)


class AdviceOfDecisionForm(CaseForm):
    """What has to be changed."""

    advice = long_text("修改建议", "写入决定书。逐项写明需要修改的内容", rows=8)


class RejectionForm(CaseForm):
    """Why not."""

    reasons = long_text("不予批准的理由", "写入决定书", rows=8)


class AmendmentReturnForm(CaseForm):
    """What is still not as the decision asks, item by item."""

    items = ReasonsField(
        label="退回的理由",
        heads=[Head(code, title) for code, title in filed.ITEMS.items()],
        help_text="逐项写明；留空表示该项没有问题",
    )


class PreliminaryForm(CaseForm):
    """The preliminary opinion for the experts."""

    opinion = long_text("初步审查意见", "随复核申请交专家复核；不是批准", rows=8)


class ExemptionForm(CaseForm):
    """The number by which the activity is already filed, checked against the public register as it is typed."""

    rulebook_choices: ClassVar = {"ground": "recheck_exemptions"}
    ground = forms.ChoiceField(label="免于专家复核的依据")
    number = forms.CharField(label="备案编号", max_length=40)
    reason = long_text("认定的理由", "写明备案的算法与本活动的关系", rows=4, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        offer_grounds(self, "ground")
        filed = self.case.as_handed_in()
        self.initial.update(ground=filed.exemption_ground, number=filed.exemption_number)
        claimed = filed.exemption_number
        help_text = "以公示的编号为准"
        if claimed:
            told = f"申请人填写 {claimed}：{_told(find(claimed))}"
            help_text += f"。{escape(told)}"
        self.fields["number"].help_text = help_text

    def clean_number(self) -> str:
        """The number as the register writes it. Whether it exempts is the machine's question."""
        given = cast(str, self.cleaned_data["number"]).strip()
        record = find(given)
        return record.number if record else given


def _told(record: PublicRecord | None) -> str:
    """What the public register says."""
    if record is None:
        return "公示的备案中没有这一编号"
    state = "有效" if record.in_force else "已失效"
    return f"公示为“{record.name}”，主体{record.subject}，{state}"


DECIDING_FORMS: dict[str, type[CaseForm]] = {
    "approve": ApprovalForm,
    "approve_after_revision": AdviceOfDecisionForm,
    "confirm_amendment": IntervalForm,
    "return_amendment": AmendmentReturnForm,
    "require_revision": AdviceOfDecisionForm,
    "reject": RejectionForm,
    "conclude_preliminary": PreliminaryForm,
    "exempt_recheck": ExemptionForm,
}
