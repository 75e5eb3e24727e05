"""After approval: tracking, changes of risk, the end; and another committee's decision (articles 17, 18, 25)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.deciding import (
    AFTER_APPROVAL,
    interval_in_bounds,
    is_listed,
    not_listed,
)
from ethics_review.machines.deliberating import declared_first
from ethics_review.machines.intake import committee_able
from ethics_review.machines.limits import (
    ACCEPTANCE,
    AMENDMENT_CHECK,
    LIST_REGISTRATION,
    OF_AN_APPEAL,
    OF_THE_ACTIVITY,
    RISK_ANSWER,
    RISK_REPORT,
    SERVICE,
    TRACKING,
    TRACKING_LISTED,
)
from ethics_review.states import UNDER_WAY, RiskAnswer, TrackingResult
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, action, guard

FILERS = (Role.APPLICANT, Role.UNIT)
TRACKED = (*UNDER_WAY, S.SUSPENDED)
#: The next interval begins with the tracking review itself.
NEXT_INTERVAL = (
    Opens(TRACKING, when=not_listed, amount="tracking_months"),
    Opens(TRACKING_LISTED, when=is_listed, amount="tracking_months"),
)


@guard("没有待答复的风险变化报告", cites=RISK_REPORT, stage=True)
def risk_change_waits(review: Any, ctx: Context) -> bool:
    """There is something to answer."""
    return review.running_limit(RISK_ANSWER) is not None


@guard("前一次报告的风险变化尚未答复", cites=RISK_REPORT)
def no_risk_change_waits(review: Any, ctx: Context) -> bool:
    """One report at a time; more can be said once it is answered."""
    return not risk_change_waits_now(review)


@guard("发生日期不能晚于今天", cites=RISK_REPORT)
def occurred_already(review: Any, ctx: Context) -> Iterable[Reason]:
    """A change is reported, not foretold."""
    day = ctx.data.get("occurred_on")
    if day is not None and review.is_ahead(day, ctx.now):
        yield Reason(
            "“发生日期”不能晚于今天", article=ctx.article(RISK_REPORT), field="occurred_on"
        )


@guard("风险发生重大变化的，应当重新审查", cites=TRACKING_LISTED)
def answer_fits(review: Any, ctx: Context) -> Iterable[Reason]:
    """A major change cannot simply go on (article 25, paragraph 2)."""
    if ctx.data.get("answer") == RiskAnswer.CONTINUE and review.last_risk_change()["is_major"]:
        yield Reason(
            "申请人报告的是重大变化，应当暂停或者重新审查",
            article=ctx.article(TRACKING_LISTED),
            field="answer",
        )


@guard("暂停或者终止由主任委员作出", cites=TRACKING)
def may_conclude(review: Any, ctx: Context) -> Iterable[Reason]:
    """The secretary keeps the file; stopping an activity is the chair's."""
    result = ctx.data.get("result", TrackingResult.CONTINUE)
    if review.state == S.SUSPENDED and result == TrackingResult.CONTINUE and "result" in ctx.data:
        told = "活动已经暂停，不能以“继续开展”为结论；原因消除的，请先恢复活动"
        yield Reason(told, article=ctx.article(TRACKING), field="result")
    if result != TrackingResult.CONTINUE and ctx.role != Role.CHAIR:
        yield Reason("暂停或者终止由主任委员作出", article=ctx.article(TRACKING), field="result")


@guard("报告的重大变化尚未重新审查，不能恢复活动，应当要求重新审查", cites=TRACKING_LISTED)
def major_change_reviewed(review: Any, ctx: Context) -> bool:
    """Stopping the activity for a while does not answer a major change (article 25, paragraph 2)."""
    return not review.has_unreviewed_major_change()


@guard("报告的重大变化尚未重新审查，跟踪审查不能得出继续开展的结论", cites=TRACKING_LISTED)
def may_continue(review: Any, ctx: Context) -> bool:
    """Nor does a tracking review."""
    goes_on = ctx.data.get("result") == TrackingResult.CONTINUE
    return not (goes_on and review.has_unreviewed_major_change())


