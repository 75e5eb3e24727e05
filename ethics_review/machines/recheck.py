"""The expert recheck: the authority's own case (articles 22–24; 2023 measures 26–31).

The clock runs from the moment the application is handed in, not from an officer's click.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.limits import RECHECK
from ethics_review.machines.voting import everybody_voted, guards_of_votes, says_something_new
from ethics_review.states import RecheckState as S
from ethics_review.states import ReviewState
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Then, action, guard

FILERS = (Role.APPLICANT, Role.UNIT)
#: The authority, or the service centre that it entrusts with the carrying out.
ORGANISERS = (Role.RECHECK_OFFICER, Role.SECRETARY)
WITH_THE_AUTHORITY = (S.APPLIED, S.SUPPLEMENT_REQUESTED, S.RECEIVED, S.PANEL_FORMED)


VOTES = guards_of_votes(RECHECK)
round_is_open, no_round_open = VOTES.round_is_open, VOTES.no_round_open


@guard("复核申请不完整", cites="recheck_materials")
def complete(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """The review waits for it, the unit leads, the papers are there, somebody answers."""
    return list(recheck.problems(ctx.now))


@guard("已经一次性告知过需要补充的材料，不能再次要求补充", cites=RECHECK)
def not_supplemented_before(recheck: Any, ctx: Context) -> bool:
    """As the committee, so the authority: once."""
    return bool(recheck.supplement_count < ctx.law.threshold("ethics.supplement_notices").number)


@guard("复核组不符合要求", cites="ethics.recheck_group")
def panel_fits(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """Five or more, none of the reviewing committee, none twice (2023 measures, article 28)."""
    return list(recheck.why_not_panel(ctx))


@guard("服务中心不符合要求", cites=RECHECK)
def centre_fits(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """Never the one that reviewed the same activity."""
    return list(recheck.why_not_entrust(ctx.data.get("centre"), ctx))


@guard("复核组还不能表决", cites="ethics.recheck_group")
def panel_can_vote(recheck: Any, ctx: Context) -> Iterable[Reason]:
    """Everybody declared, five without conflict, the backgrounds together."""
    return list(recheck.why_not_vote(ctx))


@guard("复核组已经形成意见，不能重新表决", cites="ethics.recheck_share")
def not_voted_yet(recheck: Any, ctx: Context) -> bool:
    """A result is not voted on until it pleases."""
    return bool(recheck.carried() == "")


@guard("复核组的表决已经形成意见，不能撤回，等待组织复核的部门出具", cites=RECHECK)
def no_opinion_yet(recheck: Any, ctx: Context) -> bool:
    """An opinion that displeases is not got rid of by applying again (article 24)."""
    return bool(recheck.carried() == "")


@guard("复核组尚未形成意见", cites="ethics.recheck_share")
def opinion_formed(recheck: Any, ctx: Context) -> bool:
    """Two thirds of the whole group, counted in a closed round."""
    return bool(recheck.carried() != "")


def review_waits(recheck: Any, ctx: Context) -> bool:
    """The opinion goes to a review that still waits for it."""
    return bool(recheck.review.state == ReviewState.AWAITING_RECHECK)


def applied_before(recheck: Any, ctx: Context) -> bool:
    """A draft that is given up changes nothing for the review."""
    return recheck.received_at is not None and review_waits(recheck, ctx)


class RecheckProcedure(models.Model):
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
        panel_formed_at: Any
        opinion: Any
        summary: Any
        issued_at: Any
        withdrawn_at: Any
        handed_in_on: Any

        def responsible_authority(self) -> Any: ...
        def prepare_interest(self, ctx: Context, conflicted: bool, statement: str) -> None: ...
        def prepare_ballot(self, ctx: Context, **told: Any) -> None: ...
        def carried(self) -> str: ...

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

    @action(
        "组成复核专家组",
        roles=ORGANISERS,
        source=[S.RECEIVED],
        target=S.PANEL_FORMED,
        cites="ethics.recheck_group",
        explains="专家达到规定的人数，包括同行、伦理、法律等方面；原审查委员会的委员不得参加。专家先声明利益关系，再看材料。",
        guards=[panel_fits],
        says=[Says("panel_called", to="panel")],
        effects=["seat_panel"],
        internal=True,
    )
    def form_panel(self, ctx: Context, experts: list[dict[str, Any]]) -> None:
        self.panel_formed_at = ctx.now

    @action(
        "更换专家",
        roles=ORGANISERS,
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_group",
        explains="专家回避或者不能参加的，更换为其他专家。",
        guards=[no_round_open, not_voted_yet, panel_fits],
        says=[Says("panel_called", to="joined")],
        effects=["replace_in_panel"],
        confidential=True,
    )
    def replace_expert(
        self, ctx: Context, leaving: Any, expert: Any, discipline: str, reason: str
    ) -> None:
        """The rows are written with the event."""

    @action(
        "声明利益关系",
        roles=[Role.EXPERT],
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_group",
        explains="审阅材料之前，先声明与申请单位、原审查委员会有无直接利益关系。存在利益冲突的应当回避。",
        guards=[says_something_new],
        effects=["note_interest"],
        confidential=True,
        concurrent=True,
    )
    def declare_interest(self, ctx: Context, conflicted: bool, statement: str = "") -> None:
        self.prepare_interest(ctx, conflicted, statement)

    @action(
        "开始复核表决",
        roles=ORGANISERS,
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_share",
        explains="全组专家均已声明没有利益冲突的，开始表决。",
        guards=[no_round_open, not_voted_yet, panel_can_vote],
        says=[Says("panel_voting", to="electors")],
        effects=["open_panel_round"],
        confidential=True,
    )
    def open_voting(self, ctx: Context, ends_at: Any) -> None:
        """The round and its electors are written with the event."""

    @action(
        "提交复核意见",
        roles=[Role.EXPERT],
        source=[S.PANEL_FORMED],
        cites="recheck_points",
        explains="对初步审查意见的合规性、合理性分别说明，并表明同意或者不同意。投出后不能更改，表决结束前他人看不到。",
        guards=[round_is_open, VOTES.is_elector, VOTES.in_voting_time, VOTES.not_yet_voted],
        effects=["store_ballot"],
        then=[Then("itself", "close_round", when=everybody_voted)],
        sealed=("choice", "compliance", "reasonableness"),
        confidential=True,
        concurrent=True,
    )
    def cast_opinion(self, ctx: Context, choice: str, compliance: str, reasonableness: str) -> None:
        sheet = [
            {"point": "compliance", "text": compliance},
            {"point": "reasonableness", "text": reasonableness},
        ]
        self.prepare_ballot(ctx, choice=choice, sheet=sheet, reasons="")

    @action(
        "结束复核表决",
        roles=ORGANISERS,
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_share",
        explains="到了表决截止时间，结束表决。没有表决的专家计入基数，不视为同意，也不视为不同意。",
        guards=[round_is_open, VOTES.voting_time_over],
        effects=["count_round"],
        confidential=True,
        grave=True,
    )
    def close_voting(self, ctx: Context) -> None:
        """The ballots are counted with the event."""

    @action(
        "表决结束",
        roles=[Role.SYSTEM],
        source=[S.PANEL_FORMED],
        cites="ethics.recheck_share",
        explains="最后一名专家已经表决，门户计票。",
        guards=[round_is_open],
        effects=["count_round"],
        confidential=True,
    )
    def close_round(self, ctx: Context) -> None:
        """The ballots are counted with the event."""

    @action(
        "出具专家复核意见",
        roles=[Role.RECHECK_OFFICER],
        source=[S.PANEL_FORMED],
        target=S.OPINION_ISSUED,
        cites=RECHECK,
        explains="意见为同意或者不同意，都须全组专家达到规定比例的表决，不由承办人选择；都不足的，再次表决。",
        guards=[no_round_open, opinion_formed],
        closes=[RECHECK],
        says=[Says("recheck_opinion")],
        then=[Then("review", "receive_opinion", when=review_waits)],
        grave=True,
    )
    def issue_opinion(self, ctx: Context, summary: str) -> None:
        self.opinion = self.carried()
        self.summary = summary
        self.issued_at = ctx.now
