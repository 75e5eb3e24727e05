"""What a complainant may do on the status page, and what the page says of each state."""

from datetime import datetime
from typing import Any

from django import forms

from enforcement.forms.complaining import ContactForm, SupplementForm
from enforcement.models import Complaint
from enforcement.states import ComplaintState as S
from portal.workflow.forms import CaseForm
from portal.workflow.system_acts import perform_as_system

#: What comes next, in plain words.
STEPS: dict[str, str] = {
    S.RECEIVED: "已经收到，办理机关正在决定是否受理。",
    S.ACCEPTED: "已经受理，办理机关正在核实。",
    S.ROUTED: "办理机关已请平台说明情况。平台不知道您是谁。",
    S.ANSWERED: "平台已经答复，办理机关正在核对。",
    S.CLOSED: "已经办结，答复见下。",
    S.NOT_ACCEPTED: "没有受理，理由见下。",
    S.TRANSFERRED: "已经转给其他部门，由其依法处理。",
    S.WITHDRAWN: "您已经撤回。发现违法行为的，办理机关仍可以依职权处理。",
}


class WithdrawForm(CaseForm):
    """A withdrawal is meant."""

    sure = forms.BooleanField(label="我确认撤回，撤回后不能恢复")


ACTS: dict[str, type[CaseForm]] = {
    "supplement": SupplementForm,
    "give_contact": ContactForm,
    "withdraw": WithdrawForm,
}


def perform(complaint: Complaint, act: str, told: dict[str, Any], now: datetime) -> None:
    """Do one of ``ACTS`` for whoever holds the receipt. The same words said twice in a row are said once.

    Raises WrongState where the complaint has ended.
    """
    if act == "withdraw":
        told = {}
    if act == "supplement" and _said_last(complaint) == told["text"]:
        return
    perform_as_system(complaint.pk, act, now=now, data=told)


def _said_last(complaint: Complaint) -> str:
    last = complaint.messages.order_by("-written_at", "-pk").first()
    return last.text if last is not None and not last.from_office else ""
