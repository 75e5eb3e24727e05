"""Bulletins, and meetings with platforms, as kinds of case."""

from typing import Any

from enforcement.forms import guidance as forms
from enforcement.machines.limits import MEETING_NOTICE, PLATFORM_PROFILE
from enforcement.models import Bulletin, SupervisionMeeting
from enforcement.models.base import OFFICE_ROLES
from enforcement.states import BulletinState, SupervisionMeetingState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.workflow.catalogue import CaseKind, Section, Slot
from portal.workflow.forms import ReasonForm
from portal.workflow.machine import Opens

OFFICERS = frozenset({Role.ENFORCEMENT_OFFICER})
WRITERS = frozenset({Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD})
_READERS = OFFICE_ROLES | {Role.AUDITOR}


def _profile() -> str:
    return PLATFORM_PROFILE


def _bulletin_detail(bulletin: Bulletin, user: User) -> dict[str, Any]:
    office = bool(bulletin.roles_of(user) & _READERS)
    shows = office or bulletin.state == BulletinState.PUBLISHED
    return {
        "bulletin": bulletin,
        "office": office,
        "text": bulletin.text if shows else "",
        "named": list(bulletin.names.order_by("name", "pk")) if shows else [],
    }


def _bulletin_json(bulletin: Bulletin, user: User) -> dict[str, Any]:
    told = _bulletin_detail(bulletin, user)
    return {
        "sort": bulletin.sort,
        "title": bulletin.title,
        "text": told["text"],
        "names": [one.name for one in told["named"]],
        "published_at": bulletin.published_at,
        "withdrawn_at": bulletin.withdrawn_at,
        "withdrawn_reason": bulletin.withdrawn_reason,
    }


def _bulletin_hint(bulletin: Bulletin, user: User) -> str:
    roles = bulletin.roles_of(user)
    if bulletin.state != BulletinState.DRAFT:
        return ""
    if Role.ENFORCEMENT_HEAD in roles and user.pk not in bulletin.writers():
        return "请核对内容后发布；需要修改的，由起草人修改。"
    return "写好以后报请负责人发布。起草或者修改过的人不能发布。" if roles & WRITERS else ""


BULLETIN = CaseKind(
    code="bulletin",
    label="通报",
    prefix="TB",
    model=Bulletin,
    states=BulletinState,
    profile=_profile,
    creators=WRITERS,
    create_form=forms.NewBulletinForm,
    editable={BulletinState.DRAFT: WRITERS},
    tones={BulletinState.PUBLISHED: "ok"},
    sections=(Section("text", "通报内容", forms.BulletinSection),),
    action_forms={"withdraw": ReasonForm},
    template="enforcement/_bulletin.html",
    detail=_bulletin_detail,
    problems=lambda bulletin, now: bulletin.problems(now),
    section_of=lambda field: "text",
    hint=_bulletin_hint,
    to_json=_bulletin_json,
)


def invited_as_seen_by(meeting: SupervisionMeeting, user: User) -> list[Any]:
    """The platforms that were called: all for the office, a platform's people see their own."""
    rows = meeting.invited.select_related("organization")
    if not meeting.roles_of(user) & _READERS:
        rows = rows.filter(organization__in=user.organization_ids(frozenset({Role.PROVIDER})))
    return list(rows)


def _meeting_detail(meeting: SupervisionMeeting, user: User) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "office": bool(meeting.roles_of(user) & _READERS),
        "invited": invited_as_seen_by(meeting, user),
    }


def _meeting_json(meeting: SupervisionMeeting, user: User) -> dict[str, Any]:
    told = {
        "sort": meeting.sort,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "agenda": meeting.agenda,
        "who_must_come": meeting.who_must_come,
        "requirements": meeting.requirements,
        "invited": [
            {"name": row.organization.name, "attended": row.attended}
            for row in invited_as_seen_by(meeting, user)
        ],
    }
    if meeting.roles_of(user) & _READERS:
        told["minutes"] = meeting.minutes
    return told


def _meeting_hint(meeting: SupervisionMeeting, user: User) -> str:
    roles = meeting.roles_of(user)
    called = meeting.state == SupervisionMeetingState.CALLED
    if Role.PROVIDER in roles and called:
        return "请按通知书写明的时间、地点和要求参加。"
    if roles & OFFICERS and called:
        return "会议开始以后，登记到会情况和会议记录。"
    return ""


SUPERVISION_MEETING = CaseKind(
    code="supervision_meeting",
    label="约谈和例会",
    prefix="YT",
    model=SupervisionMeeting,
    states=SupervisionMeetingState,
    profile=_profile,
    creators=OFFICERS,
    create_form=forms.NewMeetingForm,
    editable={SupervisionMeetingState.DRAFT: OFFICERS},
    tones={SupervisionMeetingState.CALLED: "info", SupervisionMeetingState.HELD: "ok"},
    sections=(
        Section("plan", "会议安排", forms.MeetingSection),
        Section("papers", "会议材料", None, "所有参会平台都会看到。"),
    ),
    slots=(
        Slot(
            "material",
            "会议材料",
            ("pdf", "docx"),
            required=False,
            several=True,
        ),
    ),
    standing=(Opens(MEETING_NOTICE, since="starts_at"),),
    action_forms={"hold": forms.HoldForm, "cancel": ReasonForm},
    template="enforcement/_supervision_meeting.html",
    detail=_meeting_detail,
    problems=lambda meeting, now: meeting.problems(now),
    section_of=lambda field: "plan",
    hint=_meeting_hint,
    to_json=_meeting_json,
)
