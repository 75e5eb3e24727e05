"""The decision: approve, approve after revision, revise and resubmit, reject; each carried by ballots (article 16).

Nothing is approved by default, by silence or by the clock: every decision rests on a closed round that carried it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.intake import complete
from ethics_review.machines.limits import (
    AMENDMENT,
    AMENDMENT_CHECK,
    APPEAL_DECISION,
    APPEAL_WINDOW,
    DECISION,
    EMERGENCY_PRE_RECHECK,
    EMERGENCY_TOTAL,
    FINAL_AFTER_RECHECK,
    LATE_APPEAL,
    LIST_REGISTRATION,
    SERVICE,
    TRACKING,
    TRACKING_LISTED,
)
from ethics_review.states import IN_REVIEW, Vote
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Guard, Opens, Says, action, guard

DECIDING = (*IN_REVIEW, S.RECHECK_RETURNED, S.APPEALED)
#: A full meeting alone decides against an applicant: the simplified procedure converts instead (article 20).
DECIDING_AGAINST = (S.GENERAL_REVIEW, S.EMERGENCY_REVIEW, S.RECHECK_RETURNED, S.APPEALED)
#: What a decision answers, in time or late.
ANSWERED = (DECISION, EMERGENCY_TOTAL, FINAL_AFTER_RECHECK, APPEAL_DECISION)
FILERS = (Role.APPLICANT, Role.UNIT)


def carried(vote: Vote) -> Guard:
    """The guard that the last round of this deliberation carried exactly this vote."""

    @guard("没有形成相应的表决结果", cites="ethics.approval_share", stage=True)
    def carried_by_ballots(review: Any, ctx: Context) -> Iterable[Reason]:
        reason = review.why_not_carried(vote)
        return (
            [Reason(reason, article=ctx.article("decisions"), code="carried_by_ballots")]
            if reason
            else []
        )

    return carried_by_ballots


@guard("该活动纳入复核清单，须先经专家复核，或者依规定免于复核", cites="recheck")
def rechecked_or_exempt(review: Any, ctx: Context) -> Iterable[Reason]:
    """Articles 22, 24 and 26. The register is asked again: an entry that lapsed exempts no more."""
    if not review.needs_recheck or review.recheck_opinion:
        return
    told = "该活动纳入复核清单，须先经专家复核，或者依规定免于复核"
    if review.exempt_at is not None:
        lapsed = "；".join(r.message for r in review.why_not_exempt(review.exempt_number))
        told = f"免于复核的依据已经不成立（{lapsed}），须经专家复核，或者重新认定"
    yield Reason(told, article=ctx.article("recheck"), code="rechecked_or_exempt")


@guard("专家复核意见为不同意，不能批准", cites=FINAL_AFTER_RECHECK)
def according_to_the_experts(review: Any, ctx: Context) -> bool:
    """The committee decides according to the opinion (article 24)."""
    return bool(review.accords_with_the_experts(Vote.APPROVE))


@guard(
    "修改后的内容涉及新的复核清单事项，不能核对生效，应当退回修改或者要求重新审查", cites="recheck"
)
def listing_unchanged(review: Any, ctx: Context) -> bool:
    """What was voted on was another activity: it cannot be confirmed past the experts (articles 22, 25)."""
    return not review.newly_listed


@guard("跟踪审查间隔超过规定的最长间隔", cites=TRACKING)
def interval_in_bounds(review: Any, ctx: Context) -> Iterable[Reason]:
    """At most 12 months, 6 for the list, less after an emergency (articles 17, 25, 28)."""
    months = ctx.data.get("tracking_months")
    most = review.longest_interval(ctx.law)
    if months is not None and not 1 <= months <= most:
        yield Reason(
            f"“跟踪审查间隔”应为 1 至 {most} 个月",
            article=ctx.article(TRACKING),
            field="tracking_months",
        )


def is_listed(review: Any, ctx: Context) -> bool:
    """On the recheck list, exempt from the recheck or not (article 25)."""
    return bool(review.on_recheck_list)


def not_listed(review: Any, ctx: Context) -> bool:
    """The opposite."""
    return not is_listed(review, ctx)


#: What begins with an approval.
AFTER_APPROVAL = (
    Opens(TRACKING, when=not_listed, amount="tracking_months"),
    Opens(TRACKING_LISTED, when=is_listed, amount="tracking_months"),
    Opens(LIST_REGISTRATION, when=is_listed),
    Opens(SERVICE),
)


class Decision(models.Model):
    """What the committee pronounces. ``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        decision: Any
        decision_text: Any
        decided_at: Any
        decided_by: Any
        decided_round: Any
        decided_under: Any
        listed_under: Any
        served_at: Any
        amendment_submitted_at: Any
        amendment_returned: Any
        tracking_months: Any
        approved_at: Any
        in_force: Any
        late_appeal_at: Any

        def standing_round(self) -> Any: ...
        def hand_in_amendment(self, ctx: Context) -> None: ...

    @action(
        "批准",
        roles=[Role.CHAIR],
        source=DECIDING,
        target=S.APPROVED,
        cites="decisions",
        explains="依据表决结果作出批准决定，写明跟踪审查间隔。批准不是对活动结果的担保。",
        guards=[
            carried(Vote.APPROVE),
            rechecked_or_exempt,
            according_to_the_experts,
            interval_in_bounds,
        ],
        closes=ANSWERED,
        voids=[EMERGENCY_PRE_RECHECK, LATE_APPEAL],
        opens=AFTER_APPROVAL,
        says=[Says("ethics_approved")],
        grave=True,
    )
    def approve(self, ctx: Context, tracking_months: int, advice: str = "") -> None:
        self.decide(Vote.APPROVE, advice, ctx)
        self.take_effect(tracking_months, ctx)

    @action(
        "修改后批准",
        roles=[Role.CHAIR],
        source=DECIDING_AGAINST,
        target=S.AMENDMENT_DUE,
        cites="decisions",
        explains="依据表决结果，写明需要修改的内容；申请人按要求修改，经委员会核对后生效，也可以自送达之日起在期限内申诉。",
        guards=[
            carried(Vote.APPROVE_AFTER_REVISION),
            rechecked_or_exempt,
            according_to_the_experts,
        ],
        closes=ANSWERED,
        voids=[EMERGENCY_PRE_RECHECK, LATE_APPEAL],
        opens=[Opens(AMENDMENT), Opens(SERVICE)],
        says=[Says("ethics_approved_after_revision")],
        grave=True,
    )
    def approve_after_revision(self, ctx: Context, advice: str) -> None:
        self.decide(Vote.APPROVE_AFTER_REVISION, advice, ctx)

    @action(
        "提交修改",
        roles=FILERS,
        source=[S.AMENDMENT_DUE],
        target=S.AMENDMENT_SUBMITTED,
        cites="decisions",
        explains="按照决定的要求修改后提交，由委员会核对。",
        guards=[complete],
        closes=[AMENDMENT],
        voids=[LATE_APPEAL],  # whoever makes the changes no longer objects to them
        opens=[Opens(AMENDMENT_CHECK)],
        says=[Says("amendment_submitted", to="secretaries")],
        effects=["freeze_revision"],
    )
    def submit_amendment(self, ctx: Context) -> None:
        self.hand_in_amendment(ctx)

    @action(
        "核对修改，批准生效",
        roles=[Role.CHAIR],
        source=[S.AMENDMENT_SUBMITTED],
        target=S.APPROVED,
        cites="decisions",
        explains="修改符合决定要求的，批准生效。",
        guards=[
            listing_unchanged,
            rechecked_or_exempt,
            according_to_the_experts,
            interval_in_bounds,
        ],
        closes=[AMENDMENT_CHECK],
        voids=[SERVICE, APPEAL_WINDOW],
        opens=AFTER_APPROVAL,
        says=[Says("ethics_approved")],
        grave=True,
    )
    def confirm_amendment(self, ctx: Context, tracking_months: int) -> None:
        self.take_effect(tracking_months, ctx)

    @action(
        "退回修改",
        roles=[Role.CHAIR, Role.SECRETARY],
        source=[S.AMENDMENT_SUBMITTED],
        target=S.AMENDMENT_DUE,
        cites="decisions",
        explains="修改不符合决定要求的，逐项写明。",
        closes=[AMENDMENT_CHECK],
        opens=[Opens(AMENDMENT)],
        says=[Says("ethics_amendment_returned")],
    )
    def return_amendment(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.amendment_returned = items

    @action(
        "修改后再审",
        roles=[Role.CHAIR],
        source=DECIDING_AGAINST,
        target=S.REVISION_REQUIRED,
        cites="decisions",
        explains="依据表决结果，写明修改建议。申请人可以修改后重新提交，也可以自送达之日起在期限内申诉。",
        guards=[carried(Vote.REVISE)],
        closes=ANSWERED,
        voids=[EMERGENCY_PRE_RECHECK, LATE_APPEAL],
        opens=[Opens(SERVICE)],
        says=[Says("ethics_revision")],
        grave=True,
    )
    def require_revision(self, ctx: Context, advice: str) -> None:
        self.decide(Vote.REVISE, advice, ctx)

    @action(
        "不予批准",
        roles=[Role.CHAIR],
        source=DECIDING_AGAINST,
        target=S.REJECTED,
        cites="decisions",
        explains="依据表决结果，说明理由。申请人可以自送达之日起在期限内申诉。",
        guards=[carried(Vote.REJECT)],
        closes=ANSWERED,
        voids=[EMERGENCY_PRE_RECHECK, LATE_APPEAL],
        opens=[Opens(SERVICE)],
        says=[Says("ethics_rejected")],
        grave=True,
    )
    def reject(self, ctx: Context, reasons: str) -> None:
        self.decide(Vote.REJECT, reasons, ctx)

    def decide(self, vote: Vote, text: str, ctx: Context) -> None:
        """What was decided, on which round; a fresh decision has not been served or appealed against."""
        self.decision = vote
        self.decision_text = text
        self.decided_at = ctx.now
        self.decided_by = ctx.actor
        self.decided_round = self.standing_round()
        self.decided_under = self.listed_under
        self.served_at = None
        self.late_appeal_at = None

    def take_effect(self, tracking_months: int, ctx: Context) -> None:
        """From here on the activity may go on, and is tracked."""
        self.tracking_months = tracking_months
        self.approved_at = ctx.now
        self.in_force = True
        self.served_at = None