@guard("结果互认只适用于多个单位合作开展的活动", cites="mutual_recognition", stage=True)
def is_joint_activity(review: Any, ctx: Context) -> bool:
    """Article 18 speaks of the units that carry out one activity together."""
    return bool(review.as_handed_in().is_joint)


@guard(
    "纳入复核清单的活动须经专家复核或者免于复核，不能直接承认其他委员会的审查结果", cites="recheck"
)
def no_recheck_owed(review: Any, ctx: Context) -> bool:
    """Recognition is no way round the experts (articles 22, 26; L33)."""
    return not review.needs_recheck


@guard(
    "只有已经批准的活动，或者修改后新纳入复核清单的活动，可以要求重新审查",
    cites=TRACKING_LISTED,
    stage=True,
)
def amendment_listed_it(review: Any, ctx: Context) -> bool:
    """An amendment that makes another activity of it is reviewed as one."""
    return bool(review.state != S.AMENDMENT_SUBMITTED or review.newly_listed)


@guard("申请时没有申请结果互认，或者没有上传对方的审查决定", cites="ethics.acceptance", stage=True)
def has_foreign_decision(review: Any, ctx: Context) -> bool:
    """Recognition needs the other committee's decision as a paper (article 18)."""
    return bool(review.has_paper("recognised_decision"))


@guard("该活动是凭互认的审查结果开展的", cites=TRACKING, stage=True)
def was_approved(review: Any, ctx: Context) -> bool:
    """Approved by this committee's own vote."""
    return not review.recognised_decision


@guard("该活动是凭本委员会的批准开展的", cites=TRACKING, stage=True)
def was_recognised(review: Any, ctx: Context) -> bool:
    """Going on under another committee's decision."""
    return bool(review.recognised_decision)


@guard("清单活动已经登记", cites=LIST_REGISTRATION, stage=True)
def list_registration_waits(review: Any, ctx: Context) -> bool:
    """Registered once; a later approval asks again."""
    return review.running_limit(LIST_REGISTRATION) is not None


@guard("纳入复核清单的活动尚未登记，请先登记再结题", cites=LIST_REGISTRATION)
def registered_if_listed(review: Any, ctx: Context) -> bool:
    """The duty to register stands until it is done."""
    return review.running_limit(LIST_REGISTRATION) is None


def risk_change_waits_now(review: Any) -> bool:
    """The same question for a guard that needs the opposite."""
    return review.running_limit(RISK_ANSWER) is not None


def concludes(result: str) -> Any:
    """Whether the tracking review just recorded came to ``result``."""
    return lambda review, ctx: ctx.data.get("result") == result


def answered(answer: str) -> Any:
    """Whether the risk change was just answered with ``answer``."""
    return lambda review, ctx: ctx.data.get("answer") == answer


def under_way(review: Any, ctx: Context) -> bool:
    """A suspended activity is not suspended again."""
    return review.state in UNDER_WAY


