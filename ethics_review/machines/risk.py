"""A change of risk while the activity is under way, and the committee's answer (article 25; 2023 measures, 20)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import RISK_ANSWER, RISK_REPORT, TRACKING_LISTED
from ethics_review.machines.tracking import FILERS, TRACKED, suspends_now
from ethics_review.states import RiskAnswer
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, action, guard


@guard("没有待答复的风险变化报告", cites=RISK_REPORT, stage=True)
def risk_change_waits(review: Any, ctx: Context) -> bool:
    """There is something to answer."""
    return review.running_limit(RISK_ANSWER) is not None


@guard("前一次报告的风险变化尚未答复", cites=RISK_REPORT)
def no_risk_change_waits(review: Any, ctx: Context) -> bool:
    """One report at a time; more can be said once it is answered."""
    return review.running_limit(RISK_ANSWER) is None


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
    """A major change cannot simply go on, whether the applicant says so or the chair (article 25, paragraph 2)."""
    if ctx.data.get("answer") != RiskAnswer.CONTINUE:
        return
    if review.last_risk_change()["is_major"]:
        told = "申请人报告的是重大变化，应当暂停或者重新审查"
    elif ctx.data.get("found_major"):
        told = "认定为重大变化的，应当暂停或者重新审查"
    else:
        return
    yield Reason(told, article=ctx.article(TRACKING_LISTED), field="answer")


@guard("风险的重大变化尚未重新审查，不能恢复活动，应当要求重新审查", cites=TRACKING_LISTED)
def major_change_reviewed(review: Any, ctx: Context) -> bool:
    """Stopping the activity for a while does not answer a major change (article 25, paragraph 2)."""
    return not review.has_unreviewed_major_change()


def answered(answer: str) -> Any:
    """Whether the risk change was just answered with ``answer``."""
    return lambda review, ctx: ctx.data.get("answer") == answer


class RiskChanges(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        risk_changes: Any

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
        explains="评估风险受益比的变化和是否属于重大变化，决定继续、暂停或者重新审查。",
        guards=[risk_change_waits, answer_fits],
        closes=[RISK_ANSWER],
        says=[Says("ethics_risk_answer")],
        then=[
            Then("itself", "suspend", when=suspends_now),
            Then("itself", "require_new_review", when=answered(RiskAnswer.NEW_REVIEW)),
        ],
    )
    def answer_risk_change(
        self, ctx: Context, answer: str, reasons: str, found_major: bool = False
    ) -> None:
        *earlier, last = self.risk_changes
        told = {
            "answer": answer,
            "reasons": reasons,
            "found_major": found_major,
            "answered_at": ctx.now.isoformat(),
        }
        self.risk_changes = [*earlier, {**last, **told}]
