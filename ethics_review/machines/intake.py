"""Application and acceptance: hand in, ask once for what is missing, accept into a procedure, refuse (articles 12–13).

The first paragraph of a decision is who may take it: the portal proposes a procedure, a person decides.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import (
    ACCEPTANCE,
    DECISION,
    EMERGENCY_PRE_RECHECK,
    EMERGENCY_TOTAL,
    OF_AN_APPEAL,
    OF_THE_ACTIVITY,
    OF_THE_REVIEW,
    SUPPLEMENT,
)
from ethics_review.states import IN_REVIEW, Procedure
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard

FILERS = (Role.APPLICANT, Role.UNIT)
INTAKE = (Role.SECRETARY, Role.CHAIR)
BEFORE_THE_DECISION = (
    S.DRAFT,
    S.SUBMITTED,
    S.SUPPLEMENT_REQUESTED,
    *IN_REVIEW,
    S.AWAITING_RECHECK,
    S.RECHECK_RETURNED,
    S.AMENDMENT_DUE,
    S.AMENDMENT_SUBMITTED,
    S.REREVIEW_DUE,
)


@guard("申请材料不完整或者前后不一致", cites="application_materials")
def complete(review: Any, ctx: Context) -> Iterable[Reason]:
    """Everything that a secretary would ask for, found before anybody reads it."""
    return list(review.problems(ctx.now))


@guard("申请内容和材料与上次提交的完全相同，请先修改", cites=ACCEPTANCE)
def something_changed(review: Any, ctx: Context) -> bool:
    """A committee is not asked the same question again."""
    return bool(review.changed_since_handed_in())


@guard("本次申请已经一次性告知过需要补充的材料，不能再次要求补充", cites=ACCEPTANCE)
def not_supplemented_before(review: Any, ctx: Context) -> bool:
    """One notice that lists everything (article 13)."""
    return bool(review.supplement_count < ctx.law.threshold("ethics.supplement_notices").number)


@guard("要求补充材料的期限尚未届满，不能不予受理", cites=SUPPLEMENT)
def supplement_time_over(review: Any, ctx: Context) -> bool:
    """Whoever was given time gets it."""
    running = review.running_limit(SUPPLEMENT)
    return running is None or running.overdue_at(ctx.now)


@guard("应急程序只适用于突发公共事件等紧急状态，申请中没有写明紧急情况", cites=EMERGENCY_TOTAL)
def is_urgent(review: Any, ctx: Context) -> bool:
    """Urgency is a fact stated in the application, not a wish of the committee."""
    handed_in = review.as_handed_in()
    return bool(handed_in.is_urgent and handed_in.emergency_reason)


@guard("适用简易程序的情形不成立", cites="simplified_grounds")
def ground_holds(review: Any, ctx: Context) -> Iterable[Reason]:
    """Ordinary risk is not what the annex lists; the other grounds need the approval that they build on."""
    told = review.why_not_simplified(ctx.data.get("ground"), listed=review.on_recheck_list)
    if told:
        yield Reason(told, article=ctx.article("simplified_grounds"), field="ground")


@guard("委员会现在不能受理和审查", cites="committee_composition")
def committee_able(review: Any, ctx: Context) -> Iterable[Reason]:
    """Registered, and composed as the rules ask (articles 8 and 10)."""
    return list(review.why_not_able(ctx))


@guard("专家复核正在进行，请先撤回专家复核申请")
def no_recheck_running(review: Any, ctx: Context) -> bool:
    """The authority's case must not be left without its object."""
    return review.running_recheck() is None


def listed_for_recheck(review: Any, ctx: Context) -> bool:
    """Whether an expert recheck has to follow (articles 21, 26)."""
    return bool(review.needs_recheck)


