"""Monitoring and assessment: risks that were seen, warnings, what a team found (guiding opinions, items 7–8)."""

from django.db import models

from enforcement.machines.monitoring import EvaluationProcedure, ObservationProcedure
from enforcement.models.base import OfficeCase, Sourced
from enforcement.states import RiskLevel
from portal.cases.models import Case


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
    warning = models.TextField("预警内容", max_length=8000, blank=True, editable=False)
    answer = models.TextField("企业答复", max_length=8000, blank=True, editable=False)
    conclusion = models.TextField("办理结论", max_length=8000, blank=True, editable=False)

    class Meta:
        verbose_name = "风险监测"
        verbose_name_plural = "风险监测"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Evaluation(EvaluationProcedure, Sourced, OfficeCase, Case):
    """An assessment by a team. ``findings`` maps each point of design, deployment and use to what was found."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    target = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="涉及的备案"
    )
    scope = models.TextField("评估范围和方法", max_length=4000, blank=True)
    findings = models.JSONField("评估发现", default=dict, blank=True)
    counter_measures = models.JSONField("对策措施", default=list, blank=True)
    conclusion = models.TextField("评估结论", max_length=8000, blank=True, editable=False)
    completed_at = models.DateTimeField("完成时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "算法安全评估（监管）"
        verbose_name_plural = "算法安全评估（监管）"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
