"""A risk that was seen and the warning of it; an assessment by a team (guiding opinions, items 7–8)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.limits import (
    EVALUATION_COMPLETION,
    OBSERVATION_ANSWER,
    OBSERVATION_CLOSING,
)
from enforcement.machines.sourcing import TAKES_UP_LEAD
from enforcement.machines.staffing import on_the_team, team_fits
from enforcement.states import EvaluationState, ObservationState
from portal.accounts.roles import Role
from portal.workflow.errors import Reason
from portal.workflow.machine import Context, Extends, Opens, Says, action, guard

OFFICER = (Role.ENFORCEMENT_OFFICER,)
_O, _E = ObservationState, EvaluationState


@guard("内容不完整", cites="monitoring_points")
def content_complete(case: Any, ctx: Context) -> Iterable[Reason]:
    """What has to be stated before the case leaves its author's desk."""
    return list(case.problems(ctx.now))


@guard("三个环节的评估发现还不完整", cites="evaluation_points")
def all_points_found(evaluation: Any, ctx: Context) -> Iterable[Reason]:
    """Every point of design, deployment and use has its finding."""
    return list(evaluation.why_not_complete(ctx.law))


class ObservationProcedure(models.Model):
    """``Observation`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Observation`` brings
        received_at: Any
        told_at: Any
        warning: Any
        answer: Any
        answer_until: Any
        conclusion: Any

    @action(
        "登记监测发现",
        roles=OFFICER,
        source=[_O.DRAFT],
        target=_O.OBSERVED,
        cites="monitoring_points",
        explains="登记以后，可以向企业发出风险预警，也可以据此开展评估、检查；企业此时看不到。",
        guards=[content_complete],
        then=[TAKES_UP_LEAD],
        confidential=True,
    )
    def register(self, ctx: Context) -> None:
        self.received_at = ctx.now

    @action(
        "发出风险预警",
        roles=OFFICER,
        source=[_O.OBSERVED],
        target=_O.WARNED,
        cites="warning_kinds",
        explains="向企业发出风险预警书，写明发现的风险和要求，企业在期限内答复。",
        opens=[Opens(OBSERVATION_ANSWER)],
        says=[Says("risk_warning")],
    )
    def warn(self, ctx: Context, warning: str) -> None:
        self.warning = warning
        self.told_at = ctx.now

    @action(
        "答复风险预警",
        roles=[Role.PROVIDER],
        source=[_O.WARNED],
        target=_O.ANSWERED,
        cites=OBSERVATION_ANSWER,
        explains="说明核查的情况和已经、将要采取的措施。期限届满以后提交的也会收下，记明先后。",
        closes=[OBSERVATION_ANSWER],
        opens=[Opens(OBSERVATION_CLOSING)],
        says=[Says("warning_answered", to="authority")],
    )
    def answer_warning(self, ctx: Context, answer: str) -> None:
        self.answer = answer

    @action(
        "延长答复期限",
        roles=OFFICER,
        source=[_O.WARNED],
        cites=OBSERVATION_ANSWER,
        explains="企业说明困难的，可以延长答复期限，写明新的最后一日和理由。",
        extends=[Extends(OBSERVATION_ANSWER, until="answer_until")],
        says=[Says("warning_extended")],
    )
    def extend_answer(self, ctx: Context, until: Any, reason: str) -> None:
        self.answer_until = until

    @action(
        "办结监测",
        roles=OFFICER,
        source=[_O.OBSERVED, _O.WARNED, _O.ANSWERED],
        target=_O.CLOSED,
        cites="monitoring_points",
        explains="写明核实的情况和处理：风险消除的办结；需要检查、责令改正或者处罚的，另行办理后办结。",
        closes=[OBSERVATION_CLOSING],
        voids=[OBSERVATION_ANSWER],
        says=[Says("observation_closed", to="told")],
    )
    def close(self, ctx: Context, conclusion: str) -> None:
        self.conclusion = conclusion


class EvaluationProcedure(models.Model):
    """``Evaluation`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Evaluation`` brings
        received_at: Any
        told_at: Any
        findings: Any
        counter_measures: Any
        conclusion: Any
        completed_at: Any
        completion_until: Any

    @action(
        "组成评估组，开始评估",
        roles=OFFICER,
        source=[_E.DRAFT],
        target=_E.IN_PROGRESS,
        cites="evaluation.team",
        explains="指定评估组成员，深入评估算法的设计、部署和使用；完成以前企业看不到。",
        guards=[content_complete, team_fits],
        opens=[Opens(EVALUATION_COMPLETION)],
        says=[Says("evaluation_team", to="officers")],
        effects=["note_team"],
        then=[TAKES_UP_LEAD],
        confidential=True,
    )
    def begin(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        self.received_at = ctx.now

    @action(
        "调整评估组",
        roles=OFFICER,
        source=[_E.IN_PROGRESS],
        cites="evaluation.team",
        explains="调整后仍应符合人数要求；退出的成员在记录中保留。",
        guards=[team_fits],
        says=[Says("evaluation_team", to="officers")],
        effects=["note_team"],
        confidential=True,
    )
    def change_team(self, ctx: Context, officers: list[dict[str, Any]]) -> None:
        """The rows are written with the event."""

    @action(
        "回避",
        roles=OFFICER,
        source=[_E.IN_PROGRESS],
        cites="recusal_grounds",
        explains="与评估的企业有利害关系的，应当回避；回避以后不再看到本事项。",
        guards=[on_the_team],
        effects=["note_stepping_aside"],
        confidential=True,
    )
    def step_aside(self, ctx: Context, reason: str) -> None:
        """The row is written with the event."""

    @action(
        "记录评估发现和对策",
        roles=OFFICER,
        source=[_E.IN_PROGRESS],
        cites="evaluation_points",
        explains="按设计、部署、使用三个环节记录发现和风险，提出应对措施；可以多次补充。",
        guards=[on_the_team],
        confidential=True,
    )
    def record_findings(
        self,
        ctx: Context,
        findings: list[dict[str, Any]],
        counter_measures: list[dict[str, Any]] | None = None,
    ) -> None:
        self.findings = findings
        self.counter_measures = counter_measures or []

    @action(
        "延长评估期限",
        roles=[Role.ENFORCEMENT_HEAD],
        source=[_E.IN_PROGRESS],
        cites=EVALUATION_COMPLETION,
        explains="情况复杂的，由负责人批准延长，写明新的最后一日和理由。",
        extends=[Extends(EVALUATION_COMPLETION, until="completion_until")],
        confidential=True,
    )
    def extend(self, ctx: Context, until: Any, reason: str) -> None:
        self.completion_until = until

    @action(
        "完成评估",
        roles=OFFICER,
        source=[_E.IN_PROGRESS],
        target=_E.COMPLETED,
        cites="evaluation_points",
        explains="三个环节都有记录的，形成评估意见书，送达企业；发现违法违规的，另行检查、责令改正或者提请立案。",
        guards=[on_the_team, all_points_found],
        closes=[EVALUATION_COMPLETION],
        says=[Says("evaluation_report")],
        grave=True,
    )
    def complete(self, ctx: Context, conclusion: str) -> None:
        self.conclusion = conclusion
        self.completed_at = ctx.now
        self.told_at = ctx.now
