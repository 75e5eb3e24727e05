"""What an inspection asks for: its plan, who comes, the checklist, the record, the signatures."""

from collections import Counter
from typing import Any, cast

from django import forms

from enforcement.forms.campaigning import InCampaignForm
from enforcement.forms.staffing import OfficersForm
from enforcement.machines.limits import INSPECTION_NOTICE
from enforcement.rules.checklist import Finding
from enforcement.rules.inspecting import DUTIES, duty_of
from portal.law.rulebook import rulebook
from portal.workflow.choosing import ChoiceListField, OneField, long_text, wall_clock
from portal.workflow.form_rows import Cell, FixedRowsField, Head
from portal.workflow.forms import CaseForm, ReasonForm


class NewInspectionForm(InCampaignForm):
    """What it rests on, and in which campaign; the plan is made on the next page."""


class PlanSection(CaseForm):
    """What is looked at, where, when, and whether the company is told before."""

    announced = forms.TypedChoiceField(
        label="是否事先通知企业",
        choices=[("True", "事先通知"), ("False", "不事先通知，到场时出示证件")],
        coerce=lambda value: value in (True, "True", "true"),
        widget=forms.RadioSelect,
        help_text="证据容易灭失的，不宜事先通知",
    )
    planned_on = forms.DateField(
        label="检查日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.CharField(label="检查地点", max_length=300, required=False)
    scope = long_text("检查事项", "企业收到的检查通知书照此写明", required=False)
    items = ChoiceListField(
        label="检查的条款", required=False, help_text="一项也不选的，检查清单的全部条款"
    )
    prepare = long_text(
        "需要准备的材料", "事先通知的填写，写入检查通知书", max_length=2000, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            law = rulebook(self.case.law_profile)
            self.fields["planned_on"].help_text = law.limit(INSPECTION_NOTICE).summary
            cast(ChoiceListField, self.fields["items"]).choices = [
                (item.code, f"{item.article} {item.summary}") for item in law.items(DUTIES)
            ]


class ArrivalForm(CaseForm):
    """When, to whom, and that credentials were shown."""

    arrived_at = wall_clock("到场时间", "北京时间")
    receiver = forms.CharField(label="现场接待人（姓名、职务）", max_length=100)
    credentials_shown = forms.BooleanField(
        label="已经向企业出示执法证件", help_text="没有出示执法证件的，当事人有权拒绝检查"
    )


class ChecklistField(FixedRowsField):
    """Results by row of the list."""

    def aloud(self, value: Any) -> str:
        """How many rows have which result; the rows themselves stand in the record."""
        found = Counter(row.get("finding") for row in value)
        counts = [f"{finding.label} {found[finding]} 项" for finding in Finding if found[finding]]
        return "，".join(counts) or "没有填写"


class ChecklistForm(CaseForm):
    """A result for each row of the list; rows that are left empty stay as they were."""

    answers = ChecklistField(
        key="item",
        cells=(
            Cell("finding", "检查结果", choices=tuple((str(f), f.label) for f in Finding)),
            Cell("note", "所见情况", 2000),
        ),
        label="检查清单",
        help_text="不符合的写明所见情况；可以分几次填写",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        rows = self.case.asked(rulebook(self.case.law_profile))
        heads = [
            Head(
                item.code,
                item.summary,
                item.citation,
                "行为要求" if duty_of(item.code) == item.code else "日志留存的核查",
            )
            for item in rows
        ]
        cast(ChecklistField, self.fields["answers"]).set_heads(heads)
        self.initial["answers"] = [
            {"item": code, **row} for code, row in self.case.checklist.items()
        ]


class ObstructionForm(CaseForm):
    """What the company refused."""

    facts = long_text("拒绝、阻碍检查的情况", "写明时间、人员、经过和固定的证据")


class RecordForm(CaseForm):
    """What the portal does not know of itself."""

    left_at = wall_clock("检查结束时间", "北京时间")
    present = forms.CharField(
        label="在场的企业人员", max_length=500, help_text="姓名、职务，几人的用顿号隔开"
    )
    findings = long_text(
        "查明的情况", "清单结果和证据清单由门户写入，这里写明经过和补充的情况", max_length=20000
    )
    statement = long_text("企业人员的说明", "没有说明的，写“没有”")


class PaperSignatureForm(CaseForm):
    """Who signed, and what they remarked."""

    signatory = forms.CharField(label="签名人", max_length=100)
    position = forms.CharField(label="职务", max_length=100)
    remarks = long_text("对笔录的意见", "没有意见的不填", max_length=4000, required=False)


class SignatureForm(PaperSignatureForm):
    """The same, by the company itself."""


class RefusalForm(CaseForm):
    """Why nobody signed, and who saw it."""

    reason = long_text("拒绝签名的情况", max_length=2000)
    witnesses = forms.CharField(
        label="见证人",
        max_length=300,
        help_text="姓名和身份；没有见证人的，写明录音、录像等固定方式",
    )


class ConclusionForm(CaseForm):
    """What the inspection comes to."""

    conclusion = long_text("检查结论", "企业收到的检查情况反馈照此写明", max_length=8000)


class RecusalForm(ReasonForm):
    """Which officer, and why."""

    field_order = ("officer", "reason")
    officer = OneField(label="执法人员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            people = [(one.user, str(one.user)) for one in self.offered()]
            cast(OneField, self.fields["officer"]).offer(people)

    def offered(self) -> list[Any]:
        """The officers of the inspection."""
        return list(self.case.team())


class RecusalAnswerForm(RecusalForm):
    """The request that is answered, and why so."""

    def offered(self) -> list[Any]:
        """The officers about whom a request waits."""
        waiting = {row["officer"] for row in self.case.recusals_waiting()}
        rows = self.case.officers.filter(user__in=waiting, recused_at=None)
        return list({row.user_id: row for row in rows.select_related("user")}.values())


INSPECTION_FORMS: dict[str, type[CaseForm]] = {
    "notify": OfficersForm,
    "change_team": OfficersForm,
    "step_aside": ReasonForm,
    "cancel": ReasonForm,
    "arrive": ArrivalForm,
    "answer_checklist": ChecklistForm,
    "record_obstruction": ObstructionForm,
    "record": RecordForm,
    "correct_record": ReasonForm,
    "sign_record": SignatureForm,
    "record_paper_signature": PaperSignatureForm,
    "record_refusal": RefusalForm,
    "conclude": ConclusionForm,
    "request_recusal": RecusalForm,
    "grant_recusal": RecusalAnswerForm,
    "refuse_recusal": RecusalAnswerForm,
}