class Following(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        trackings: Any
        risk_changes: Any
        progress_reports: Any
        suspended_at: Any
        suspension_reason: Any
        resumption_reason: Any
        terminated_at: Any
        termination_reason: Any
        completed_at: Any
        completion_report: Any
        registered_at: Any
        registration_note: Any
        recognised_unit: Any
        recognised_decision: Any
        recognised_scope: Any
        recognised_reason: Any
        rereview_reason: Any
        in_force: Any

        def take_effect(self, tracking_months: int, ctx: Context) -> None: ...

    @action(
        "承认其他委员会的审查结果",
        roles=[Role.CHAIR],
        source=[S.SUBMITTED],
        target=S.RECOGNISED,
        cites="mutual_recognition",
        explains="多个单位合作开展活动的，可以承认合作单位委员会的审查结果；写明承认的决定、范围和理由，并以对方的决定书为凭。",
        guards=[
            is_joint_activity,
            has_foreign_decision,
            no_recheck_owed,
            declared_first,
            committee_able,
            interval_in_bounds,
        ],
        closes=[ACCEPTANCE],
        opens=AFTER_APPROVAL[:3],
        says=[Says("ethics_recognised")],
        grave=True,
    )
    def recognise(
        self, ctx: Context, unit: str, decision: str, scope: str, reason: str, tracking_months: int
    ) -> None:
        self.recognised_unit, self.recognised_decision = unit, decision
        self.recognised_scope, self.recognised_reason = scope, reason
        self.take_effect(tracking_months, ctx)

    @action(
        "报告活动进展",
        roles=FILERS,
        source=TRACKED,
        cites=TRACKING,
        explains="报告方案执行和调整、风险防控措施执行的情况，供跟踪审查。",
        says=[Says("progress_reported", to="secretaries")],
    )
    def report_progress(self, ctx: Context, report: str) -> None:
        self.progress_reports = [
            *self.progress_reports,
            {"reported_at": ctx.now.isoformat(), "report": report},
        ]

    @action(
        "记录跟踪审查",
        roles=[Role.SECRETARY, Role.CHAIR],
        source=TRACKED,
        cites=TRACKING,
        explains="逐项记录跟踪审查的情况和结论；下一次的最长间隔自本次起重新计算。",
        guards=[may_conclude, may_continue],
        closes=[TRACKING, TRACKING_LISTED],
        opens=NEXT_INTERVAL,
        says=[Says("ethics_tracking")],
        then=[
            Then("itself", "suspend", when=lambda r, ctx: _suspends_now(r, ctx)),
            Then("itself", "terminate", when=concludes(TrackingResult.TERMINATE)),
        ],
    )
    def record_tracking(
        self, ctx: Context, result: str, findings: list[dict[str, str]], advice: str = ""
    ) -> None:
        self.trackings = [
            *self.trackings,
            {
                "tracked_at": ctx.now.isoformat(),
                "result": result,
                "findings": findings,
                "advice": advice,
            },
        ]

    @action(
        "报告风险变化",
        roles=FILERS,
        source=TRACKED,
        cites=RISK_REPORT,
        explains="及时报告科技伦理风险的变化；重大变化须重新审查，纳入复核清单的还须重新申请专家复核。",
        guards=[no_risk_change_waits, occurred_already],
        opens=[Opens(RISK_ANSWER)],
        says=[Says("risk_reported", to="chairs")],
    )
    def report_risk_change(
        self, ctx: Context, occurred_on: date, facts: str, is_major: bool = False
    ) -> None:
        self.risk_changes = [
            *self.risk_changes,
            {
                "occurred_on": occurred_on.isoformat(),
                "facts": facts,
                "is_major": is_major,
                "reported_at": ctx.now.isoformat(),
                "answer": "",
                "reasons": "",
            },
        ]

    @action(
        "答复风险变化",
        roles=[Role.CHAIR],
        source=TRACKED,
        cites=RISK_REPORT,
        explains="评估风险受益比的变化，决定继续、暂停或者重新审查。",
        guards=[risk_change_waits, answer_fits],
        closes=[RISK_ANSWER],
        says=[Says("ethics_risk_answer")],
        then=[
            Then("itself", "suspend", when=lambda r, ctx: _suspends_now(r, ctx)),
            Then("itself", "require_new_review", when=answered(RiskAnswer.NEW_REVIEW)),
        ],
    )
    def answer_risk_change(self, ctx: Context, answer: str, reasons: str) -> None:
        *earlier, last = self.risk_changes
        answered_at = ctx.now.isoformat()
        self.risk_changes = [
            *earlier,
            {**last, "answer": answer, "reasons": reasons, "answered_at": answered_at},
        ]

    @action(
        "暂停活动",
        roles=[Role.CHAIR, Role.SYSTEM],
        source=UNDER_WAY,
        target=S.SUSPENDED,
        cites=TRACKING,
        explains="必要时暂停相关科技活动；跟踪审查继续计算。",
        says=[Says("ethics_suspended")],
        grave=True,
    )
    def suspend(self, ctx: Context, reason: str = "") -> None:
        self.suspended_at = ctx.now
        self.suspension_reason = reason or self.stated_reason()
        self.in_force = False

    @action(
        "恢复活动",
        roles=[Role.CHAIR],
        source=[S.SUSPENDED],
        target=S.APPROVED,
        cites=TRACKING,
        explains="暂停的原因消除的，写明理由，恢复活动。",
        guards=[was_approved, no_risk_change_waits, major_change_reviewed],
        says=[Says("ethics_resumed")],
        grave=True,
    )
    def resume(self, ctx: Context, reason: str) -> None:
        self.go_on(reason)

    @action(
        "恢复互认的活动",
        roles=[Role.CHAIR],
        source=[S.SUSPENDED],
        target=S.RECOGNISED,
        cites=TRACKING,
        explains="暂停的原因消除的，写明理由，恢复活动。",
        guards=[was_recognised, no_risk_change_waits, major_change_reviewed],
        says=[Says("ethics_resumed")],
        grave=True,
    )
    def resume_recognised(self, ctx: Context, reason: str) -> None:
        self.go_on(reason)

    @action(
        "要求重新审查",
        roles=[Role.SYSTEM, Role.CHAIR],
        source=[*TRACKED, S.AMENDMENT_SUBMITTED],
        target=S.REREVIEW_DUE,
        cites=TRACKING_LISTED,
        explains="风险发生重大变化，或者修改后新纳入复核清单的，停止活动并重新申请审查；纳入复核清单的重新申请专家复核。",
        guards=[amendment_listed_it],
        voids=[AMENDMENT_CHECK, *OF_THE_ACTIVITY, LIST_REGISTRATION, *OF_AN_APPEAL],
        says=[Says("ethics_new_review")],
        grave=True,
    )
    def require_new_review(self, ctx: Context, reason: str = "") -> None:
        self.rereview_reason = reason or self.stated_reason()
        self.in_force = False

    @action(
        "终止活动",
        roles=[Role.CHAIR, Role.SYSTEM],
        source=TRACKED,
        target=S.TERMINATED,
        cites=TRACKING,
        explains="必要时终止相关科技活动，不能恢复。",
        voids=[*OF_THE_ACTIVITY, LIST_REGISTRATION, SERVICE],
        says=[Says("ethics_terminated")],
        grave=True,
    )
    def terminate(self, ctx: Context, reason: str = "") -> None:
        self.terminated_at = ctx.now
        self.termination_reason = reason or self.stated_reason()
        self.in_force = False

    @action(
        "登记清单活动",
        roles=FILERS,
        source=TRACKED,
        cites=LIST_REGISTRATION,
        explains="纳入复核清单的活动获得批准后，登记活动方案、审查和复核情况。",
        guards=[list_registration_waits],
        closes=[LIST_REGISTRATION],
        says=[Says("ethics_activity_registered")],
    )
    def register_activity(self, ctx: Context, note: str) -> None:
        self.registered_at = ctx.now
        self.registration_note = note

    @action(
        "活动结束，申请结题",
        roles=FILERS,
        source=TRACKED,
        target=S.COMPLETED,
        cites=TRACKING,
        explains="活动已经结束，跟踪审查随之终止。结题后不能恢复，再开展的重新申请。",
        guards=[no_risk_change_waits, registered_if_listed],
        voids=[*OF_THE_ACTIVITY, SERVICE],
        says=[Says("review_completed", to="secretaries")],
        grave=True,
    )
    def conclude_activity(self, ctx: Context, report: str) -> None:
        self.completed_at = ctx.now
        self.completion_report = report
        self.in_force = False

    def go_on(self, reason: str) -> None:
        """A suspended activity stands again as it stood before."""
        self.resumption_reason = reason
        self.in_force = True

    def stated_reason(self) -> str:
        """Why, where a tracking review or the answer to a change of risk leads to it."""
        told = [(t["tracked_at"], t["advice"]) for t in self.trackings]
        told += [(c["answered_at"], c["reasons"]) for c in self.risk_changes if c["answer"]]
        return max(told)[1] if told else ""


def _suspends_now(review: Any, ctx: Context) -> bool:
    """Whether the act asks to suspend an activity that still goes on."""
    stated = {ctx.data.get("result"), ctx.data.get("answer")}
    return "suspend" in stated and under_way(review, ctx)
