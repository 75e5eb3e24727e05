"""The end of a service: deregistration on application, cancellation ex officio.

Draft 2021 articles 20(3) and 29(2): thirty working days before the end; provisions 2022 articles 24(3) and 33(2):
twenty after it. The direction stands in the rulebook; the acts are the same.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from filings import rules
from filings.machines.filing import someone_answers
from filings.machines.limits import (
    CONFIRMATION,
    DEREGISTRATION,
    DEREGISTRATION_CORRECTION,
    DEREGISTRATION_DECISION,
    DISPLAY,
    DISPLAY_CORRECTION,
    OF_A_NUMBER,
)
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

#: The ground for which the missed limit itself is the fact to be shown.
NOT_DEREGISTERED = "not_deregistered"
CANCELLATION = "algorithm.cancellation"


@guard("撤销备案程序尚未办结，暂不办理注销", cites=DEREGISTRATION)
def no_revocation_pending(filing: Any, ctx: Context) -> bool:
    """Leaving does not end an inquiry into how the number was obtained."""
    return filing.revocation_notified_at is None


@guard("注销期限尚未届满", cites=DEREGISTRATION)
def missed_where_claimed(filing: Any, ctx: Context) -> Iterable[Reason] | bool:
    """Who cancels because nobody deregistered names an end of service that has come, and whose limit has run out."""
    if ctx.data.get("ground") != NOT_DEREGISTERED:
        return True
    if filing.state == S.DEREGISTRATION_SUBMITTED or filing.still_runs(
        DEREGISTRATION_CORRECTION, ctx.now
    ):
        return _too_early(
            "企业已经申请注销，正在办理，不能以逾期未注销为由依职权注销", "applied", ctx
        )
    ended_on = ctx.data.get("service_ended_on") or filing.service_ends_on
    if ended_on is None:
        return _too_early("以逾期未注销为由的，应写明服务终止之日", "end_unknown", ctx)
    if not rules.has_come(ended_on, ctx.now):
        return _too_early(
            f"服务终止之日（{ended_on}）尚未到来，不能以逾期未注销为由依职权注销",
            "not_ended_yet",
            ctx,
        )
    due = filing.deregistration_due(ended_on, ctx)
    return ctx.now >= due.moment or _too_early(
        f"按该终止日计算，注销期限至 {due.last_day} 届满，尚不能依职权注销", "not_yet_missed", ctx
    )


@guard("服务终止日尚未到来，备案编号到终止日仍须有效，届时再准予注销", cites=DEREGISTRATION)
def service_has_ended(filing: Any, ctx: Context) -> bool:
    """The number holds as long as the service is provided (the draft asks for the application long before the end)."""
    return rules.has_come(filing.service_ends_on, ctx.now)


def _too_early(message: str, code: str, ctx: Context) -> list[Reason]:
    article = ctx.article(DEREGISTRATION)
    return [Reason(message, field="service_ended_on", article=article, code=code)]


class Termination(models.Model):
    """From the announced end of the service to the end of the number. ``Filing`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        service_ends_on: Any
        termination_reason: Any
        user_arrangements: Any
        data_arrangements: Any
        deregistration_returns: Any
        deregistration_submitted_at: Any
        cancellation_ground: Any
        cancellation_facts: Any
        submitted_at: Any
        in_force: Any

        def end(self, ctx: Context) -> None: ...

    @action(
        "申报终止服务",
        roles=[Role.PROVIDER],
        source=[S.RECORDED],
        target=S.TERMINATION_DUE,
        cites=DEREGISTRATION,
        explains="写明服务终止之日，由此计算申请注销的最后期限；随后提交注销申请，并说明对用户和数据的安排。",
        opens=[Opens(DEREGISTRATION, since="service_ends_on")],
    )
    def declare_termination(self, ctx: Context, service_ends_on: Any, reason: str) -> None:
        self.service_ends_on = service_ends_on
        self.termination_reason = reason
        self.deregistration_returns = []

    @action(
        "申请注销备案",
        roles=[Role.PROVIDER],
        source=[S.TERMINATION_DUE],
        target=S.DEREGISTRATION_SUBMITTED,
        cites=DEREGISTRATION,
        explains="说明对用户和数据的妥善安排。逾期申请仍然受理，但会标记为逾期。",
        guards=[someone_answers],
        closes=[DEREGISTRATION, DEREGISTRATION_CORRECTION],
        opens=[Opens(DEREGISTRATION_DECISION, since="deregistration_counts_from")],
        says=[Says("filing_deregistration_received")],
    )
    def submit_deregistration(
        self, ctx: Context, user_arrangements: str, data_arrangements: str
    ) -> None:
        self.deregistration_submitted_at = ctx.now
        self.user_arrangements = user_arrangements
        self.data_arrangements = data_arrangements

    @action(
        "准予注销",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=[S.DEREGISTRATION_SUBMITTED],
        target=S.DEREGISTERED,
        cites=DEREGISTRATION,
        explains="服务终止日到来之后办理。备案编号自此失效，公示条目保留并标注“已注销”；不能撤回。",
        guards=[no_revocation_pending, service_has_ended],
        closes=[DEREGISTRATION_DECISION],
        voids=[CONFIRMATION, DISPLAY, DISPLAY_CORRECTION],
        says=[Says("filing_deregistered")],
        effects=["end_suspensions", "mark_cancelled"],
        grave=True,
    )
    def deregister(self, ctx: Context) -> None:
        self.end(ctx)

    @action(
        "退回注销申请",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=[S.DEREGISTRATION_SUBMITTED],
        target=S.TERMINATION_DUE,
        cites=DEREGISTRATION,
        explains="对用户、数据的安排不妥善的，逐项写明理由退回。",
        closes=[DEREGISTRATION_DECISION],
        opens=[Opens(DEREGISTRATION_CORRECTION)],
        says=[Says("filing_deregistration_returned")],
    )
    def return_deregistration(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.deregistration_returns = items

    @action(
        "撤回终止申报",
        roles=[Role.PROVIDER],
        source=[S.TERMINATION_DUE, S.DEREGISTRATION_SUBMITTED],
        target=S.RECORDED,
        cites=DEREGISTRATION,
        explains="服务继续提供的，可以撤回；备案继续有效。服务确已终止的，撤回不免除注销义务，此前已经逾期的记录保留。",
        voids=[DEREGISTRATION, DEREGISTRATION_CORRECTION, DEREGISTRATION_DECISION],
        says=[
            Says("filing_termination_withdrawn"),
            Says("termination_withdrawn", to="authority"),
        ],
        grave=True,
    )
    def withdraw_termination(self, ctx: Context, reason: str) -> None:
        self.service_ends_on = None
        self.termination_reason = ""
        self.user_arrangements = self.data_arrangements = ""
        self.deregistration_returns = []

    @action(
        "依职权注销",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=IN_FORCE_STATES,
        target=S.CANCELLED,
        cites=CANCELLATION,
        explains="服务已终止而逾期未申请注销，或者网站被关闭、许可或执照被吊销的，依职权注销；这是形式上的终止，不是处罚。不能撤回。",
        guards=[no_revocation_pending, missed_where_claimed],
        voids=OF_A_NUMBER,
        says=[Says("filing_cancelled_ex_officio")],
        effects=["end_suspensions", "mark_cancelled"],
        grave=True,
    )
    def cancel_ex_officio(
        self, ctx: Context, ground: str, facts: str, service_ended_on: Any = None
    ) -> None:
        self.cancellation_ground = ground
        self.cancellation_facts = facts
        self.service_ends_on = service_ended_on or self.service_ends_on
        self.end(ctx)
