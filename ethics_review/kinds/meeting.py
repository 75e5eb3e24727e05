"""A committee's meeting as a kind of case."""

from typing import Any

from django.conf import settings

from ethics_review.forms.meeting import MEETING_FORMS, NewMeetingForm, PlanSection
from ethics_review.machines.meeting import KEEPERS
from ethics_review.meeting_detail import detail, to_json
from ethics_review.models import Meeting
from ethics_review.states import MeetingState
from portal.accounts.models import User
from portal.workflow.catalogue import CaseKind, Section


def _profile() -> str:
    return str(settings.ETHICS_PROFILE)


_KEEPERS_TURN = {
    MeetingState.DRAFT: "请填写时间和地点，确定议程，然后通知开会。",
    MeetingState.CONVENED: "到时登记到会委员，开始会议。",
    MeetingState.IN_SESSION: "逐项审议。表决在各审查事项的页面上由主持人开始；全部结束后，结束会议。",
}
_MEMBERS_TURN = {
    MeetingState.CONVENED: "请在会前对各议程声明利益关系并审阅材料。",
    MeetingState.IN_SESSION: "会议正在进行。请到各审查事项的页面投票。",
}


def hint(meeting: Any, user: User) -> str:
    """What comes next, for those who keep the meeting and for those who sit."""
    keeps = meeting.roles_of(user) & set(KEEPERS)
    told = _KEEPERS_TURN if keeps else _MEMBERS_TURN
    return told.get(meeting.state, "会议已经结束，可以查看会议记录。" if meeting.closed_at else "")


MEETING = CaseKind(
    code="committee_meeting",
    label="委员会会议",
    prefix="HY",
    model=Meeting,
    states=MeetingState,
    profile=_profile,
    creators=frozenset(KEEPERS),
    create_form=NewMeetingForm,
    editable={MeetingState.DRAFT: KEEPERS},
    tones={MeetingState.CONVENED: "info", MeetingState.IN_SESSION: "warn", MeetingState.HELD: "ok"},
    sections=(Section("plan", "会议安排", PlanSection, "何时、以何种形式、在哪里开会。"),),
    action_forms=MEETING_FORMS,
    template="ethics_review/_meeting.html",
    detail=detail,
    to_json=to_json,
    hint=hint,
    problems=lambda meeting, now: meeting.problems(now),
    section_of=lambda field: "plan" if field in PlanSection.base_fields else "",
)
