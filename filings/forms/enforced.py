"""What the acts of a penalty decision on a filing are told; no page asks for it, the trail reads it aloud."""

from django import forms

from portal.workflow.choosing import long_text
from portal.workflow.forms import CaseForm


class DecisionForm(CaseForm):
    """Which decision, and on what it rests."""

    decision = forms.CharField(label="处罚决定编号", max_length=40)
    reason = long_text("理由", rows=3)


class SuspensionForm(DecisionForm):
    """Until when, too."""

    until = forms.DateField(label="暂停至", required=False)


ENFORCED_FORMS: dict[str, type[CaseForm]] = {
    "revoke_by_decision": DecisionForm,
    "cancel_by_decision": DecisionForm,
    "suspend_updates": SuspensionForm,
    "resume_updates": DecisionForm,
    "restore_after_revocation": DecisionForm,
}
