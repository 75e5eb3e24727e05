"""The service of the decision, from which every further clock runs (penalty law, 61; civil procedure law, 87–95)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    COURT,
    LAWSUIT,
    PAYMENT,
    PUBLIC_NOTICE,
    PUBLICATION,
    RECONSIDERATION,
    SERVICE,
)
from enforcement.machines.penalty.guards import party_or_team
from enforcement.machines.staffing import on_the_team
from enforcement.rules import serving as rules
from enforcement.states import PenaltyState as S
from enforcement.states import ServiceMethod
from portal.accounts.roles import Role
from portal.law.terms import Measure
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, action, guard

#: From the prior notice on the party knows of the case and can say where papers reach it.
_TOLD = (
    *(S.NOTIFIED, S.HEARING_REQUESTED, S.HEARING_SCHEDULED, S.HEARD),
    *(S.DELIBERATED, S.DECIDED, S.SERVED),
)
#: Measures that are carried out on a filing, and the filing's own act.
ON_A_FILING = {
    Measure.SUSPEND_UPDATES: "suspend_updates",
    Measure.REVOKE_FILING: "revoke_by_decision",
    Measure.CANCEL_FILING: "cancel_by_decision",
}


@guard("送达情况不完整", cites="service_methods")
def service_is_proven(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """Each way of service has its own proof."""
    return rules.service_problems(
        ctx.data,
        decided_at=penalty.decided_at,
        now=ctx.now,
        confirmed_at=penalty.electronic_agreed_at(ctx.data.get("served_at")),
        notice_ends=penalty.public_notice_ends(),
    )


@guard("涉及的备案不符合要求")
def target_fits(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """A decision reaches the party's own filing, and a number that still holds unless somebody says that it ended."""
    if not ctx.data or not _acts_on_a_filing(penalty):
        return
    target = penalty.target
    if target is None:
        if _must_name_one(penalty):
            yield Reason("决定撤销或者注销备案，但没有写明涉及的备案", "target", code="no_target")
    elif target.kind != "filing" or target.organization_id != penalty.organization_id:
        yield Reason("涉及的备案不是当事人的算法备案", "target", code="not_of_the_party")
    elif not target.in_force and not ctx.data.get("target_ended"):
        told = f"涉及的备案 {target.number} 已经失效。确认本决定对该备案不再执行的，请勾选后送达"
        yield Reason(told, "target_ended", code="target_not_in_force")


@guard("公告送达正在进行", cites=PUBLIC_NOTICE, stage=True)
def no_notice_runs(penalty: Any, ctx: Context) -> bool:
    """One notice at a time."""
    return penalty.running(PUBLIC_NOTICE) is None


