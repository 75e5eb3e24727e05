"""The hearing: asked for, given up, set, held (penalty law, articles 63 and 64)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    HEARING_NOTICE,
    HEARING_REQUEST,
    LEGAL_REVIEW,
)
from enforcement.machines.penalty.stages import HEAD, HEARING_HOLD, OFFICER, REVIEWER
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

PARTY = Role.PROVIDER


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
    investigated = ctx.actor.pk in case.ever_officers()
    return bool(case.hearing_chair_id == ctx.actor.pk and not investigated)


class Hearing(models.Model):
    """How the party is heard."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
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

    def _scheduled(self, hearing_at: datetime, place: str, chair: Any, public: bool) -> None:
        self.hearing_at = hearing_at
        self.hearing_place = place
        self.hearing_chair = chair
        self.hearing_public = public
