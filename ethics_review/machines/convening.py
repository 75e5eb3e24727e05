"""Who takes part in a review: interests declared, a presider named, advisers asked (article 14; 2023 measures, 14)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.ballots import VOTERS, declared_first, no_round_open
from ethics_review.machines.voting import says_something_new
from ethics_review.states import DELIBERATING, IN_REVIEW, UNDER_WAY
from ethics_review.states import ReviewState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard

#: Wherever the committee still has something to judge: acceptance, recognition, decision, amendment, tracking.
INTERESTED = (
    *(S.SUBMITTED, *IN_REVIEW, S.AWAITING_RECHECK, S.RECHECK_RETURNED, S.APPEALED),
    *(S.AMENDMENT_SUBMITTED, *UNDER_WAY, S.SUSPENDED),
)


@guard("主持人不符合要求", cites="ethics.quorum")
def presider_fits(review: Any, ctx: Context) -> Iterable[Reason]:
    """A sitting vice-chair without conflict (2023 measures, article 14)."""
    return list(review.why_not_preside(ctx.data.get("presider")))


@guard("顾问专家不符合要求", cites="incompatible_roles")
def adviser_fits(review: Any, ctx: Context) -> Iterable[Reason]:
    """Never somebody who votes, nor the applicant (article 14, paragraph 2)."""
    return list(review.why_not_advise(ctx.data.get("adviser")))


class Convening(models.Model):
    """``Review`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        presider: Any

        def prepare_interest(self, ctx: Context, conflicted: bool, statement: str) -> None: ...

    @action(
        "声明利益关系",
        roles=[*VOTERS, Role.CONSULTANT, Role.SECRETARY],
        source=INTERESTED,
        cites="ethics.quorum",
        explains="审阅材料之前，先声明与该活动、申请人有无直接利益关系。存在利益冲突的应当回避：此后看不到该事项，不计入到会人数和表决基数。",
        guards=[says_something_new],
        effects=["note_interest"],
        confidential=True,
        concurrent=True,
    )
    def declare_interest(self, ctx: Context, conflicted: bool, statement: str = "") -> None:
        self.prepare_interest(ctx, conflicted, statement)

    @action(
        "指定副主任委员主持",
        roles=[Role.CHAIR],
        source=DELIBERATING,
        cites="ethics.quorum",
        explains="主任委员不能主持的，指定一名副主任委员主持该事项的审查。",
        guards=[no_round_open, presider_fits],
        confidential=True,
    )
    def name_presider(self, ctx: Context, presider: Any) -> None:
        self.presider = presider

    @action(
        "邀请顾问专家",
        roles=[Role.SECRETARY, Role.CHAIR],
        source=[*IN_REVIEW, S.APPEALED],
        cites="ethics.quorum",
        explains="邀请相关领域、没有直接利益关系的顾问专家提供咨询意见；顾问专家不参与表决。",
        guards=[adviser_fits],
        says=[Says("adviser_invited", to="invited")],
        effects=["note_invitation"],
        confidential=True,
    )
    def invite_adviser(self, ctx: Context, adviser: Any, field: str) -> None:
        """The row is written with the event."""

    @action(
        "提交咨询意见",
        roles=[Role.CONSULTANT],
        source=[*IN_REVIEW, S.APPEALED],
        cites="ethics.quorum",
        explains="顾问专家的咨询意见供委员参考，不是表决。",
        guards=[declared_first],
        effects=["note_advice"],
        sealed=("advice",),
        confidential=True,
    )
    def give_advice(self, ctx: Context, advice: str) -> None:
        """The row is written with the event."""
