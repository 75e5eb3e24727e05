"""What is done to a recorded filing while it holds: classes and grades, the display duty, the yearly confirmation.

Grades: draft article 19, provisions article 23. Display: draft article 22, provisions article 26. The yearly
confirmation is house policy, so that the public can tell a current entry from a stale one.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from filings.machines.limits import CONFIRMATION, DISPLAY, DISPLAY_CORRECTION
from filings.states import IN_FORCE_STATES
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Opens, Says, action

#: The list of the rulebook that names the five factors.
GRADING = "grading_factors"
#: Graded as soon as it was received, and for as long as its number holds.
_GRADED = (S.SUBMITTED, S.CORRECTION_REQUESTED, S.RECORD_PROPOSED, *IN_FORCE_STATES)


class Upkeep(models.Model):
    """Acts that leave the state as it is. ``Filing`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        grade_level: Any
        high_risk: Any
        confirmed_on: Any

        def confirm_on(self, ctx: Context) -> None: ...

    @action(
        "分级分类",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=_GRADED,
        cites=GRADING,
        explains="按五项因素评分并确定级别；结果仅供主管部门内部使用，企业和公众看不到。可以重新评定，历次评定都保留。",
        effects=["keep_grading"],
        secret=True,
    )
    def grade(self, ctx: Context, level: str, high_risk: bool, reason: str, **scores: Any) -> None:
        self.grade_level = level
        self.high_risk = high_risk

    @action(
        "确认信息仍然准确",
        roles=[Role.PROVIDER],
        source=[S.RECORDED],
        cites=CONFIRMATION,
        explains="每年确认一次公示内容仍然准确，公示条目上会显示确认日期。内容有变化的，请申报变更。",
        closes=[CONFIRMATION],
        opens=[Opens(CONFIRMATION)],
        effects=["publish_confirmation"],
    )
    def confirm_current(self, ctx: Context) -> None:
        self.confirm_on(ctx)

    @action(
        "核验到备案编号已标明",
        roles=[Role.SYSTEM],
        source=IN_FORCE_STATES,
        cites=DISPLAY,
        explains="门户在企业申报的网页上核验到备案编号和公示链接。",
        closes=[DISPLAY, DISPLAY_CORRECTION],
    )
    def confirm_display(self, ctx: Context) -> None:
        """Nothing but the clocks changes; the evidence stands with the check."""

    @action(
        "核验未见备案编号或链接",
        roles=[Role.SYSTEM],
        source=IN_FORCE_STATES,
        cites=DISPLAY,
        explains="门户在企业申报的网页上没有核验到备案编号或者公示链接，提醒企业改正。",
        opens=[Opens(DISPLAY_CORRECTION)],
        says=[Says("display_missing")],
    )
    def report_display_missing(self, ctx: Context) -> None:
        """Nothing but the clocks changes; the evidence stands with the check."""

    @action(
        "查看确认编号已标明",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=IN_FORCE_STATES,
        cites=DISPLAY,
        explains="您亲自查看了产品，备案编号和公示链接标明在显著位置。门户读不到的网页、应用程序内的页面，以您的查看为准。",
        closes=[DISPLAY, DISPLAY_CORRECTION],
        effects=["keep_display_seen"],
    )
    def confirm_display_by_inspection(self, ctx: Context, reason: str) -> None:
        """Nothing but the clocks changes; what was seen stands with the checks."""

    @action(
        "查看未见编号或链接",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=IN_FORCE_STATES,
        cites=DISPLAY,
        explains="您亲自查看了产品，没有看到备案编号或者公示链接。企业会收到您写明的查看情况，并在期限内改正。",
        opens=[Opens(DISPLAY_CORRECTION)],
        says=[Says("display_missing")],
        effects=["keep_display_missed"],
    )
    def report_display_missing_by_inspection(self, ctx: Context, reason: str) -> None:
        """Nothing but the clocks changes; what was seen stands with the checks."""
