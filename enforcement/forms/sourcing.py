"""Where a case comes from: the lead that it rests on, and the case in which the facts were found, by their numbers."""

from typing import Any

from django import forms

from enforcement.models import Lead
from enforcement.states import LeadState
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.workflow.forms import CaseForm

_NOT_FOUND = "没有对应的事项，或者您无权查看"


class SourcedForm(CaseForm):
    """Base of the create forms of cases with a source. A lead must be about the same organisation, and not ended."""

    lead = forms.CharField(
        label="线索编号", max_length=20, required=False, help_text="根据线索办理的填写"
    )
    origin = forms.CharField(
        label="来源事项编号", max_length=20, required=False, help_text="在某一事项中发现的填写"
    )

    def clean_lead(self) -> Lead | None:
        """The lead, of those that the person may see and that are still to be pursued."""
        found = self._seen("lead")
        if found is None:
            return None
        lead = Lead.objects.filter(pk=found.pk).first()
        if lead is None:
            raise forms.ValidationError("“线索编号”不是线索")
        if lead.state not in (LeadState.OPEN, LeadState.TAKEN_UP):
            raise forms.ValidationError("该线索已经移送或者不予处理，请先重新研判")
        return lead

    def clean_origin(self) -> Case | None:
        """The case, of those that the person may see."""
        return self._seen("origin")

    def _seen(self, name: str) -> Case | None:
        given: Any = self.cleaned_data[name]
        number = given.strip().upper()
        if not number:
            return None
        found = visible_to(self.user).filter(number=number).first() if self.user else None
        if found is None:
            raise forms.ValidationError(f"“{self.fields[name].label}”{_NOT_FOUND}")
        return found
