"""What a lead asks for: what was found, where; why it is not pursued, or to whom it goes."""

from django import forms

from enforcement.states import LeadSource
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.workflow.choosing import long_text, wall_clock
from portal.workflow.forms import CaseForm, ReasonForm

#: What the portal finds by itself nobody needs to report.
_BY_HAND = tuple(
    (value, label)
    for value, label in LeadSource.choices
    if value not in (LeadSource.MISSED_DEADLINE, LeadSource.DISPLAY_CHECK)
)


class NewLeadForm(CaseForm):
    """What somebody found in the course of work, or heard from another department."""

    source = forms.ChoiceField(label="来源", choices=_BY_HAND)
    facts = long_text("线索内容", "写明发现的情况、时间、涉及的产品或者条款", max_length=8000)
    found_at = wall_clock("发现时间", "北京时间；不填为现在", required=False)
    source_department = forms.CharField(
        label="移送部门", max_length=200, required=False, help_text="由其他部门移送的填写"
    )
    origin = forms.CharField(
        label="来源事项编号",
        max_length=20,
        required=False,
        help_text="在某一事项中发现的，填写其编号，如 BA 开头的备案事项",
    )

    def clean_origin(self) -> Case | None:
        """The case in which it was found, of those that the person may see."""
        number = self.cleaned_data["origin"].strip().upper()
        if not number:
            return None
        found = visible_to(self.user).filter(number=number).first() if self.user else None
        if found is None:
            raise forms.ValidationError("“来源事项编号”没有对应的事项，或者您无权查看")
        return found

    def clean(self) -> None:
        """Another department's lead names the department."""
        super().clean()
        told = self.cleaned_data
        if told.get("source") == LeadSource.OTHER_DEPARTMENT and not told.get("source_department"):
            self.add_error("source_department", "请填写“移送部门”")


class TransferForm(ReasonForm):
    """To whom it goes, and why."""

    field_order = ("department", "reason")
    department = forms.CharField(label="移送的部门", max_length=200)
