"""What the acts on a complaint ask the officer and the platform for."""

from typing import Any, ClassVar

from django import forms

from enforcement.letters.complaint import categories
from enforcement.states import ComplaintOutcome
from portal.accounts.models import Organization
from portal.law.rulebook import rulebook
from portal.workflow.choosing import long_text
from portal.workflow.creating import CONCERNED, named_by
from portal.workflow.forms import CaseForm, ReasonForm, SecretActForm


class PlatformField(forms.CharField):
    """A platform by its unified social credit code or its name, among those that the office covers."""

    office: Organization | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="被反映的平台（单位）",
            max_length=200,
            help_text="统一社会信用代码，或者登记的单位名称",
            **kwargs,
        )

    def clean(self, value: Any) -> Organization | None:  # type: ignore[override]
        """The one that is meant. Raises ValidationError for none and for several."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        rows = Organization.objects.filter(
            kind__in=CONCERNED, division_code__startswith=self._reach()
        )
        found = named_by(rows, text, most=1)
        if not found:
            raise forms.ValidationError("没有这一单位，或者该单位不在本机关的管辖范围")
        if len(found) > 1:
            raise forms.ValidationError("有多个单位与此相符，请填写统一社会信用代码")
        return found[0]

    def aloud(self, value: Any) -> str:
        """The name for the trail, which keeps the key."""
        return str(Organization.objects.filter(pk=value).first() or value)

    def _reach(self) -> str:
        return (self.office.jurisdiction or "") if self.office is not None else ""


class _NamesPlatform(CaseForm):
    """Asks for the platform where it is not known yet; begins with what the complainant wrote."""

    respondent = PlatformField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is None:
            return
        self.fields["respondent"].office = self.case.authority  # type: ignore[attr-defined]
        known = self.case.respondent
        self.initial["respondent"] = (known.uscc or known.name) if known else ""


class AcceptForm(_NamesPlatform):
    """The category as the officer sees it, and the platform."""

    field_order = ("category", "respondent")
    rulebook_choices: ClassVar = {"category": "complaint_categories"}
    category = forms.ChoiceField(label="类别", help_text="投诉人选的类别不当的，在此更正")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            listed = categories(rulebook(self.case.law_profile), self.case.matter)
            self.fields["category"].choices = listed  # type: ignore[attr-defined]


class TransferForm(ReasonForm):
    """To which department, and why."""

    field_order = ("to", "reason")
    to = forms.CharField(label="转送的部门", max_length=200)


class RouteForm(_NamesPlatform):
    """What the platform is told."""

    field_order = ("respondent", "passed_on")
    passed_on = long_text(
        "转给平台的情况摘要",
        "用您自己的话写。不要写姓名、账号、联系方式、订单号等能认出投诉人的内容",
        rows=8,
    )


class AnswerForm(CaseForm):
    """The platform's own words."""

    company_answer = long_text(
        "答复", "核实的情况、处理的结果、今后的措施", rows=8, max_length=8000
    )


class AskAgainForm(CaseForm):
    """What the platform has not said."""

    reason = long_text(
        "还需要说明的内容", "平台会看到，不要写出能认出投诉人的内容", max_length=2000
    )


class ExtendForm(ReasonForm):
    """Until when, and why; the complainant reads both."""

    field_order = ("until", "reason")
    until = forms.DateField(
        label="新的最后一日", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CloseForm(_NamesPlatform):
    """What came of it: for the complainant, and for the office itself."""

    field_order = ("outcome", "reply", "findings", "respondent")
    outcome = forms.ChoiceField(label="办理结果", choices=ComplaintOutcome.choices)
    reply = long_text("给投诉人的答复", "在投诉人的查询页显示", rows=8, max_length=8000)
    findings = long_text(
        "查明的情况",
        "只在机关内部显示；属实的，作为执法线索的内容。不要写出投诉人的身份",
        max_length=8000,
    )

    def clean(self) -> None:
        """What is substantiated leads to a lead, which is about somebody."""
        super().clean()
        told = self.cleaned_data
        found = told.get("outcome") in (ComplaintOutcome.SUBSTANTIATED, ComplaintOutcome.PARTLY)
        if found and "respondent" in told and told["respondent"] is None:
            if self.case is None or self.case.respondent_id is None:
                self.add_error("respondent", "反映属实的，请写明“被反映的平台（单位）”")


class WriteForm(CaseForm):
    """A word to the complainant."""

    text = long_text("留言", "投诉人凭回执号看到")


class ReadIdentityForm(SecretActForm):
    """Why the officer needs to know who complained."""

    field_order = ("reason", "seen")
    reason = forms.CharField(
        label="查看的理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：需要电话核实情况。理由记入办理过程，审计人员可以看到",
    )


COMPLAINT_FORMS: dict[str, type[CaseForm]] = {
    "accept": AcceptForm,
    "decline_acceptance": ReasonForm,
    "transfer": TransferForm,
    "route": RouteForm,
    "answer": AnswerForm,
    "ask_again": AskAgainForm,
    "extend": ExtendForm,
    "close": CloseForm,
    "write": WriteForm,
    "read_identity": ReadIdentityForm,
}
