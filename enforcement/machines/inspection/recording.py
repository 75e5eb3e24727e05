"""The record: confirmed by another officer than its writer, signed by the company or refused, and what follows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.inspection.planning import INSPECTS, OFFICER, TEAM
from enforcement.machines.inspection.recusing import no_recusal_waits
from enforcement.machines.limits import INSPECTION_REPORT
from enforcement.machines.staffing import on_the_team, team_named
from enforcement.states import InspectionState as S
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Says, action, guard


@guard("笔录由您作成，应由另一名执法人员确认", cites=TEAM)
def another_officer(inspection: Any, ctx: Context) -> bool:
    """The two officers are two."""
    return bool(inspection.recorded_by_id != ctx.actor.pk)


@guard("您不在笔录写明的执法人员之中，不能确认", cites="record_contents")
def in_the_record(inspection: Any, ctx: Context) -> bool:
    """Whoever joined after the record was made did not see what it tells."""
    return bool(inspection.stands_in_the_record(ctx.actor))


@guard("笔录已经确认", cites="record_contents")
def not_confirmed_yet(inspection: Any, ctx: Context) -> bool:
    """Once is enough."""
    return inspection.confirmed_at is None


@guard("笔录尚未由另一名执法人员确认", cites="record_contents", stage=True)
def record_confirmed(inspection: Any, ctx: Context) -> bool:
    """The company is shown what both officers stand for."""
    return inspection.confirmed_at is not None


@guard("请先上传企业人员签名的笔录扫描件", cites="record_contents")
def signed_paper_there(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """Who signed on paper is seen on the paper."""
    return list(inspection.why_no_signed_paper())


class RecordActs(models.Model):
    """``Inspection`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Inspection`` brings
        confirmed_at: Any
        confirmed_by: Any
        corrected_reason: Any
        signature: Any
        signed_at: Any
        conclusion: Any
        concluded_at: Any

        def sign(self, ctx: Context, how: str, **said: str) -> None: ...

    @action(
        "确认笔录",
        roles=OFFICER,
        source=[S.RECORDED],
        cites="record_contents",
        explains="另一名到场的执法人员核对笔录后确认；确认以后企业看到笔录，核对签名。",
        guards=[on_the_team, team_named, another_officer, in_the_record, not_confirmed_yet],
        says=[Says("inspection_record_ready")],
    )
    def confirm_record(self, ctx: Context) -> None:
        self.confirmed_at, self.confirmed_by = ctx.now, ctx.actor

    @action(
        "更正笔录",
        roles=OFFICER,
        source=[S.RECORDED],
        target=S.ON_SITE,
        cites="record_contents",
        explains="笔录有误或者企业提出异议成立的，写明理由，更正后重新作成、确认；原来的版本保留。",
        guards=[on_the_team],
        says=[Says("inspection_record_corrected")],
    )
    def correct_record(self, ctx: Context, reason: str) -> None:
        self.corrected_reason = reason
        self.confirmed_at = self.confirmed_by = None

    @action(
        "核对并签名",
        roles=[Role.PROVIDER],
        source=[S.RECORDED],
        target=S.SIGNED,
        cites="record_contents",
        explains="核对现场检查笔录后签名；有不同意见的，写在意见栏。签名只表示知悉笔录的内容。",
        guards=[record_confirmed],
        says=[Says("inspection_signed", to="authority")],
        grave=True,
    )
    def sign_record(self, ctx: Context, signatory: str, position: str, remarks: str = "") -> None:
        self.sign(ctx, "portal", signatory=signatory, position=position, remarks=remarks)

    @action(
        "登记纸质签名",
        roles=OFFICER,
        source=[S.RECORDED],
        target=S.SIGNED,
        cites="record_contents",
        explains="企业人员在纸质笔录上签名的，上传扫描件，登记签名人和意见。",
        guards=[on_the_team, record_confirmed, signed_paper_there],
        says=[Says("inspection_signature_noted")],
    )
    def record_paper_signature(
        self, ctx: Context, signatory: str, position: str, remarks: str = ""
    ) -> None:
        self.sign(ctx, "paper", signatory=signatory, position=position, remarks=remarks)

    @action(
        "登记拒绝签名",
        roles=OFFICER,
        source=[S.RECORDED],
        target=S.SIGNED,
        cites="record_contents",
        explains="企业人员拒绝签名的，写明理由和在场见证人；不影响笔录的效力。",
        guards=[on_the_team, record_confirmed],
        says=[Says("inspection_signature_noted")],
        grave=True,
    )
    def record_refusal(self, ctx: Context, reason: str, witnesses: str) -> None:
        self.sign(ctx, "refused", reason=reason, witnesses=witnesses)

    @action(
        "反馈检查情况",
        roles=OFFICER,
        source=[S.SIGNED],
        target=S.CONCLUDED,
        cites=INSPECTS,
        explains="写明检查结论，向企业反馈逐项的结果；发现问题的，据此责令限期改正或者提请立案。",
        guards=[on_the_team, team_named, no_recusal_waits],
        closes=[INSPECTION_REPORT],
        says=[Says("inspection_result")],
        grave=True,
    )
    def conclude(self, ctx: Context, conclusion: str) -> None:
        self.conclusion, self.concluded_at = conclusion, ctx.now
