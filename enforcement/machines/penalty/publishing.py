"""The decision before the public, and its withdrawal (penalty law, article 48)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import PUBLICATION, PUBLICATION_WITHDRAWAL
from enforcement.machines.penalty.guards import decider_stands_apart
from enforcement.machines.staffing import on_the_team
from enforcement.states import PenaltyState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Says, action, guard

_AFTER_SERVICE = (S.SERVED, S.PERFORMED)


@guard("决定已经公开", cites=PUBLICATION, stage=True)
def not_public(penalty: Any, ctx: Context) -> bool:
    """One public text at a time."""
    return penalty.published_row() is None


@guard("决定没有公开", cites=PUBLICATION_WITHDRAWAL, stage=True)
def is_public(penalty: Any, ctx: Context) -> bool:
    """There is something to withdraw."""
    return penalty.published_row() is not None


@guard("决定已经全部撤销或者确认违法，不再公开", cites=PUBLICATION)
def still_stands(penalty: Any, ctx: Context) -> bool:
    """What fell, or was found unlawful, is not published."""
    return not (penalty.annulled or penalty.found_unlawful())


@guard("是否公开已经处理", cites=PUBLICATION, stage=True)
def undecided(penalty: Any, ctx: Context) -> bool:
    """Whether it is published is still open."""
    return penalty.running(PUBLICATION) is not None


class Publishing(models.Model):
    """What the public is shown."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        published_at: Any
        publication_withdrawn_at: Any

    @action(
        "公开处罚决定",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=_AFTER_SERVICE,
        cites=PUBLICATION,
        explains="具有一定社会影响的决定依法公开。公开当事人、违法事实摘要、依据、处罚内容、日期和机关，其他内容不公开。",
        guards=[on_the_team, not_public, still_stands],
        closes=[PUBLICATION],
        says=[Says("penalty_published")],
        effects=["keep_publication"],
        grave=True,
    )
    def publish(self, ctx: Context, summary: str) -> None:
        self.published_at = ctx.now
        self.publication_withdrawn_at = None

    @action(
        "决定不公开",
        roles=[Role.ENFORCEMENT_HEAD],
        source=_AFTER_SERVICE,
        cites=PUBLICATION,
        explains="不具有社会影响，或者依法不予公开的，写明理由。以后仍可以公开。",
        guards=[decider_stands_apart, undecided, not_public],
        voids=[PUBLICATION],
        confidential=True,
    )
    def decline_publication(self, ctx: Context, reason: str) -> None:
        """The reason stands with the event."""

    @action(
        "撤回公开",
        roles=[Role.ENFORCEMENT_OFFICER],
        source=_AFTER_SERVICE,
        cites=PUBLICATION_WITHDRAWAL,
        explains="决定被变更、撤销、确认违法或者无效的，撤回公开的信息并公开说明理由。变更后的决定可以重新公开。",
        guards=[on_the_team, is_public],
        closes=[PUBLICATION_WITHDRAWAL],
        says=[Says("penalty_publication_withdrawn")],
        effects=["keep_withdrawal"],
        grave=True,
    )
    def withdraw_publication(self, ctx: Context, reason: str) -> None:
        self.publication_withdrawn_at = ctx.now