class Intake(models.Model):
    """From the draft to a procedure, a refusal or the withdrawal. ``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        authority: Any
        received_at: Any
        submitted_at: Any
        supplement_count: Any
        supplements: Any
        supplement_requested_at: Any
        procedure: Any
        procedure_reason: Any
        simplified_ground: Any
        proposed_procedure: Any
        accepted_at: Any
        accepted_by: Any
        refusal_reasons: Any
        refused_at: Any
        withdrawn_at: Any
        withdrawal_reason: Any
        deliberation_since: Any
        in_force: Any

        def responsible_committee(self) -> Any: ...
        def name_case(self) -> None: ...
        def begin_anew(self) -> None: ...
        def propose_procedure(self, ctx: Context) -> str: ...

    @action(
        "提交审查申请",
        roles=FILERS,
        source=[S.DRAFT],
        target=S.SUBMITTED,
        cites=ACCEPTANCE,
        explains="提交后由委员会决定是否受理；提交后不能再修改，直至委员会一次性告知需要补充的材料。活动应在获得批准之后开始。",
        guards=[complete],
        opens=[Opens(ACCEPTANCE)],
        says=[Says("ethics_received"), Says("review_arrived", to="secretaries")],
        effects=["freeze_revision"],
    )
    def submit(self, ctx: Context) -> None:
        self.received_at = ctx.now
        self.hand_in(ctx)

    @action(
        "一次性告知补充材料",
        roles=INTAKE,
        source=[S.SUBMITTED],
        target=S.SUPPLEMENT_REQUESTED,
        cites=ACCEPTANCE,
        explains="材料不齐全的，一次性完整列出需要补充的全部材料；同一次申请只能告知一次。",
        guards=[not_supplemented_before],
        closes=[ACCEPTANCE],
        opens=[Opens(SUPPLEMENT)],
        says=[Says("ethics_supplement")],
    )
    def request_supplement(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.supplement_count += 1
        self.supplement_requested_at = ctx.now
        self.supplements = items

    @action(
        "提交补充材料",
        roles=FILERS,
        source=[S.SUPPLEMENT_REQUESTED],
        target=S.SUBMITTED,
        cites=ACCEPTANCE,
        explains="补充后的材料交回委员会，由其决定是否受理。",
        guards=[complete],
        closes=[SUPPLEMENT],
        opens=[Opens(ACCEPTANCE)],
        says=[Says("ethics_received"), Says("review_arrived", to="secretaries")],
        effects=["freeze_revision"],
    )
    def resubmit_supplement(self, ctx: Context) -> None:
        self.hand_in(ctx)

    @action(
        "不予受理",
        roles=INTAKE,
        source=[S.SUBMITTED, S.SUPPLEMENT_REQUESTED],
        target=S.NOT_ACCEPTED,
        cites=ACCEPTANCE,
        explains="逐项说明不予受理的理由；要求补充材料的，须等补充期限届满。申请人修改后可以重新申请。",
        guards=[supplement_time_over],
        closes=[ACCEPTANCE],
        voids=[SUPPLEMENT],
        says=[Says("ethics_not_accepted")],
        grave=True,
    )
    def decline_acceptance(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.refused_at = ctx.now
        self.refusal_reasons = items

    @action(
        "受理并适用一般程序",
        roles=INTAKE,
        source=[S.SUBMITTED],
        target=S.GENERAL_REVIEW,
        cites=DECISION,
        explains="写明适用一般程序的理由。自受理之日起计算审查期限。",
        guards=[committee_able],
        closes=[ACCEPTANCE],
        opens=[Opens(DECISION)],
        says=[Says("ethics_accepted"), Says("review_accepted", to="seats")],
    )
    def accept_general(self, ctx: Context, reason: str) -> None:
        self.accept_into(Procedure.GENERAL, reason, ctx)

    @action(
        "受理并适用简易程序",
        roles=INTAKE,
        source=[S.SUBMITTED],
        target=S.SIMPLIFIED_REVIEW,
        cites="simplified_grounds",
        explains="写明符合哪一种情形及理由。由主任委员指定委员审查；出现否定性意见、疑义、意见不一致的，转入一般程序。",
        guards=[committee_able, ground_holds],
        closes=[ACCEPTANCE],
        opens=[Opens(DECISION)],
        says=[Says("ethics_accepted")],
    )
    def accept_simplified(self, ctx: Context, ground: str, reason: str) -> None:
        self.simplified_ground = ground
        self.accept_into(Procedure.SIMPLIFIED, reason, ctx)

    @action(
        "受理并适用应急程序",
        roles=INTAKE,
        source=[S.SUBMITTED],
        target=S.EMERGENCY_REVIEW,
        cites=EMERGENCY_TOTAL,
        explains="自受理之时起以小时计算时限，节假日照常计算，并立即通知全体委员。纳入复核清单的，专家复核前的工作另有时限，同时计算。",
        guards=[committee_able, is_urgent],
        closes=[ACCEPTANCE],
        opens=[Opens(EMERGENCY_TOTAL), Opens(EMERGENCY_PRE_RECHECK, when=listed_for_recheck)],
        says=[Says("ethics_accepted"), Says("emergency_call", to="seats")],
    )
    def accept_emergency(self, ctx: Context, reason: str) -> None:
        self.accept_into(Procedure.EMERGENCY, reason, ctx)

    @action(
        "撤回申请",
        roles=FILERS,
        source=BEFORE_THE_DECISION,
        target=S.WITHDRAWN,
        cites="application_materials",
        explains="撤回后本次审查终止，不能恢复；未经批准的活动不得开展。正在进行的表决作废。",
        guards=[no_recheck_running],
        voids=[*OF_THE_REVIEW, *OF_THE_ACTIVITY, *OF_AN_APPEAL],
        says=[Says("review_withdrawn", to="secretaries")],
        effects=["set_open_round_aside"],
        grave=True,
    )
    def withdraw(self, ctx: Context, reason: str) -> None:
        self.withdrawn_at = ctx.now
        self.withdrawal_reason = reason
        self.in_force = False

    @action(
        "修改后重新申请",
        roles=FILERS,
        source=[S.REVISION_REQUIRED, S.UPHELD, S.NOT_ACCEPTED, S.REREVIEW_DUE],
        target=S.SUBMITTED,
        cites=ACCEPTANCE,
        explains="按照修改建议修改后重新提交，由委员会重新决定是否受理；此前的表决不再有效。",
        guards=[something_changed, complete],
        opens=[Opens(ACCEPTANCE)],
        voids=OF_AN_APPEAL,
        says=[Says("ethics_received"), Says("review_arrived", to="secretaries")],
        effects=["freeze_revision"],
    )
    def resubmit_revised(self, ctx: Context) -> None:
        self.begin_anew()
        self.hand_in(ctx)

    def hand_in(self, ctx: Context) -> None:
        """From here on the committee sees this version."""
        self.submitted_at: datetime = ctx.now
        self.authority = self.responsible_committee()
        self.name_case()
        self.proposed_procedure = self.propose_procedure(ctx)

    def accept_into(self, procedure: Procedure, reason: str, ctx: Context) -> None:
        """The procedure and why; the committee's deliberation begins."""
        self.procedure = procedure
        self.procedure_reason = reason
        self.accepted_at = ctx.now
        self.accepted_by = ctx.actor
        self.deliberation_since = ctx.now
