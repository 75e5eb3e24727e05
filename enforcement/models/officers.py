"""The officers of a case: two at least, each once, and who stepped aside (penalty law, articles 42–43)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.cases.models import Case


class CaseOfficer(models.Model):
    """One officer named in a case. A row that ended stays, for whoever asks later who was there when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="officers", verbose_name="事项")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="执法人员"
    )
    department = models.CharField("所属部门", max_length=200, blank=True)
    credential = models.CharField("执法证号", max_length=40, blank=True)
    drawn = models.BooleanField("随机抽取", default=False)
    named_at = models.DateTimeField("指定时间")
    recused_at = models.DateTimeField("回避时间", null=True, blank=True)
    recusal_reason = models.TextField("回避理由", blank=True)
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = "执法人员"
        verbose_name_plural = "执法人员"
        ordering: ClassVar = ["case", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=models.Q(ended_at=None),
                name="an_officer_once_in_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user}"