@guard("公告日期不符合要求", cites=PUBLIC_NOTICE)
def notice_day_fits(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """The notice appeared after the decision and not in the future."""
    day = ctx.data.get("notice_on")
    if day is not None and not penalty.day_of(penalty.decided_at) <= day <= penalty.day_of(ctx.now):
        yield Reason("公告日期应在作出决定之后，且不晚于今天", "notice_on", code="notice_day")


@guard("还不能公告送达", cites=PUBLIC_NOTICE)
def is_the_last_resort(penalty: Any, ctx: Context) -> Iterable[Reason]:
    """Another way was tried, or nobody knows where the party is (civil procedure law, 95)."""
    return list(penalty.why_not_announced(ctx))


def _acts_on_a_filing(penalty: Any) -> bool:
    return any(measure.value in penalty.measures for measure in ON_A_FILING)


def _must_name_one(penalty: Any) -> bool:
    return not {Measure.REVOKE_FILING, Measure.CANCEL_FILING}.isdisjoint(penalty.measures)


def reaches(measure: Measure) -> Any:
    """The measure is carried out on the filing by this act."""
    return lambda penalty, ctx: measure.value in penalty.consequences


def consequence(penalty: Any, ctx: Context) -> dict[str, Any]:
    """What the filing's act is told."""
    basis = ctx.citation(penalty.sanction)
    return {"decision": penalty.number, "reason": f"行政处罚决定，依据{basis}"}


def _suspension(penalty: Any, ctx: Context) -> dict[str, Any]:
    return {**consequence(penalty, ctx), "until": penalty.suspend_until}


def done(penalty: Any, ctx: Context) -> bool:
    """Nothing of the decision is left to be performed."""
    return bool(penalty.nothing_left())


def fined(penalty: Any, ctx: Context) -> bool:
    """Money is due, and not all of it was paid."""
    return bool(penalty.has_fine and penalty.fine_settled_at is None)


class Serving(models.Model):
    """How the decision reaches the party and takes effect."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        electronic_address: Any
        electronic_signatory: Any
        electronic_confirmed_at: Any
        public_notice_on: Any
        public_notice_place: Any
        public_notice_reason: Any
        measures: Any
        fine: Any
        target: Any
        served_at: Any
        service_method: Any
        service_record: Any
        standing_measures: Any
        standing_fine: Any
        consequences: Any
        remedies_end_on: Any

        def public_notice_ends(self) -> datetime | None: ...
        def electronic_agreed_at(self, moment: datetime | None) -> datetime | None: ...
        def last_day_of(self, code: str, start: Any, ctx: Context) -> date: ...

    @action(
        "确认电子送达",
        roles=[Role.PROVIDER, Role.ENFORCEMENT_OFFICER],
        source=_TOLD,
        cites="service_methods",
        explains="当事人签订确认书后，行政处罚决定书等可以用传真、电子邮件等方式送达。没有确认书的，不能电子送达。",
        guards=[party_or_team],
        says=[Says("penalty_electronic_confirmed", to="authority")],
    )
    def confirm_electronic_service(self, ctx: Context, address: str, signatory: str) -> None:
        self.electronic_address = address
        self.electronic_signatory = signatory
        self.electronic_confirmed_at = ctx.now

    @action(
        "登记公告送达",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.DECIDED],
        cites=PUBLIC_NOTICE,
        explains="当事人下落不明或者其他方式无法送达的，公告送达；自公告之日起经过三十日视为送达，届满后再登记送达。",
        guards=[on_the_team, no_notice_runs, notice_day_fits, is_the_last_resort],
        opens=[Opens(PUBLIC_NOTICE, since="public_notice_on")],
        effects=["keep_announcement"],
    )
    def record_public_notice(
        self,
        ctx: Context,
        notice_on: date,
        place: str,
        reason: str,
        unknown_whereabouts: bool = False,
    ) -> None:
        self.public_notice_on = notice_on
        self.public_notice_place = place
        self.public_notice_reason = reason

    @action(
        "登记送达",
        roles=[Role.ENFORCEMENT_OFFICER, Role.SYSTEM],
        source=[S.DECIDED],
        target=S.SERVED,
        cites=SERVICE,
        explains="决定自送达起生效：缴款、复议、起诉、公开的期限自送达之日起算；撤销、注销备案和暂停信息更新同时执行。不能撤回。",
        guards=[on_the_team, service_is_proven, target_fits],
        closes=[SERVICE, PUBLIC_NOTICE],
        opens=[
            Opens(PAYMENT, since="served_at", when=fined),
            Opens(RECONSIDERATION, since="served_at"),
            Opens(LAWSUIT, since="served_at"),
            Opens(PUBLICATION, since="served_at"),
            Opens(COURT, since="remedies_end_on", when=fined),
        ],
        says=[Says("penalty_served"), Says("penalty_service_receipt", to="office")],
        then=[
            Then(
                "target",
                "suspend_updates",
                when=reaches(Measure.SUSPEND_UPDATES),
                data=_suspension,
            ),
            Then(
                "target",
                "revoke_by_decision",
                when=reaches(Measure.REVOKE_FILING),
                data=consequence,
            ),
            Then(
                "target",
                "cancel_by_decision",
                when=reaches(Measure.CANCEL_FILING),
                data=consequence,
            ),
            Then("itself", "note_performed", when=done),
        ],
        effects=["keep_service"],
        grave=True,
    )
    def record_service(
        self,
        ctx: Context,
        service_method: str,
        served_at: datetime | None = None,
        target_ended: bool = False,
        **record: str,
    ) -> None:
        by_notice = service_method == ServiceMethod.PUBLIC_NOTICE
        self.served_at = self.public_notice_ends() if by_notice else served_at
        self.service_method = service_method
        self.service_record = record
        self.standing_measures, self.standing_fine = list(self.measures), self.fine
        self.consequences = self._carried_out()
        self.remedies_end_on = self.last_day_of(LAWSUIT, self.served_at, ctx)

    def _carried_out(self) -> list[str]:
        """The measures that take effect on the filing now; none where there is none, or it has ended."""
        if self.target is None or not self.target.in_force:
            return []
        return [measure.value for measure in ON_A_FILING if measure.value in self.measures]
