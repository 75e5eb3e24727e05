"""Monitoring and assessment: risks that were seen, warnings, what a team found (guiding opinions, items 7–8)."""

from datetime import datetime
from typing import Any

from django.db import models

from enforcement.letters.monitoring import evaluation_context, observation_context
from enforcement.machines.monitoring import EvaluationProcedure, ObservationProcedure
from enforcement.models.base import OfficeCase, Sourced
from enforcement.models.staffing import Staffed
from enforcement.rules.lacking import lacking
from enforcement.states import RiskLevel
from portal.accounts.models import Organization, User
from portal.cases.models import Case
from portal.law.rulebook import Rulebook
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Observation(ObservationProcedure, Sourced, OfficeCase, Case):
    """A risk that monitoring saw at a platform, and the early warning that followed."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    target = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="涉及的备案"
    )
    observed_on = models.DateField("发现日期", null=True, blank=True)
    level = models.CharField("风险等级", max_length=10, choices=RiskLevel.choices, blank=True)
    facts = models.TextField("监测情况", max_length=8000, blank=True)
    articles = models.JSONField("涉及条款", default=list, blank=True)
    answer_until = models.DateField("延长至", null=True, blank=True, editable=False)
    warning = models.TextField("预警内容", max_length=8000, blank=True, editable=False)
    answer = models.TextField("企业答复", max_length=8000, blank=True, editable=False)
    conclusion = models.TextField("办理结论", max_length=8000, blank=True, editable=False)

    class Meta:
        verbose_name = "风险监测"
        verbose_name_plural = "风险监测"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def recused(self, user: User) -> bool:
        """Monitoring has no team: nobody decides anything about the organisation here."""
        return False

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; the title says whom it is about."""
        changed = super().apply(data)
        self.title = f"{self.organization.name}风险监测"[:200]
        return changed

    def addressees(self, word: str) -> list[tuple[Organization, User | None]]:
        """``told``: the organisation, where it was told before."""
        if word == "told":
            return [(self.organization, None)] if self.told_at else []
        return super().addressees(word)

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against handing it in."""
        return lacking(self, ("observed_on", "level", "facts"))

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the warning says."""
        return observation_context(self, code, ctx)


class Evaluation(EvaluationProcedure, Staffed, Sourced, OfficeCase, Case):
    """An assessment by a team. ``findings`` holds a row for each point of design, deployment and use."""

    TEAM = "evaluation.team"

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    target = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="涉及的备案"
    )
    scope = models.TextField("评估范围和方法", max_length=4000, blank=True)
    findings = models.JSONField("评估发现", default=list, blank=True, editable=False)
    counter_measures = models.JSONField("对策措施", default=list, blank=True, editable=False)
    completion_until = models.DateField("延长至", null=True, blank=True, editable=False)
    conclusion = models.TextField("评估结论", max_length=8000, blank=True, editable=False)
    completed_at = models.DateTimeField("完成时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "算法安全评估（监管）"
        verbose_name_plural = "算法安全评估（监管）"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def apply(self, data: dict[str, Any]) -> set[str]:
        """Set fields; the title says whom it is about."""
        changed = super().apply(data)
        self.title = f"{self.organization.name}算法安全评估"[:200]
        return changed

    def problems(self, now: datetime) -> list[Reason]:
        """What still stands against beginning it."""
        return lacking(self, ("scope",))

    def why_not_complete(self, law: Rulebook) -> list[Reason]:
        """The points of design, deployment and use that nobody has said anything about."""
        found = {row["point"] for row in self.findings}
        return [
            Reason(f"“{item.summary}”没有记录评估发现", article=item.citation, field="findings")
            for item in law.items("evaluation_points")
            if item.code not in found
        ]

    def letter_context(self, code: str, ctx: Context) -> dict[str, Any]:
        """What the report says."""
        return evaluation_context(self, code, ctx)
