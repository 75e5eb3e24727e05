"""The prior notice, its service, what the party says to it, and going back to the investigation.

Penalty law, articles 44, 45, 61 and 62. The notice is issued by one act and its service recorded by another: every
right that it gives runs from a service that is proven, and never from before the paper was there.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import HEARING_REQUEST, LEGAL_REVIEW, STATEMENT
from enforcement.machines.penalty.guards import (
    acts_in_their_part,
    no_recusal_waits,
    refusal_holds,
    review_passed,
)
from enforcement.machines.penalty.stages import DEFENDED, HEAD, OFFICER, READY, REVIEWER
from enforcement.machines.staffing import on_the_team, team_named
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("拟作出的处罚重于上一次告知的内容", cites="notice_contents")
def no_heavier_for_speaking(case: Any, ctx: Context) -> Iterable[Reason]:
    """A second notice is heavier than the first for new facts or evidence alone, and says why (articles 45, 62)."""
    return list(case.why_not_announced_again(ctx))


@guard("事先告知的送达已经登记", cites="notice_contents", stage=True)
def notice_unserved(case: Any, ctx: Context) -> bool:
    """Served once; the windows have begun."""
    return case.notified_at is None


@guard("送达情况不完整", cites="service_methods")
def notice_service_proven(case: Any, ctx: Context) -> Iterable[Reason]:
    """Each way of service has its own proof, and none lies before the notice was issued."""
    return list(case.why_notice_not_served(ctx))


def _right(case: Any, ctx: Context) -> bool:
    return bool(case.hearing_right)


class Noticing(models.Model):
    """How the party is told, and what it says to that."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        notified_at: Any
        notice_issued_at: Any
        notice_method: Any
        notice_record: Any
        told_at: Any
        statements: list[dict[str, Any]]
        stated_at: Any
        statement_ended_at: Any
        hearing_right: Any
        reviewed_at: Any
        announced: Any
        deliberated_at: Any
        deliberation: Any

        def begin_defence(self) -> None: ...
        def hearing_ground(self, law: Any) -> Any: ...
        def what_is_announced(self, ctx: Context) -> dict[str, Any]: ...
        def notice_served_at(self, ctx: Context) -> datetime | None: ...

    @action(
        "事先告知",
        roles=[OFFICER],
        source=[S.REVIEWED],
        target=S.NOTIFIED,
        cites="notice_contents",
        explains="发出事先告知书，告知拟作出的处罚、事实、理由、依据和陈述、申辩、要求听证的权利；然后登记送达，期限自送达之日起计算。拟作出的处罚重于上一次告知的，须有新的事实或者证据并说明理由。",
        guards=[team_named, on_the_team, review_passed, refusal_holds, no_heavier_for_speaking],
        says=[Says("penalty_notice")],
        grave=True,
    )
    def notify(self, ctx: Context, change_reason: str = "") -> None:
        self.begin_defence()
        self.notice_issued_at = ctx.now
        self.told_at = self.told_at or ctx.now
        self.hearing_right = self.hearing_ground(ctx.law).holds
        self.announced = self.what_is_announced(ctx)

    @action(
        "登记告知书送达",
        roles=[OFFICER, Role.SYSTEM],
        source=[S.NOTIFIED],
        cites="service_methods",
        explains="写明送达的方式、时间和凭证。陈述、申辩和要求听证的期限自送达之日起计算；没有送达的，不得作出决定。",
        guards=[on_the_team, notice_unserved, notice_service_proven],
        opens=[
            Opens(STATEMENT, since="notified_at"),
            Opens(HEARING_REQUEST, since="notified_at", when=_right),
        ],
        says=[Says("penalty_notice_served")],
        effects=["keep_notice_service"],
    )
    def record_notice_service(
        self,
        ctx: Context,
        service_method: str,
        served_at: datetime | None = None,
        notice_on: date | None = None,
        unknown_whereabouts: bool = False,
        **record: str,
    ) -> None:
        self.notified_at = self.notice_served_at(ctx)
        self.notice_method = service_method
        self.notice_record = record

    @action(
        "陈述申辩",
        roles=[Role.PROVIDER],
        source=DEFENDED,
        cites=STATEMENT,
        explains="对告知的事实、理由、依据和拟作出的处罚提出意见；先上传要附的材料，再提交。可以补充，不会因此加重处罚。期限届满以前不会作出决定，声明陈述完毕的除外；期限届满后、决定作出前提交的也会听取。",
        closes=[STATEMENT],
        says=[Says("penalty_stated", to="authority")],
    )
    def make_statement(self, ctx: Context, statement: str, done: bool = False) -> None:
        self.note_statement({"at": ctx.now.isoformat(), "text": statement}, ctx, done=done)
        self.stated_at = ctx.now

    @action(
        "重新调查",
        roles=[OFFICER, HEAD, REVIEWER],
        source=[S.REVIEWED, *READY],
        target=S.OPENED,
        cites="notice_contents",
        explains="事实、依据需要改变的，退回调查；此后重新法制审核、重新告知，各项期限重新计算。没有新的事实或者证据，不得重于已经告知的内容。",
        guards=[acts_in_their_part, no_recusal_waits],
        voids=[LEGAL_REVIEW, STATEMENT, HEARING_REQUEST],
        says=[Says("penalty_reopened", to="party")],
        internal=True,
        grave=True,
    )
    def reopen_investigation(self, ctx: Context, reason: str) -> None:
        self.begin_defence()
        self.reviewed_at = self.deliberated_at = None
        self.deliberation = {}

    def note_statement(self, row: dict[str, Any], ctx: Context, *, done: bool) -> None:
        """One more thing that the party said; ``done`` where it declared that this was all, or nothing."""
        self.statements = [*self.statements, row]
        if done:
            self.statement_ended_at = ctx.now
