"""A review's side of its recheck: the preliminary opinion, an exemption, what the experts hold (articles 21–26)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.machines.recheck import WITH_THE_AUTHORITY
from ethics_review.rules.deciding import according_to
from ethics_review.states import Opinion


class Rechecked(models.Model):
    """``Review`` inherits it."""

    preliminary_opinion = models.TextField("初步审查意见", blank=True, editable=False)
    preliminary_at = models.DateTimeField("初步审查时间", null=True, blank=True, editable=False)
    exempt_ground = models.CharField(max_length=30, blank=True, editable=False)
    exempt_number = models.CharField("免于复核的凭据", max_length=40, blank=True, editable=False)
    exempt_reason = models.TextField(blank=True, editable=False)
    exempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    recheck_opinion = models.CharField(
        "专家复核意见", max_length=20, choices=Opinion.choices, blank=True, editable=False
    )
    recheck_text = models.TextField("复核意见说明", blank=True, editable=False)
    recheck_returned_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        rechecks: Any

    def running_recheck(self) -> Any:
        """The recheck that is with an authority."""
        return self.rechecks.filter(state__in=WITH_THE_AUTHORITY).first()

    def take_opinion(self) -> None:
        """What the experts hold, from the recheck that was just issued."""
        issued = self.rechecks.filter(issued_at__isnull=False).order_by("-issued_at").first()
        if issued is not None:
            self.recheck_opinion, self.recheck_text = issued.opinion, issued.summary

    def accords_with_the_experts(self, wanted: str) -> bool:
        """Whether the decision follows the opinion; without one there is nothing to follow (article 24)."""
        return not self.recheck_opinion or according_to(self.recheck_opinion, wanted)
