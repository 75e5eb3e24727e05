"""The prior notice, the party's defence and the hearing (penalty law, articles 44, 45 and 62 to 64)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    HEARING_NOTICE,
    HEARING_REQUEST,
    LEGAL_REVIEW,
    STATEMENT,
)
from enforcement.machines.penalty.stages import (
    DEFENDED,
    HEAD,
    HEARING_HOLD,
    OFFICER,
    READY,
    REVIEWER,
)
from enforcement.machines.staffing import on_the_team, team_named
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

PARTY = Role.PROVIDER


@guard("送达时间不符合要求", cites="notice_contents")
def served_in_order(case: Any, ctx: Context) -> Iterable[Reason]:
    """The notice was served after the review and not in the future."""
    return list(case.why_not_served_then(ctx.data.get("served_at"), ctx.now))


@guard("要求听证的期限已经届满或者不能要求听证", cites=HEARING_REQUEST)
def hearing_open(case: Any, ctx: Context) -> Iterable[Reason]:
    """There is a right to a hearing and its window is open."""
    return list(case.why_no_hearing(ctx.law, ctx.now))


@guard("听证的安排不符合要求", cites=HEARING_NOTICE)
def hearing_fits(case: Any, ctx: Context) -> Iterable[Reason]:
    """Told early enough, chaired by somebody who did not investigate."""
    return list(case.why_not_scheduled(ctx.data, ctx))


@guard("听证尚未开始", cites="hearing_rules")
def hearing_began(case: Any, ctx: Context) -> bool:
    """No record before there was something to record."""
    return case.hearing_at is not None and ctx.now >= case.hearing_at


@guard("听证笔录由听证主持人提交", cites="hearing_rules")
def chairs_the_hearing(case: Any, ctx: Context) -> bool:
    """Whoever presided answers for the record."""
    return bool(case.hearing_chair_id == ctx.actor.pk and not case.is_officer(ctx.actor))


def _right(case: Any, ctx: Context) -> bool:
    return bool(case.hearing_right)


class Hearing(models.Model):
    """How the party is told and heard."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        notified_at: Any
        notice_method: Any
        told_at: Any
        statements: list[dict[str, Any]]
        stated_at: Any
        hearing_right: Any
        hearing_requested_at: Any
        hearing_reasons: Any
        hearing_waived_at: Any
        hearing_at: Any
        hearing_place: Any
        hearing_chair: Any
        hearing_public: Any
        hearing_record: Any
        hearing_signatures: Any
        hearing_abandoned: Any
        heard_at: Any
        reviewed_at: Any
        announced: Any
        deliberated_at: Any
        deliberation: Any

        def begin_defence(self) -> None: ...
        def hearing_ground(self, law: Any) -> Any: ...
        def what_is_announced(self, ctx: Context) -> dict[str, Any]: ...

    @action(
        "事先告知",
        roles=[OFFICER],
        source=[S.REVIEWED],
        target=S.NOTIFIED,
        cites="notice_contents",
        explains="告知当事人拟作出的处罚、事实、理由、依据和陈述、申辩、要求听证的权利；期限自送达之日起计算。没有告知不得作出决定。",
        guards=[team_named, on_the_team, served_in_order],
        opens=[
            Opens(STATEMENT, since="notified_at"),
            Opens(HEARING_REQUEST, since="notified_at", when=_right),
        ],
        says=[Says("penalty_notice")],
        grave=True,
    )
    def notify(self, ctx: Context, served_at: datetime, notice_method: str) -> None:
        self.begin_defence()
        self.notified_at = served_at
        self.notice_method = notice_method
        self.told_at = self.told_at or ctx.now
        self.hearing_right = self.hearing_ground(ctx.law).holds
        self.announced = self.what_is_announced(ctx)

    @action(
        "陈述申辩",
        roles=[PARTY],
        source=DEFENDED,
        cites=STATEMENT,
        explains="对告知的事实、理由、依据和拟作出的处罚提出意见；先上传要附的材料，再提交。可以补充，不会因此加重处罚；期限届满后、决定作出前提交的也会听取。",
        closes=[STATEMENT],
        says=[Says("penalty_stated", to="authority")],
    )
    def make_statement(self, ctx: Context, statement: str) -> None:
        self.statements = [*self.statements, {"at": ctx.now.isoformat(), "text": statement}]
        self.stated_at = ctx.now

    @action(
        "要求听证",
        roles=[PARTY],
        source=[S.NOTIFIED],
        target=S.HEARING_REQUESTED,
        cites=HEARING_REQUEST,
        explains="在收到告知后的期限内提出；组织听证不收取费用。",
        guards=[hearing_open],
        closes=[HEARING_REQUEST],
        opens=[Opens(HEARING_HOLD)],
        says=[Says("penalty_hearing_asked", to="authority")],
    )
    def request_hearing(self, ctx: Context, hearing_reasons: str) -> None:
        self.hearing_requested_at = ctx.now
        self.hearing_reasons = hearing_reasons

    @action(
        "放弃听证",
        roles=[PARTY],
        source=[S.NOTIFIED],
        cites=HEARING_REQUEST,
        explains="声明不要求听证；声明以后不能再提出。",
        guards=[hearing_open],
        closes=[HEARING_REQUEST],
        says=[Says("penalty_hearing_waived", to="authority")],
        grave=True,
    )
    def waive_hearing(self, ctx: Context) -> None:
        self.hearing_waived_at = ctx.now

    @action(
        "撤回听证要求",
        roles=[PARTY],
        source=[S.HEARING_REQUESTED, S.HEARING_SCHEDULED],
        target=S.NOTIFIED,
        cites=HEARING_REQUEST,
        explains="撤回以后不举行听证，也不能再提出；陈述和申辩不受影响。",
        voids=[HEARING_HOLD],
        says=[Says("penalty_hearing_waived", to="authority")],
        grave=True,
    )
    def withdraw_hearing(self, ctx: Context) -> None:
        self.hearing_waived_at = ctx.now
        self.hearing_requested_at = self.hearing_at = None

    @action(
        "安排听证",
        roles=[OFFICER, HEAD],
        source=[S.HEARING_REQUESTED],
        target=S.HEARING_SCHEDULED,
        cites=HEARING_NOTICE,
        explains="确定时间、地点和主持人，在规定的天数以前通知当事人；主持人不能是本案的调查人员。",
        guards=[hearing_fits],
        says=[Says("penalty_hearing_notice")],
    )
    def schedule_hearing(
        self, ctx: Context, hearing_at: datetime, place: str, chair: Any, public: bool
    ) -> None:
        self._scheduled(hearing_at, place, chair, public)

    @action(
        "改期听证",
        roles=[OFFICER, HEAD],
        source=[S.HEARING_SCHEDULED],
        cites=HEARING_NOTICE,
        explains="改变时间、地点或者主持人的，重新按规定的天数通知当事人。",
        guards=[hearing_fits],
        says=[Says("penalty_hearing_notice")],
    )
    def reschedule_hearing(
        self, ctx: Context, hearing_at: datetime, place: str, chair: Any, public: bool
    ) -> None:
        self._scheduled(hearing_at, place, chair, public)

    @action(
        "提交听证笔录",
        roles=[OFFICER, HEAD, REVIEWER],
        source=[S.HEARING_SCHEDULED],
        target=S.HEARD,
        cites="hearing_rules",
        explains="听证结束后由主持人提交笔录和签名情况；当事人无正当理由不到场或者中途退出的，视为放弃，终止听证。此后须再次法制审核。",
        guards=[hearing_began, chairs_the_hearing],
        closes=[HEARING_HOLD],
        opens=[Opens(LEGAL_REVIEW)],
        says=[Says("penalty_hearing_record"), Says("penalty_to_review", to="authority")],
        grave=True,
    )
    def record_hearing(
        self, ctx: Context, record: str, signatures: str, abandoned: bool = False
    ) -> None:
        self.hearing_record = record
        self.hearing_signatures = signatures
        self.hearing_abandoned = abandoned
        self.heard_at = ctx.now
        self.reviewed_at = None

    @action(
        "重新调查",
        roles=[OFFICER, HEAD, REVIEWER],
        source=[S.REVIEWED, *READY],
        target=S.OPENED,
        cites="notice_contents",
        explains="事实、依据需要改变或者拟加重处罚的，退回调查；此后重新法制审核、重新告知，各项期限重新计算。",
        voids=[LEGAL_REVIEW, STATEMENT, HEARING_REQUEST],
        says=[Says("penalty_reopened", to="party")],
        internal=True,
        grave=True,
    )
    def reopen_investigation(self, ctx: Context, reason: str) -> None:
        self.begin_defence()
        self.reviewed_at = self.deliberated_at = None
        self.deliberation = {}

    def _scheduled(self, hearing_at: datetime, place: str, chair: Any, public: bool) -> None:
        self.hearing_at = hearing_at
        self.hearing_place = place
        self.hearing_chair = chair
        self.hearing_public = public
