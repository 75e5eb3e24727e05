"""The decision on a review, its service, and the appeal against it (article 16)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from ethics_review.machines.limits import APPEAL_WINDOW
from ethics_review.rules.deciding import appeal_is_late
from ethics_review.states import APPEALABLE, ReviewState, Vote
from portal.deadlines.calendar import work_calendar
from portal.deadlines.models import Deadline
from portal.law.errors import PeriodError
from portal.law.periods import due
from portal.service import keeping
from portal.workflow.machine import Context


class Decided(models.Model):
    """``Review`` inherits it."""

    decision = models.CharField(
        "决定", max_length=30, choices=Vote.choices, blank=True, editable=False
    )
    decision_text = models.TextField("建议或者理由", blank=True, editable=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    decided_round = models.ForeignKey(
        "ethics_review.Round", models.PROTECT, related_name="+", null=True, editable=False
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True, editable=False)
    # Service and appeal
    served_at = models.DateTimeField("送达时间", null=True, blank=True, editable=False)
    service_method = models.CharField(max_length=20, blank=True, editable=False)
    service_proof = models.TextField("送达凭证", blank=True, editable=False)
    appeal_grounds = models.TextField("申诉理由", blank=True, editable=False)
    appealed_at = models.DateTimeField("申诉时间", null=True, blank=True, editable=False)
    appeal_is_late = models.BooleanField("逾期申诉", default=False, editable=False)
    late_appeal_at = models.DateTimeField("逾期申诉时间", null=True, blank=True, editable=False)
    appeal_answer = models.TextField("对申诉的答复", blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` brings
        state: Any

    def keep_service(self, event: Any, ctx: Context) -> None:
        """The decision was served: its letter is."""
        keeping.follow(self, event, ctx, moment=self.served_at)

    def is_appealable(self) -> bool:
        """Whether the present decision gives a right to appeal that was not used yet (article 16, paragraph 2)."""
        return (
            self.state in (*APPEALABLE, ReviewState.AMENDMENT_SUBMITTED) and not self.was_appealed()
        )

    def was_appealed(self) -> bool:
        """Whether the present decision was already appealed against."""
        appealed, decided = self.appealed_at, self.decided_at
        return appealed is not None and decided is not None and appealed > decided

    def appeal_window_over(self, now: datetime) -> bool:
        """Whether the window of the present decision has run out."""
        if self.served_at is None or self.state not in APPEALABLE:
            return False
        window = (
            Deadline.objects.filter(case_id=self.pk, code=APPEAL_WINDOW).order_by("-pk").first()
        )
        return window is not None and appeal_is_late(window.moment, now)

    def leaves_no_window(self, served_at: datetime, ctx: Context) -> bool:
        """Whether the window of a decision served then would be over by now."""
        if not self.is_appealable():
            return False
        try:
            window = due(ctx.law.limit(APPEAL_WINDOW), served_at, work_calendar())
        except PeriodError:
            return False  # the engine says why nothing can be counted from there
        return window.moment <= ctx.now
