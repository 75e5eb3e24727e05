"""On the spot: showing credentials, going through the list by article, what the company refuses, the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.inspection.planning import INSPECTS, OFFICER, TEAM, plan_complete
from enforcement.machines.limits import INSPECTION_NOTICE, INSPECTION_REPORT
from enforcement.machines.sourcing import TAKES_UP_LEAD
from enforcement.machines.staffing import on_the_team, team_named
from enforcement.states import InspectionState as S
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Opens, Says, action, guard


@guard("事先通知的检查，请先发出检查通知", cites=INSPECTION_NOTICE)
def notice_given(inspection: Any, ctx: Context) -> bool:
    """Only who comes unannounced arrives out of a draft."""
    return inspection.state != S.DRAFT or not inspection.announced


@guard("到场登记不符合要求", cites=TEAM)
def arrival_fits(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """Not in the future, not before the announced day, with credentials shown."""
    return list(inspection.why_not_arrived(ctx))


@guard("检查清单不完整", cites="conduct")
def checklist_complete(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """Every item that this inspection looks at has its result; a violation says what was seen."""
    return list(inspection.why_checklist_lacks(ctx.law))


@guard("现场检查笔录不完整", cites="record_contents")
def record_complete(inspection: Any, ctx: Context) -> Iterable[Reason]:
    """The record says everything that the list of its contents asks for, but the signatures that follow."""
    return list(inspection.why_not_record(ctx))


class OnSiteActs(models.Model):
    """``Inspection`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Inspection`` brings
        received_at: Any
        told_at: Any
        arrived_at: Any
        receiver: Any
        credentials_shown: Any
        checklist: Any
        obstruction: Any
        obstructed_at: Any
        left_at: Any
        present: Any
        record_findings: Any
        statement: Any
        recorded_at: Any
        recorded_by: Any
        confirmed_at: Any
        confirmed_by: Any

    @action(
        "到场登记",
        roles=OFFICER,
        source=[S.DRAFT, S.NOTIFIED],
        target=S.ON_SITE,
        cites=INSPECTS,
        explains="到场后出示执法证件，登记到场时间和接待人；不事先通知的检查，企业从此时起看到本事项。",
        guards=[notice_given, plan_complete, team_named, on_the_team, arrival_fits],
        voids=[INSPECTION_NOTICE],
        says=[Says("inspection_arrival")],
        then=[TAKES_UP_LEAD],
    )
    def arrive(
        self, ctx: Context, arrived_at: datetime, receiver: str, credentials_shown: bool
    ) -> None:
        self.received_at = self.received_at or ctx.now
        self.told_at = self.told_at or ctx.now
        self.arrived_at, self.receiver = arrived_at, receiver
        self.credentials_shown = credentials_shown

    @action(
        "填写检查清单",
        roles=OFFICER,
        source=[S.ON_SITE],
        cites="conduct",
        explains="逐项填写检查结果，可以多次填写；不符合的写明所见情况。作成笔录以前企业看不到。",
        guards=[on_the_team],
        confidential=True,
    )
    def answer_checklist(self, ctx: Context, answers: list[dict[str, Any]]) -> None:
        told = {
            row["item"]: {"finding": row["finding"] or "", "note": row["note"]} for row in answers
        }
        self.checklist = {**self.checklist, **told}

    @action(
        "记录拒绝、阻碍检查",
        roles=OFFICER,
        source=[S.NOTIFIED, S.ON_SITE],
        cites="conduct",
        explains="企业拒绝、阻碍检查或者不提供技术、数据支持的，写明情况；门户据此生成线索。",
        guards=[on_the_team],
        confidential=True,
    )
    def record_obstruction(self, ctx: Context, facts: str) -> None:
        self.obstruction, self.obstructed_at = facts, ctx.now

    @action(
        "作成现场检查笔录",
        roles=OFFICER,
        source=[S.ON_SITE],
        target=S.RECORDED,
        cites="record_contents",
        explains="执法人员、时间、地点、事项、清单结果和证据清单由门户写入；写明查明的情况、在场人员和企业的说明，固化后由另一名执法人员确认。",
        guards=[on_the_team, team_named, checklist_complete, record_complete],
        opens=[Opens(INSPECTION_REPORT)],
        effects=["freeze_revision"],
        confidential=True,
    )
    def record(
        self, ctx: Context, left_at: datetime, present: str, findings: str, statement: str
    ) -> None:
        self.left_at, self.present = left_at, present
        self.record_findings, self.statement = findings, statement
        self.recorded_at, self.recorded_by = ctx.now, ctx.actor
        self.confirmed_at = self.confirmed_by = None
