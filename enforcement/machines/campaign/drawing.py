"""Drawing who is inspected and by whom, so that nobody can steer it and anybody can repeat it.

One officer fixes the pool and names a public number of a day to come; once it is known, another draws with it.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.campaign.guards import (
    by_another,
    day_has_come,
    draw_possible,
    in_the_pool,
    no_draw_waits,
    pool_fits,
    pool_fixed,
    pool_may_be_fixed,
    pool_may_be_given_up,
)
from enforcement.machines.campaign.preparing import OFFICE
from enforcement.states import CampaignState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, action


class Drawing(models.Model):
    """Part of ``CampaignProcedure``."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings

        def fix(self, ctx: Context, source: str, day: Any, wanted: dict[str, Any]) -> None: ...
        def release_pool(self) -> None: ...
        def make_draw(self, ctx: Context, seed: str) -> None: ...

    @action(
        "列入检查人员名录",
        roles=OFFICE,
        source=[S.DRAFT, S.RUNNING],
        cites="campaign_tracks",
        explains="联合检查组从名录中抽取；写明每人所属的部门。抽取名单固定以后列入的，参加以后的抽取。",
        guards=[pool_fits],
        effects=["note_pool"],
        confidential=True,
    )
    def add_officers_pool(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        """The rows are written with the event."""

    @action(
        "移出检查人员名录",
        roles=OFFICE,
        source=[S.DRAFT, S.RUNNING],
        cites="campaign_disciplines",
        explains="写明理由；移出的人员不再抽取，已经抽取的检查由该次检查另行调整。抽取名单固定以后、抽取以前不能移出。",
        guards=[no_draw_waits],
        effects=["strike_from_pool"],
        confidential=True,
    )
    def strike_officers(self, ctx: Context, officers: list[Any], reason: str) -> None:
        """The rows are ended with the event."""

    @action(
        "声明回避",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=[S.DRAFT, S.RUNNING],
        cites="recusal_grounds",
        explains="与某些企业有利害关系的，选择这些企业；不选企业的，退出名录。抽取时不再考虑。",
        guards=[in_the_pool],
        effects=["note_avoiding"],
        confidential=True,
    )
    def step_aside(self, ctx: Context, reason: str, organizations: list[Any] | None = None) -> None:
        """The row is written with the event."""

    @action(
        "固定抽取名单",
        roles=OFFICE,
        source=[S.RUNNING],
        cites="campaign_disciplines",
        explains="固定参加抽取的企业和人员、抽取的数量和必有的部门，写明以今后哪一日的哪个公开号码为种子；此后不能更改，增补的不参加这次抽取。",
        guards=[pool_may_be_fixed],
        confidential=True,
    )
    def fix_pool(
        self,
        ctx: Context,
        source: str,
        draws_on: Any,
        count: int,
        size: int,
        departments: list[str] | None = None,
    ) -> None:
        wanted = {"count": count, "size": size, "departments": list(departments or ())}
        self.fix(ctx, source, draws_on, wanted)

    @action(
        "放弃抽取名单",
        roles=[Role.ENFORCEMENT_HEAD],
        source=[S.RUNNING],
        cites="campaign_disciplines",
        explains="号码公布以前，名单有误的，由负责人放弃，写明理由；号码公布以后，只有按该号码无法组成检查组的才能放弃。",
        guards=[pool_fixed, pool_may_be_given_up],
        grave=True,
        confidential=True,
    )
    def discard_pool(self, ctx: Context, reason: str, seed: str = "") -> None:
        self.release_pool()

    @action(
        "抽取检查企业和人员",
        roles=OFFICE,
        source=[S.RUNNING],
        cites="campaign_disciplines",
        explains="号码公布以后，由固定名单以外的另一人填写号码，从固定的名单中抽取企业，并为每家抽取联合检查组；结果不能更改，门户随后为每家开立检查。",
        guards=[pool_fixed, day_has_come, by_another, draw_possible],
        effects=["note_draw"],
        grave=True,
        confidential=True,
    )
    def draw(self, ctx: Context, seed: str) -> None:
        self.make_draw(ctx, seed)
