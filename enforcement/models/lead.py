"""Leads: what was found, until an officer has judged it; each finding leads to one, however often it is seen."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from enforcement.machines.lead import LeadProcedure
from enforcement.models.base import OfficeCase
from enforcement.states import LeadSource
from portal.cases.models import Case


class Lead(LeadProcedure, OfficeCase, Case):
    """One lead. ``source`` and ``key`` name the finding; ``key`` is empty for what a person reported."""

    case = models.OneToOneField(
        Case, models.PROTECT, parent_link=True, primary_key=True, related_name="+"
    )
    source = models.CharField("来源", max_length=30, choices=LeadSource.choices)
    key = models.CharField(max_length=80, blank=True, editable=False)
    origin = models.ForeignKey(
        Case, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="来源事项"
    )
    source_department = models.CharField("移送部门", max_length=200, blank=True)
    facts = models.TextField("线索内容", max_length=8000)
    found_at = models.DateTimeField("发现时间")
    triaged_at = models.DateTimeField("研判时间", null=True, blank=True, editable=False)
    triaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    triage_reason = models.TextField("研判意见", blank=True, editable=False)
    transferred_to = models.CharField("移送单位", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "执法线索"
        verbose_name_plural = "执法线索"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=~models.Q(key=""),
                name="one_lead_per_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
