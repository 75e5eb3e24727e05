"""A platform's yearly report, and its reports of major matters (platform opinions, item 13).

The opinions ask for a report a year and name no day; 31 March, and the limits of the office, are the portal's own.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    ANNUAL_REPORT,
    MAJOR_MATTER,
    MATTER_ANSWER,
    MATTER_SUPPLEMENT,
    REPORT_RETURN,
    REPORT_REVIEW,
)
from enforcement.states import MatterState, ReportState
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard
from portal.workflow.versions import FREEZES

_COMPANY = (Role.PROVIDER,)
_OFFICE = (Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD)
_R, _M = ReportState, MatterState


@guard("年度主体责任报告还不完整", cites="key_tasks")
def report_complete(report: Any, ctx: Context) -> Iterable[Reason]:
    """Each of the ten tasks is answered, and the whole is summed up."""
    return list(report.problems(ctx.now))


@guard("重大事项报告还不完整", cites="major_matters")
def matter_complete(matter: Any, ctx: Context) -> Iterable[Reason]:
    """What happened, when, and what was done."""
    return list(matter.problems(ctx.now))


@guard("没有负责该地区的网信部门，暂时无法提交，请联系门户运营人员")
def somebody_reads_it(case: Any, ctx: Context) -> bool:
    """A report must have an office to go to."""
    return case.responsible_office() is not None


class ReportProcedure(models.Model):
    """``ResponsibilityReport`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``ResponsibilityReport`` brings
        opinion: Any
        returned_items: Any

        def hand_in(self, ctx: Context) -> None: ...

    @action(
        "提交年度报告",
        roles=_COMPANY,
        source=[_R.DRAFT],
        target=_R.SUBMITTED,
        cites=ANNUAL_REPORT,
        explains="十项重点任务都填写以后提交；逾期的也应当提交，记明逾期。提交的内容随即固化。",
        guards=[report_complete, somebody_reads_it],
        closes=[ANNUAL_REPORT],
        opens=[Opens(REPORT_REVIEW)],
        says=[Says("platform_report_received"), Says("platform_report_arrived", to="authority")],
        effects=[FREEZES],
    )
    def submit(self, ctx: Context) -> None:
        self.hand_in(ctx)

    @action(
        "退回补充",
        roles=_OFFICE,
        source=[_R.SUBMITTED],
        target=_R.RETURNED,
        cites=REPORT_REVIEW,
        explains="内容不完整或者与了解的情况不符的，一次性写明需要补充的内容，退回平台。",
        closes=[REPORT_REVIEW],
        opens=[Opens(REPORT_RETURN)],
        says=[Says("platform_report_returned")],
    )
    def return_report(self, ctx: Context, items: list[dict[str, Any]]) -> None:
        self.returned_items = items

    @action(
        "重新提交年度报告",
        roles=_COMPANY,
        source=[_R.RETURNED],
        target=_R.SUBMITTED,
        cites=REPORT_RETURN,
        explains="按退回通知写明的内容补充以后重新提交。",
        guards=[report_complete],
        closes=[REPORT_RETURN],
        opens=[Opens(REPORT_REVIEW)],
        says=[Says("platform_report_received"), Says("platform_report_arrived", to="authority")],
        effects=[FREEZES],
    )
    def resubmit(self, ctx: Context) -> None:
        self.hand_in(ctx)

    @action(
        "接收年度报告",
        roles=_OFFICE,
        source=[_R.SUBMITTED],
        target=_R.ACCEPTED,
        cites=REPORT_REVIEW,
        explains="审阅以后接收，可以写明意见；接收不是对报告内容的认可。",
        closes=[REPORT_REVIEW],
        says=[Says("platform_report_accepted")],
    )
    def accept(self, ctx: Context, opinion: str = "") -> None:
        self.opinion = opinion


class MajorMatterProcedure(models.Model):
    """``MajorMatter`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``MajorMatter`` brings
        questions: Any
        noted_by: Any
        opinion: Any

        def hand_in(self, ctx: Context) -> None: ...

    @action(
        "报告重大事项",
        roles=_COMPANY,
        source=[_M.DRAFT],
        target=_M.SUBMITTED,
        cites=MAJOR_MATTER,
        explains="涉及履行主体责任的重大事项，发生后及时报告；情况还没有查清的，先报告已知的情况。",
        guards=[matter_complete, somebody_reads_it],
        opens=[Opens(MATTER_ANSWER)],
        says=[Says("major_matter_received"), Says("major_matter_arrived", to="authority")],
        effects=[FREEZES],
    )
    def submit(self, ctx: Context) -> None:
        self.hand_in(ctx)

    @action(
        "要求补充情况",
        roles=_OFFICE,
        source=[_M.SUBMITTED],
        target=_M.SUPPLEMENT_REQUESTED,
        cites=MATTER_ANSWER,
        explains="情况不清楚的，一次性写明需要补充的内容。",
        closes=[MATTER_ANSWER],
        opens=[Opens(MATTER_SUPPLEMENT)],
        says=[Says("major_matter_questions")],
    )
    def ask(self, ctx: Context, questions: list[dict[str, Any]]) -> None:
        self.questions = questions

    @action(
        "补充情况",
        roles=_COMPANY,
        source=[_M.SUPPLEMENT_REQUESTED],
        target=_M.SUBMITTED,
        cites=MATTER_SUPPLEMENT,
        explains="按要求补充报告内容以后提交；补充以前的版本保留。",
        guards=[matter_complete],
        closes=[MATTER_SUPPLEMENT],
        opens=[Opens(MATTER_ANSWER)],
        says=[Says("major_matter_received"), Says("major_matter_arrived", to="authority")],
        effects=[FREEZES],
    )
    def supplement(self, ctx: Context) -> None:
        self.hand_in(ctx)

    @action(
        "登记重大事项",
        roles=_OFFICE,
        source=[_M.SUBMITTED],
        target=_M.NOTED,
        cites=MATTER_ANSWER,
        explains="审阅以后登记，可以写明意见；需要约谈、检查的，另行办理。",
        closes=[MATTER_ANSWER],
        says=[Says("major_matter_noted")],
    )
    def note(self, ctx: Context, opinion: str = "") -> None:
        self.opinion = opinion
        self.noted_by = ctx.actor
