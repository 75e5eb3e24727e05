"""Complaints as a kind of case. Nobody creates one at the desk: they come in by the public form."""

from typing import Any

from django.conf import settings

from enforcement.complaint_detail import detail, to_json
from enforcement.forms.complaining import ReportForm
from enforcement.forms.complaint import COMPLAINT_FORMS
from enforcement.machines.limits import COMPLAINT_ACKNOWLEDGEMENT, COMPLAINT_ANSWER
from enforcement.models import Complaint
from enforcement.selectors.handlers import accepters
from enforcement.states import ComplaintState as S
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.workflow.catalogue import CaseKind, Slot
from portal.workflow.machine import Opens, Says

#: What a complainant may hand in beside the words.
PAPERS = Slot("evidence", "附件", ("pdf", "docx", "png", "jpeg"), required=False, several=True)

_OFFICERS_TURN = {
    S.RECEIVED: "请决定是否受理；不属于本机关职责的，转送其他部门或者不予受理。",
    S.ACCEPTED: "可以写出摘要转平台答复，也可以自行核实后办结并答复投诉人。",
    S.ROUTED: "等待平台答复；平台不答复的，可以自行核实后办结。",
    S.ANSWERED: "请核实平台的答复：要求补充，或者办结并答复投诉人。",
}


def _profile() -> str:
    return str(settings.ALGORITHM_PROFILE)


def hint(complaint: Any, user: User) -> str:
    """Whose turn it is."""
    roles = complaint.roles_of(user)
    if Role.PROVIDER in roles:
        waits = complaint.state == S.ROUTED
        return "主管部门转来一件投诉举报，请在期限内核实并答复。" if waits else ""
    return _OFFICERS_TURN.get(complaint.state, "") if Role.ENFORCEMENT_OFFICER in roles else ""


COMPLAINT = CaseKind(
    code="complaint",
    label="投诉举报",
    prefix="TS",
    model=Complaint,
    states=S,
    profile=_profile,
    creators=frozenset({Role.SYSTEM}),
    create_form=ReportForm,
    editable={},
    opens_in=S.RECEIVED,
    standing=(
        Opens(COMPLAINT_ACKNOWLEDGEMENT, since="received_at"),
        Opens(COMPLAINT_ANSWER, since="received_at"),
    ),
    tones={
        S.RECEIVED: "info",
        S.ACCEPTED: "info",
        S.ROUTED: "warn",
        S.ANSWERED: "info",
        S.CLOSED: "ok",
    },
    slots=(PAPERS,),
    says_on_creation=(Says("complaint_lodged", to="authority"),),
    action_forms=COMPLAINT_FORMS,
    template="enforcement/_complaint.html",
    inner_limits=frozenset({COMPLAINT_ACKNOWLEDGEMENT, COMPLAINT_ANSWER}),
    handlers=accepters,
    detail=detail,
    hint=hint,
    to_json=to_json,
)
