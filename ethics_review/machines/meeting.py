"""A meeting of a committee: called, in session, held; its agenda may hold several reviews (articles 13–14)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.states import MeetingState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard

KEEPERS = (Role.SECRETARY, Role.CHAIR)
PLANNED = (S.DRAFT, S.CONVENED)


@guard("会议准备不完整", cites="ethics.quorum")
def complete(meeting: Any, ctx: Context) -> Iterable[Reason]:
    """When, how, who presides, and something on the agenda."""
    return list(meeting.problems(ctx.now))


@guard("出席名单不符合要求", cites="ethics.quorum")
def attendance_fits(meeting: Any, ctx: Context) -> Iterable[Reason]:
    """Sitting members alone, whoever presides among them, nobody twice."""
    return list(meeting.why_not_attending(ctx.data.get("present"), ctx))


@guard("会议上还有正在进行的表决", cites="ethics.quorum")
def no_vote_open(meeting: Any, ctx: Context) -> bool:
    """Minutes are closed over closed rounds."""
    return not meeting.has_open_rounds()


@guard("主持人不符合要求", cites="ethics.quorum")
def presider_fits(meeting: Any, ctx: Context) -> Iterable[Reason]:
    """The chair, or the vice-chair whom the chair names."""
    return list(meeting.why_not_preside(ctx.data.get("presider")))


@guard("议程不符合要求", cites="ethics.quorum")
def agenda_fits(meeting: Any, ctx: Context) -> Iterable[Reason]:
    """Reviews of this committee that wait for a meeting, each once."""
    return list(meeting.why_not_on_agenda(ctx.data.get("reviews")))


class MeetingProcedure(models.Model):
    """``Meeting`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Meeting`` brings
        received_at: Any
        presider: Any
        convened_at: Any
        opened_at: Any
        closed_at: Any
        cancelled_reason: Any

    @action(
        "指定主持人",
        roles=[Role.CHAIR],
        source=[*PLANNED, S.IN_SESSION],
        cites="ethics.quorum",
        explains="会议由主任委员主持，或者由其指定的副主任委员主持。",
        guards=[no_vote_open, presider_fits],
    )
    def name_presider(self, ctx: Context, presider: Any) -> None:
        self.presider = presider

    @action(
        "确定议程",
        roles=KEEPERS,
        source=[*PLANNED, S.IN_SESSION],
        cites="ethics.quorum",
        explains="选择会议审查的事项，可以多项；会议进行中也可以增加。正在表决的事项不能撤下。",
        guards=[no_vote_open, agenda_fits],
        effects=["note_agenda"],
        sealed=("reviews",),
    )
    def set_agenda(self, ctx: Context, reviews: list[Any]) -> None:
        """The rows are written with the event; a trail that named reviews would tell the recused."""

    @action(
        "通知开会",
        roles=KEEPERS,
        source=[S.DRAFT],
        target=S.CONVENED,
        cites="ethics.quorum",
        explains="把时间、形式、地点和议程通知全体委员；与某一议程有利益冲突的委员看不到该议程。",
        guards=[complete],
        says=[Says("meeting_called", to="seats")],
    )
    def convene(self, ctx: Context) -> None:
        self.received_at = ctx.now
        self.convened_at = ctx.now

    @action(
        "开始会议",
        roles=KEEPERS,
        source=[S.CONVENED],
        target=S.IN_SESSION,
        cites="ethics.quorum",
        explains="登记到会委员。每一议程表决前，按没有回避的到会委员核对人数和类别。",
        guards=[attendance_fits],
        effects=["note_attendance"],
    )
    def open_session(self, ctx: Context, present: list[Any]) -> None:
        self.opened_at = ctx.now

    @action(
        "更正到会名单",
        roles=KEEPERS,
        source=[S.IN_SESSION],
        cites="ethics.quorum",
        explains="有委员迟到或者离开的，更正名单；已经开始的表决不受影响。",
        guards=[attendance_fits, no_vote_open],
        effects=["note_attendance"],
    )
    def update_attendance(self, ctx: Context, present: list[Any]) -> None:
        """The rows are written with the event."""

    @action(
        "结束会议",
        roles=KEEPERS,
        source=[S.IN_SESSION],
        target=S.HELD,
        cites="ethics.quorum",
        explains="会议结束，到会名单和表决结果不再变动。",
        guards=[no_vote_open],
    )
    def close_session(self, ctx: Context) -> None:
        self.closed_at = ctx.now

    @action(
        "取消会议",
        roles=KEEPERS,
        source=PLANNED,
        target=S.CANCELLED,
        cites="ethics.quorum",
        explains="会议不再召开的，写明理由并通知委员。",
        says=[Says("meeting_cancelled", to="seats")],
        grave=True,
    )
    def cancel(self, ctx: Context, reason: str) -> None:
        self.cancelled_reason = reason
