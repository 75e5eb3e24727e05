"""The security assessment: report, written examination, supplement or a new assessment (2018 rules, articles 3–8).

Which limit runs depends on why the assessment is made: before the launch, or after the event (article 7).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from filings import assessment_rules as rules
from filings.assessment_terms import AssessmentState as S
from portal.accounts.roles import Role
from portal.workflow.errors import InvalidInput, Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

BEFORE_LAUNCH = "security_assessment.before_launch"
AFTER_EVENT = "security_assessment.after_event"
DECISION = "security_assessment.decision"
REASSESSMENT = "security_assessment.reassessment"
SUPPLEMENT = "security_assessment.supplement"
UNDER_REVIEW = (S.SUBMITTED, S.SUPPLEMENT_REQUESTED)
_OFFICERS = (Role.FILING_OFFICER, Role.FILING_SUPERVISOR)


class OpensOnceHappened(Opens):
    """A limit that runs from an event: one that is still to come is no event, and would put the limit off."""

    def start(self, case: Any, ctx: Context) -> date | datetime | None:
        """The day of the event. Raises InvalidInput, so that no door stores a day that has not come."""
        day = super().start(case, ctx)
        not_come = rules.not_come(case.content(), self.since, ctx.now)
        if not_come:
            raise InvalidInput({self.since: [not_come]})
        return day


#: One of the two runs, as soon as its day is known: the other day stays empty.
STANDING = (
    Opens(BEFORE_LAUNCH, since="launched_on"),
    OpensOnceHappened(AFTER_EVENT, since="occurred_on"),
)


@guard("安全评估材料不完整", cites=AFTER_EVENT)
def complete(assessment: Any, ctx: Context) -> Iterable[Reason]:
    """All points, all parts of the report, the report itself."""
    return list(assessment.problems(ctx.now))


@guard("没有负责该地区的主管部门，暂时无法提交，请联系门户运营人员")
def someone_answers(assessment: Any, ctx: Context) -> bool:
    """A report must have an authority to go to."""
    return assessment.responsible_authority() is not None


class AssessmentProcedure(models.Model):
    """From the draft to the end of the written examination. ``SecurityAssessment`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``SecurityAssessment`` brings
        received_at: Any
        submitted_at: Any
        supplement_requested_at: Any
        supplements: Any
        reassessment_required_at: Any
        reassessments: Any
        reassess_until: Any
        reassessment_days: Any
        accepted_at: Any
        accepted_by: Any
        opinion: Any
        authority: Any

        def responsible_authority(self) -> Any: ...
        def name_case(self) -> None: ...

    @action(
        "提交安全评估报告",
        roles=[Role.PROVIDER],
        source=[S.DRAFT],
        target=S.SUBMITTED,
        cites=AFTER_EVENT,
        explains="提交后主管部门进行书面审查；提交后不能再修改，直至要求补充说明或者重新评估。逾期提交仍然接收，但会标记为逾期。"
        "本门户只办理网信部门一侧，不代替向全国互联网安全管理服务平台的提交。",
        guards=[someone_answers, complete],
        closes=[BEFORE_LAUNCH, AFTER_EVENT],
        opens=[Opens(DECISION)],
        says=[Says("assessment_received")],
        effects=["freeze_revision"],
    )
    def submit(self, ctx: Context) -> None:
        self.received_at = ctx.now
        self.authority = self.responsible_authority()
        self.hand_in(ctx.now)

    @action(
        "完成书面审查",
        roles=_OFFICERS,
        source=[S.SUBMITTED],
        target=S.ACCEPTED,
        cites=REASSESSMENT,
        explains="报告内容、项目齐全，评估方法适当的，书面审查完成。这不是对服务安全的认可或者担保。",
        closes=[DECISION],
        says=[Says("assessment_accepted")],
        grave=True,
    )
    def accept_report(self, ctx: Context, opinion: str = "") -> None:
        self.accepted_at = ctx.now
        self.accepted_by = ctx.actor
        self.opinion = opinion

    @action(
        "要求补充说明",
        roles=_OFFICERS,
        source=[S.SUBMITTED],
        target=S.SUPPLEMENT_REQUESTED,
        cites=REASSESSMENT,
        explains="报告内容不清的，一次性列出需要补充说明的内容，企业应在期限内补充。补充说明不停止办理期限的计算。",
        opens=[Opens(SUPPLEMENT)],
        says=[Says("assessment_supplement")],
    )
    def request_supplement(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.supplement_requested_at = ctx.now
        self.supplements = items

    @action(
        "提交补充说明",
        roles=[Role.PROVIDER],
        source=[S.SUPPLEMENT_REQUESTED],
        target=S.SUBMITTED,
        cites=REASSESSMENT,
        explains="补充后的报告交回主管部门，办理期限连续计算。逾期提交仍然接收，但会标记为逾期。",
        guards=[complete],
        closes=[SUPPLEMENT, BEFORE_LAUNCH, AFTER_EVENT],
        says=[Says("assessment_received")],
        effects=["freeze_revision"],
    )
    def submit_supplement(self, ctx: Context) -> None:
        self.hand_in(ctx.now)

    @action(
        "责令重新评估",
        roles=_OFFICERS,
        source=UNDER_REVIEW,
        target=S.REASSESSMENT_REQUIRED,
        cites=REASSESSMENT,
        explains="报告内容、项目缺失，或者评估方法明显不当的，责令限期重新评估；最后一日由您写明，不顺延。",
        closes=[DECISION],
        opens=[Opens(REASSESSMENT, amount="reassessment_days")],
        voids=[SUPPLEMENT],
        says=[Says("assessment_reassessment")],
        grave=True,
    )
    def require_reassessment(self, ctx: Context, items: list[dict[str, str]], until: date) -> None:
        self.reassessment_required_at = ctx.now
        self.reassessments = items
        self.reassess_until = until
        self.reassessment_days = rules.days_until(until, ctx.now)

    @action(
        "提交重新评估的报告",
        roles=[Role.PROVIDER],
        source=[S.REASSESSMENT_REQUIRED],
        target=S.SUBMITTED,
        cites=REASSESSMENT,
        explains="重新评估后的报告交主管部门重新审查，办理期限自收到之日重新计算。逾期提交仍然接收，但会标记为逾期。",
        guards=[complete],
        closes=[REASSESSMENT, BEFORE_LAUNCH, AFTER_EVENT],
        opens=[Opens(DECISION)],
        says=[Says("assessment_received")],
        effects=["freeze_revision"],
    )
    def submit_reassessment(self, ctx: Context) -> None:
        self.hand_in(ctx.now)

    @action(
        "放弃草稿",
        roles=[Role.PROVIDER],
        source=[S.DRAFT],
        target=S.WITHDRAWN,
        cites=AFTER_EVENT,
        explains="草稿不再继续，不能恢复，需要时另行新建。放弃草稿不免除依法评估的义务；"
        "期限已经届满的，以逾期结束，逾期记录和线索保留。",
        voids=[BEFORE_LAUNCH, AFTER_EVENT],
        grave=True,
    )
    def discard(self, ctx: Context, reason: str) -> None:
        """The reason stays in the trail."""

    def hand_in(self, now: datetime) -> None:
        """From here on the authority sees this version."""
        self.submitted_at = now
        self.name_case()
