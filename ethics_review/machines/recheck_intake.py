"""A recheck is applied for, completed once, received, entrusted (articles 22–23; 2023 measures, 26–27).

The clock runs from the moment the application is handed in, not from an officer's click.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import RECHECK
from ethics_review.states import RecheckState as S
from ethics_review.states import ReviewState
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, action, guard

FILERS = (Role.APPLICANT, Role.UNIT)
WITH_THE_AUTHORITY = (S.APPLIED, S.SUPPLEMENT_REQUESTED, S.RECEIVED, S.PANEL_FORMED)


@guard("复核申请不完整", cites="recheck_materials")
def complete(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """The review waits for it, the unit leads, the papers are there, somebody answers."""
    return list(recheck.problems(ctx.now))


@guard("已经一次性告知过需要补充的材料，不能再次要求补充", cites=RECHECK)
def not_supplemented_before(recheck: Any, ctx: Context) -> bool:
    """As the committee, so the authority: once."""
    return bool(recheck.supplement_count < ctx.law.threshold("ethics.supplement_notices").number)


@guard("服务中心不符合要求", cites=RECHECK)
def centre_fits(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """Never the one that reviewed the same activity."""
    return list(recheck.why_not_entrust(ctx.data.get("centre"), ctx))


@guard("复核组的表决已经形成意见，不能撤回，等待组织复核的部门出具", cites=RECHECK)
def no_opinion_yet(recheck: Any, ctx: Context) -> bool:
    """An opinion that displeases is not got rid of by applying again (article 24)."""
    return bool(recheck.carried() == "")


def review_waits(recheck: Any, ctx: Context) -> bool:
    """The opinion goes to a review that still waits for it."""
    return bool(recheck.review.state == ReviewState.AWAITING_RECHECK)


def applied_before(recheck: Any, ctx: Context) -> bool:
    """A draft that is given up changes nothing for the review."""
    return recheck.received_at is not None and review_waits(recheck, ctx)


class RecheckIntake(models.Model):
    """``Recheck`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Recheck`` brings
        authority: Any
        received_at: Any
        supplements: Any
        supplement_count: Any
        accepted_at: Any
        accepted_by: Any
        entrusted_to: Any
        withdrawn_at: Any
        handed_in_on: Any

        def responsible_authority(self) -> Any: ...

    @action(
        "提交专家复核申请",
        roles=FILERS,
        source=[S.DRAFT],
        target=S.APPLIED,
        cites=RECHECK,
        explains="中央企业和中央和国家机关直属单位报相关主管部门，其他单位报省级部门。收到申请之日起计算反馈复核意见的期限。",
        guards=[complete],
        opens=[Opens(RECHECK)],
        says=[Says("recheck_received"), Says("recheck_arrived", to="authority")],
        effects=["freeze_revision"],
        then=[Then("review", "note_recheck_applied", when=review_waits)],
    )
    def submit(self, ctx: Context) -> None:
        self.received_at = ctx.now
        self.handed_in_on = ctx.now
        self.authority = self.responsible_authority()

    @action(
        "撤回复核申请",
        roles=FILERS,
        source=[S.DRAFT, *WITH_THE_AUTHORITY],
        target=S.WITHDRAWN,
        cites=RECHECK,
        explains="撤回后本次复核终止；没有复核意见，委员会不能批准清单活动。",
        guards=[no_opinion_yet],
        voids=[RECHECK],
        says=[Says("recheck_withdrawn", to="authority")],
        effects=["set_open_round_aside"],
        then=[Then("review", "note_recheck_withdrawn", when=applied_before)],
        grave=True,
    )
    def withdraw(self, ctx: Context, reason: str) -> None:
        self.withdrawn_at = ctx.now

    @action(
        "一次性告知补充材料",
        roles=[Role.RECHECK_OFFICER],
        source=[S.APPLIED],
        target=S.SUPPLEMENT_REQUESTED,
        cites="recheck_materials",
        explains="一次性列出需要补充的全部材料；期限连续计算。",
        guards=[not_supplemented_before],
        says=[Says("recheck_supplement")],
    )
    def request_supplement(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.supplement_count += 1
        self.supplements = items

    @action(
        "提交补充材料",
        roles=FILERS,
        source=[S.SUPPLEMENT_REQUESTED],
        target=S.APPLIED,
        cites="recheck_materials",
        explains="补充后的材料交回组织复核的部门，期限连续计算。",
        guards=[complete],
        says=[Says("recheck_received"), Says("recheck_arrived", to="authority")],
        effects=["freeze_revision"],
    )
    def resubmit_supplement(self, ctx: Context) -> None:
        self.handed_in_on = ctx.now

    @action(
        "接收复核申请",
        roles=[Role.RECHECK_OFFICER],
        source=[S.APPLIED],
        target=S.RECEIVED,
        cites=RECHECK,
        explains="材料齐全的予以接收。期限自收到申请之日起计算，不因接收重新起算。",
    )
    def receive(self, ctx: Context) -> None:
        self.accepted_at = ctx.now
        self.accepted_by = ctx.actor

    @action(
        "委托服务中心实施复核",
        roles=[Role.RECHECK_OFFICER],
        source=[S.RECEIVED],
        cites=RECHECK,
        explains="可以委托服务中心具体实施；对同一活动作过审查的服务中心不得承担复核。",
        guards=[centre_fits],
        confidential=True,
    )
    def entrust(self, ctx: Context, centre: Any, reason: str) -> None:
        self.entrusted_to = centre
