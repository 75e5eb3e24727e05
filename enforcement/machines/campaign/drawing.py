"""Drawing who is inspected and by whom: the pool and the seed are fixed first, and anybody can repeat the draw."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.campaign.guards import (
    draw_possible,
    in_the_pool,
    no_seed_waits,
    pool_fits,
    seed_fixed,
    seed_may_be_fixed,
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

        def fix(self, ctx: Context, seed: str, source: str, wanted: dict[str, Any]) -> None: ...
        def discard(self) -> None: ...
        def make_draw(self, ctx: Context) -> None: ...

    @action(
        "列入检查人员名录",
        roles=OFFICE,
        source=[S.DRAFT, S.RUNNING],
        cites="campaign_tracks",
        explains="联合检查组从名录中抽取；写明每人所属的部门。种子公布以后列入的，参加以后的抽取。",
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
        explains="写明理由；移出的人员不再抽取，已经抽取的检查由该次检查另行调整。种子公布以后、抽取以前不能移出。",
        guards=[no_seed_waits],
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
        "公布抽取的种子",
        roles=OFFICE,
        source=[S.RUNNING],
        cites="campaign_disciplines",
        explains="先公布种子和来源，再抽取。参加抽取的企业和人员、抽取的数量和必有的部门此时一并固定，以后不能更改，增补的不参加这次抽取。",
        guards=[seed_may_be_fixed],
        confidential=True,
    )
    def fix_seed(
        self,
        ctx: Context,
        seed: str,
        source: str,
        count: int,
        size: int,
        departments: list[str] | None = None,
    ) -> None:
        wanted = {"count": count, "size": size, "departments": list(departments or ())}
        self.fix(ctx, seed, source, wanted)

    @action(
        "放弃种子",
        roles=[Role.ENFORCEMENT_HEAD],
        source=[S.RUNNING],
        cites="campaign_disciplines",
        explains="公布的种子无法抽取的，由负责人放弃，写明理由；放弃的种子不能再用。",
        guards=[seed_fixed],
        grave=True,
        confidential=True,
    )
    def discard_seed(self, ctx: Context, reason: str) -> None:
        self.discard()

    @action(
        "抽取检查企业和人员",
        roles=OFFICE,
        source=[S.RUNNING],
        cites="campaign_disciplines",
        explains="按公布的种子和同时固定的数量抽取企业，并为每家抽取联合检查组；结果不能更改，门户随后为每家开立检查。",
        guards=[seed_fixed, draw_possible],
        effects=["note_draw"],
        grave=True,
        confidential=True,
    )
    def draw(self, ctx: Context) -> None:
        self.make_draw(ctx)
