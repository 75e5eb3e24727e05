"""Bulletins, and meetings with platforms (platform opinions, item 12).

A bulletin has two pairs of eyes: whoever wrote any of it does not publish it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import MEETING_NOTICE
from enforcement.states import BulletinState, SupervisionMeetingState
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard

_HEAD = (Role.ENFORCEMENT_HEAD,)
_OFFICER = (Role.ENFORCEMENT_OFFICER,)
_B, _S = BulletinState, SupervisionMeetingState


@guard("通报还不完整", cites="bulletin_kinds")
def bulletin_complete(bulletin: Any, ctx: Context) -> Iterable[Reason]:
    """A kind, a title, a text."""
    return list(bulletin.problems(ctx.now))


@guard("起草或者修改过通报的人不能发布，请由另一位负责人发布", cites="bulletin_kinds")
def written_by_another(bulletin: Any, ctx: Context) -> bool:
    """Four eyes."""
    return ctx.actor.pk not in bulletin.writers()


@guard("约谈和例会的安排还不完整", cites="meeting_kinds")
def meeting_planned(meeting: Any, ctx: Context) -> Iterable[Reason]:
    """When, where, what about, who must come, which platforms."""
    return list(meeting.problems(ctx.now))


@guard("还没有到会议的时间", cites="meeting_kinds")
def meeting_has_begun(meeting: Any, ctx: Context) -> bool:
    """Nobody writes minutes of what is still to come."""
    return meeting.starts_at is not None and meeting.starts_at <= ctx.now


@guard("到会情况还不完整", cites="meeting_kinds")
def attendance_told(meeting: Any, ctx: Context) -> Iterable[Reason]:
    """For every platform that was called, whether it came."""
    return list(meeting.why_not_attendance(ctx.data.get("attendance")))


class BulletinProcedure(models.Model):
    """``Bulletin`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Bulletin`` brings
        received_at: Any
        told_at: Any
        published_at: Any
        withdrawn_at: Any
        withdrawn_reason: Any

    @action(
        "发布通报",
        roles=_HEAD,
        source=[_B.DRAFT],
        target=_B.PUBLISHED,
        cites="bulletin_kinds",
        explains="在门户公开，并告知辖区内全部平台。起草和发布应当是两个人。",
        guards=[bulletin_complete, written_by_another],
        says=[Says("bulletin_published", to="platforms")],
        grave=True,
    )
    def publish(self, ctx: Context) -> None:
        self.received_at = self.received_at or ctx.now
        self.published_at = self.told_at = ctx.now

    @action(
        "报请发布",
        roles=[*_OFFICER, *_HEAD],
        source=[_B.DRAFT],
        cites="bulletin_kinds",
        explains="写好以后报请负责人发布；发布以前仍然可以修改，企业和公众看不到。",
        guards=[bulletin_complete],
        says=[Says("bulletin_proposed", to="office")],
        confidential=True,
    )
    def propose(self, ctx: Context) -> None:
        self.received_at = ctx.now

    @action(
        "撤下通报",
        roles=_HEAD,
        source=[_B.PUBLISHED],
        target=_B.WITHDRAWN,
        cites="bulletin_kinds",
        explains="内容有误或者不宜继续公开的，写明理由撤下；公开页面保留标题、撤下时间和理由。",
        says=[Says("bulletin_withdrawn", to="platforms")],
        grave=True,
    )
    def withdraw(self, ctx: Context, reason: str) -> None:
        self.withdrawn_at = ctx.now
        self.withdrawn_reason = reason


class SupervisionMeetingProcedure(models.Model):
    """``SupervisionMeeting`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``SupervisionMeeting`` brings
        received_at: Any
        told_at: Any
        starts_at: Any
        minutes: Any
        requirements: Any
        held_at: Any
        cancelled_reason: Any

    @action(
        "发出通知书",
        roles=_OFFICER,
        source=[_S.DRAFT],
        target=_S.CALLED,
        cites=MEETING_NOTICE,
        explains="向每一家平台发出通知书，写明时间、地点、事由和参加人员；平台之间互相看不到。",
        guards=[meeting_planned],
        closes=[MEETING_NOTICE],
        says=[Says("supervision_meeting_called", to="invited")],
    )
    def call(self, ctx: Context) -> None:
        self.received_at = self.told_at = ctx.now

    @action(
        "登记会议记录",
        roles=_OFFICER,
        source=[_S.CALLED],
        target=_S.HELD,
        cites="meeting_kinds",
        explains="登记各平台到会情况和会议记录；会议记录留存本机关，对平台的要求会告知平台。",
        guards=[meeting_has_begun, attendance_told],
        says=[Says("supervision_meeting_held", to="invited")],
        effects=["note_attendance"],
        internal=True,
    )
    def hold(
        self,
        ctx: Context,
        attendance: list[dict[str, Any]],
        minutes: str,
        requirements: str = "",
    ) -> None:
        self.minutes, self.requirements = minutes, requirements
        self.held_at = self.starts_at

    @action(
        "取消会议",
        roles=_OFFICER,
        source=[_S.DRAFT, _S.CALLED],
        target=_S.CANCELLED,
        cites="meeting_kinds",
        explains="不再召开的，写明理由；已经通知的平台会收到取消的通知。",
        voids=[MEETING_NOTICE],
        says=[Says("supervision_meeting_cancelled", to="told")],
        grave=True,
    )
    def cancel(self, ctx: Context, reason: str) -> None:
        self.cancelled_reason = reason
