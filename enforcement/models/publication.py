"""The published decisions: the only table that the public pages of penalties read (penalty law, article 48)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse


class PublishedDecision(models.Model):
    """One decision as the public reads it. It holds published fields and nothing else."""

    penalty = models.ForeignKey(
        "enforcement.Penalty", models.PROTECT, related_name="published", editable=False
    )
    number = models.CharField("决定编号", max_length=20, db_index=True)
    party = models.CharField("当事人", max_length=200)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    summary = models.TextField("主要违法事实", max_length=4000)
    basis = models.CharField("处罚依据", max_length=300)
    measures = models.JSONField("处罚内容", default=list)
    decided_on = models.DateField("决定日期")
    authority = models.CharField("决定机关", max_length=200)
    is_demo = models.BooleanField("演示数据", default=False)
    published_at = models.DateTimeField("公开时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.TextField("撤回的说明", max_length=4000, blank=True)

    class Meta:
        verbose_name = "公开的处罚决定"
        verbose_name_plural = "公开的处罚决定"
        ordering: ClassVar = ["-published_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["penalty"],
                condition=models.Q(withdrawn_at=None),
                name="one_public_text_of_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of the decision."""
        return reverse("penalties:decision", args=[self.number])
