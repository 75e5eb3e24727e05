"""What an order to correct asks for: the facts, the items, the period; the report; the results item by item."""

from typing import Any, cast

from django import forms

from enforcement.forms.campaigning import InCampaignForm
from enforcement.forms.monitoring import ExtendForm
from enforcement.forms.penalty_noticing import NoticeServiceForm
from enforcement.forms.periods import DaysField
from enforcement.forms.staffing import OfficersForm
from enforcement.models.rectifying_period import LONGEST
from enforcement.rules.inspecting import DUTIES
from enforcement.selectors.findings import Found, found_in
from enforcement.states import ItemResult
from portal.law.rulebook import Rulebook, rulebook
from portal.workflow.choosing import long_text
from portal.workflow.form_rows import Cell, FixedRowsField, Head, RowsField
from portal.workflow.forms import CaseForm, ReasonForm


class NewRectificationForm(InCampaignForm):
    """What it rests on; where that is an inspection, its violations are offered on the next page."""


class OrderSection(CaseForm):
    """The facts, what is to be corrected, until when, how to report."""

    facts = long_text("事实和问题", "查明的事实，写入通知书", max_length=8000, required=False)
    order_items = RowsField(
        cells=(Cell("demand", "改正的要求", 2000),), label="整改事项", required=False
    )
    days = DaysField(
        row=LONGEST,
        label="整改期限（自然日）",
        required=False,
        help_text="自送达的次日起算，最后一日遇休息日顺延",
    )
    how_to_report = forms.CharField(
        label="报告方式",
        max_length=300,
        required=False,
        help_text="例如：在本门户逐项填写整改情况，上传证明材料",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        cast(DaysField, self.fields["days"]).bound_by(self.case.law_profile)
        self.fields["order_items"] = _items_field(rulebook(self.case.law_profile))
        if not self.case.order_items and self.case.origin_id:
            found = found_in(self.case.origin)
            self.initial["order_items"] = found.items
            self.initial["facts"] = self.case.facts or _facts(found)


def _items_field(law: Rulebook) -> RowsField:
    duties = tuple((one.code, f"{one.article} {one.summary}") for one in law.items(DUTIES))
    kinds = tuple((one.code, one.summary) for one in law.items("campaign_problem_kinds"))
    return RowsField(
        cells=(
            Cell("ref", "违反的条款", choices=duties),
            Cell("problem", "问题类型", choices=kinds),
            Cell("demand", "改正的要求", 2000),
        ),
        label="整改事项",
        help_text="每一项写明条款和改正的要求；据检查办理的，已按不符合的条款预先填写，请核对后保存",
        required=False,
    )


def _facts(found: Found) -> str:
    return "\n".join(found.facts)[:8000]


class AnswersField(FixedRowsField):
    """Answers by item."""

    def aloud(self, value: Any) -> str:
        """Each item with what is said of it."""
        return "；".join(f"第 {row.get('item')} 项：{row.get('answer')}" for row in value)


class ReportForm(CaseForm):
    """The answer to each item that is to be corrected, and the report as a whole."""

    answers = AnswersField(
        key="item", cells=(Cell("answer", "整改情况", 4000),), label="逐项的整改情况"
    )
    report = long_text("整改报告", "总的情况、采取的措施和防止再次发生的安排", max_length=20000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            open_items = {one.position for one in self.case.open_items()}
            heads = [head for head in _heads(self.case) if int(head.code) in open_items]
            cast(AnswersField, self.fields["answers"]).set_heads(heads)


class ResultsField(FixedRowsField):
    """Results by item."""

    def aloud(self, value: Any) -> str:
        """Each item with its result."""
        labels = dict(ItemResult.choices)
        return "；".join(
            f"第 {row.get('item')} 项{labels.get(row.get('result'), '')}"
            + (f"（{row['remark']}）" if row.get("remark") else "")
            for row in value
        )


class ReinspectionForm(OfficersForm):
    """Who went, and what they found of each item."""

    field_order = ("officers", "results")
    results = ResultsField(
        key="item",
        cells=(
            Cell(
                "result",
                "复查结果",
                choices=tuple(c for c in ItemResult.choices if c[0] != ItemResult.PENDING),
            ),
            Cell("remark", "复查所见", 2000),
        ),
        label="逐项的复查结果",
        help_text="没有改正的，写明所见",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        if self.case is None:
            return
        cast(ResultsField, self.fields["results"]).set_heads(_heads(self.case))
        self.initial["results"] = [
            {"item": str(one.position), "result": one.result, "remark": one.remark}
            for one in self.case.items.all()
        ]


def _heads(order: Any) -> list[Head]:
    cited = {one.code: one.citation for one in rulebook(order.law_profile).items(DUTIES)}
    return [
        Head(str(one.position), one.demand, cited.get(one.ref, "")) for one in order.items.all()
    ]


class OpinionForm(CaseForm):
    """What the re-inspection comes to."""

    conclusion = long_text("复查意见", "企业收到的复查意见书照此写明", max_length=8000)


class ReturnForm(OpinionForm):
    """The same, and the new period."""

    field_order = ("days", "conclusion")
    days = DaysField(
        row=LONGEST,
        label="新的期限（自然日）",
        help_text="自复查意见书送达的次日起算，最后一日不早于原来的",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            cast(DaysField, self.fields["days"]).bound_by(self.case.law_profile)


RECTIFICATION_FORMS: dict[str, type[CaseForm]] = {
    "record_service": NoticeServiceForm,
    "ask_for_time": ReasonForm,
    "extend": ExtendForm,
    "decline_time": ReasonForm,
    "note_silence": OfficersForm,
    "report_rectification": ReportForm,
    "reinspect": ReinspectionForm,
    "verify": OpinionForm,
    "return_for_more": ReturnForm,
    "find_unrectified": OpinionForm,
    "withdraw": ReasonForm,
}
