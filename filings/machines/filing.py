"""The filing procedure: hand in, correct once, record with a second signature, decline with reasons.

Draft 2021 articles 20–21, provisions 2022 articles 24–25: the same acts under other numbers, so each action cites a
limit of the rulebook and the article is read from the filing's own profile.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from filings import rules
from filings.machines.limits import CONFIRMATION, DECISION, DISPLAY, INITIAL
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, Voids, action, guard

UNDER_REVIEW = (S.SUBMITTED, S.CORRECTION_REQUESTED)

#: Runs from the day the service starts, as soon as that day is known.
STANDING = (Opens(INITIAL, since="service_started_on"),)


@guard("备案材料不完整或前后不一致", cites=DECISION)
def consistent(filing: Any, ctx: Context) -> Iterable[Reason]:
    """Everything a reviewer would send back for, found before anybody reads it."""
    today = ctx.now
    return rules.problems(filing.content(), filing.papers(), today)


@guard("本次申报已经发过一次补正通知，不能再次要求补正", cites=DECISION)
def not_corrected_before(filing: Any, ctx: Context) -> bool:
    """One notice that lists everything at once (house rule in law/interpretations: correction)."""
    return bool(filing.correction_count < ctx.law.threshold("algorithm.correction_notices").number)


@guard("须由提出予以备案意见以外的第二名工作人员复核签发", cites=DECISION)
def second_officer(filing: Any, ctx: Context) -> bool:
    """Four eyes: whoever proposed cannot sign."""
    return bool(filing.proposed_by_id != ctx.actor.pk)


@guard("没有负责该地区备案工作的主管部门，暂时无法提交，请联系门户运营人员")
def someone_answers(filing: Any, ctx: Context) -> bool:
    """A filing must have an authority to go to."""
    return filing.responsible_authority() is not None


def service_runs(filing: Any, ctx: Context) -> bool:
    """Whether the service is being provided: then the duty to file stands, whatever becomes of the papers."""
    return rules.service_runs(filing.service_started_on, ctx.now)


def service_is_ahead(filing: Any, ctx: Context) -> bool:
    """The opposite: nothing has to be filed yet."""
    return not service_runs(filing, ctx)


class FilingProcedure(models.Model):
    """From the draft to the number, the refusal or the withdrawal. ``Filing`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Filing`` brings
        received_at: Any
        submitted_at: Any
        correction_requested_at: Any
        correction_count: Any
        corrections: Any
        proposed_by: Any
        countersigned_by: Any
        recorded_at: Any
        declined_at: Any
        withdrawn_at: Any

        def assign_record_number(self, now: datetime) -> None: ...
        def take_version_into_force(self) -> None: ...
        def responsible_authority(self) -> Any: ...
        def name_case(self) -> None: ...

    @action(
        "提交备案",
        roles=[Role.PROVIDER],
        source=[S.DRAFT],
        target=S.SUBMITTED,
        cites=INITIAL,
        explains="提交后备案机关开始计算办理期限；提交后不能再修改，直至备案机关通知补正。逾期提交仍然受理，但会标记为逾期。",
        guards=[someone_answers, consistent],
        closes=[INITIAL],
        opens=[Opens(DECISION)],
        says=[Says("filing_received")],
        effects=["freeze_revision"],
    )
    def submit(self, ctx: Context) -> None:
        self.hand_in(ctx.now)

    @action(
        "要求补正",
        roles=[Role.FILING_OFFICER],
        source=[S.SUBMITTED],
        target=S.CORRECTION_REQUESTED,
        cites=DECISION,
        explains="一次性列出全部问题。补正不停止办理期限的计算。",
        guards=[not_corrected_before],
        says=[Says("filing_correction")],
    )
    def request_correction(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.correction_requested_at = ctx.now
        self.correction_count += 1
        self.corrections = items

    @action(
        "提交补正",
        roles=[Role.PROVIDER],
        source=[S.CORRECTION_REQUESTED],
        target=S.SUBMITTED,
        cites=DECISION,
        explains="补正后的材料交回备案机关，办理期限连续计算。",
        guards=[consistent],
        says=[Says("filing_received")],
        effects=["freeze_revision"],
    )
    def submit_correction(self, ctx: Context) -> None:
        self.submitted_at = ctx.now
        self.name_case()

    @action(
        "提出予以备案",
        roles=[Role.FILING_OFFICER],
        source=[S.SUBMITTED],
        target=S.RECORD_PROPOSED,
        cites=DECISION,
        explains="材料齐全的提出予以备案，由第二名工作人员复核签发后生效。",
        guards=[consistent],
        internal=True,
    )
    def propose_record(self, ctx: Context, opinion: str = "") -> None:
        self.proposed_by = ctx.actor
        self.opinion = opinion

    @action(
        "退回重新审核",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=[S.RECORD_PROPOSED],
        target=S.SUBMITTED,
        cites=DECISION,
        explains="复核不同意的，写明理由退回承办人；办理期限连续计算。",
        internal=True,
    )
    def return_proposal(self, ctx: Context, reason: str) -> None:
        self.proposed_by = None
        self.opinion = reason

    @action(
        "复核签发并备案",
        roles=[Role.FILING_OFFICER, Role.FILING_SUPERVISOR],
        source=[S.RECORD_PROPOSED],
        target=S.RECORDED,
        cites=DECISION,
        explains="签发后立即发放备案编号并向社会公示，不能撤回。",
        guards=[second_officer],
        closes=[DECISION],
        opens=[Opens(DISPLAY), Opens(CONFIRMATION)],
        says=[Says("filing_recorded")],
        effects=["publish"],
        grave=True,
    )
    def record(self, ctx: Context) -> None:
        self.countersigned_by = ctx.actor
        self.recorded_at = ctx.now
        self.in_force = True
        self.take_version_into_force()
        self.assign_record_number(ctx.now)

    @action(
        "不予备案",
        roles=[Role.FILING_OFFICER],
        source=UNDER_REVIEW,
        target=S.DECLINED,
        cites=DECISION,
        explains="逐项说明理由。申请人补齐材料后可以重新申报。",
        closes=[DECISION],
        says=[Says("filing_declined")],
        grave=True,
    )
    def decline(self, ctx: Context, items: list[dict[str, str]]) -> None:
        self.declined_at = ctx.now
        self.decline_reasons = items

    @action(
        "重新申报",
        roles=[Role.PROVIDER],
        source=[S.DECLINED, S.WITHDRAWN],
        target=S.SUBMITTED,
        cites=DECISION,
        explains="修改材料后重新提交，办理期限自收到之日重新计算。",
        guards=[someone_answers, consistent],
        closes=[INITIAL],
        opens=[Opens(DECISION)],
        says=[Says("filing_received")],
        effects=["freeze_revision"],
    )
    def resubmit(self, ctx: Context) -> None:
        self.correction_requested_at = None
        self.correction_count = 0
        self.corrections = []
        self.hand_in(ctx.now)

    @action(
        "撤回申报",
        roles=[Role.PROVIDER],
        source=UNDER_REVIEW,
        target=S.WITHDRAWN,
        cites=DECISION,
        explains="撤回后本次办理终止，可以修改后重新申报；服务已在提供的，备案期限继续计算，不因撤回而免除。",
        voids=[DECISION],
        opens=[Opens(INITIAL, since="service_started_on")],
        says=[Says("filing_withdrawn")],
        grave=True,
    )
    def withdraw(self, ctx: Context, reason: str) -> None:
        self.withdrawn_at = ctx.now

    @action(
        "放弃草稿",
        roles=[Role.PROVIDER],
        source=[S.DRAFT],
        target=S.WITHDRAWN,
        cites=INITIAL,
        explains="草稿不再继续，需要时可以重新申报；服务已在提供的，备案期限继续计算，不因此免除。",
        voids=[Voids(INITIAL, when=service_is_ahead)],
        grave=True,
    )
    def discard(self, ctx: Context) -> None:
        self.withdrawn_at = ctx.now

    def hand_in(self, now: datetime) -> None:
        """The moment of receipt: from here on the authority sees the filing."""
        self.submitted_at = self.received_at = now
        self.name_case()
        self.authority = self.responsible_authority()
