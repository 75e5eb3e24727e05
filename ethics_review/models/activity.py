"""The activity that a review let go on: how closely it is followed, what is reported of it, its end (article 25)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ethics_review.states import Procedure, RiskAnswer
from portal.clock import china_date
from portal.law.rulebook import Rulebook


class Activity(models.Model):
    """``Review`` inherits it."""

    tracking_months = models.PositiveSmallIntegerField(
        "跟踪审查间隔（月）", null=True, blank=True, editable=False
    )
    trackings = models.JSONField("跟踪审查", default=list, blank=True, editable=False)
    #: Each as reported, then as answered; ``is_major`` is the applicant's word, ``found_major`` the committee's.
    risk_changes = models.JSONField("风险变化", default=list, blank=True, editable=False)
    progress_reports = models.JSONField("进展报告", default=list, blank=True, editable=False)
    suspended_at = models.DateTimeField("暂停时间", null=True, blank=True, editable=False)
    suspension_reason = models.TextField(blank=True, editable=False)
    resumption_reason = models.TextField(blank=True, editable=False)
    terminated_at = models.DateTimeField("终止时间", null=True, blank=True, editable=False)
    termination_reason = models.TextField(blank=True, editable=False)
    rereview_reason = models.TextField(blank=True, editable=False)
    completed_at = models.DateTimeField("结题时间", null=True, blank=True, editable=False)
    completion_report = models.TextField(blank=True, editable=False)
    registered_at = models.DateTimeField("清单活动登记时间", null=True, blank=True, editable=False)
    registration_note = models.TextField(blank=True, editable=False)
    recognised_unit = models.CharField("作出审查的单位", max_length=200, blank=True, editable=False)
    recognised_decision = models.CharField(max_length=200, blank=True, editable=False)
    recognised_scope = models.TextField("互认范围", blank=True, editable=False)
    recognised_reason = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` and its other parts bring
        procedure: Any
        on_recheck_list: Any
        approved_at: datetime | None

    def longest_interval(self, law: Rulebook) -> int:
        """Months between two tracking reviews at most (articles 17, 25; stronger after an emergency, article 28)."""
        code = "ethics.tracking_listed" if self.on_recheck_list else "ethics.tracking"
        most = law.limit(code).amount or 12
        if self.procedure == Procedure.EMERGENCY:
            most = min(most, law.threshold("ethics.emergency_tracking_months").number)
        elif self.procedure == Procedure.SIMPLIFIED:
            most = min(most, law.threshold("ethics.simplified_tracking_months").number)
        return most

    def is_ahead(self, day: date, now: datetime) -> bool:
        """Whether the day has not begun yet in China."""
        return day > china_date(now)

    def last_risk_change(self) -> dict[str, Any]:
        """The change of risk that was reported last."""
        return self.risk_changes[-1] if self.risk_changes else {"is_major": False, "answer": ""}

    def has_unreviewed_major_change(self) -> bool:
        """Whether a major change of risk since the approval was not answered with a new review (article 25)."""
        since = self.approved_at
        return any(
            _is_major(change) and change["answer"] != RiskAnswer.NEW_REVIEW
            for change in self.risk_changes
            if since is not None and datetime.fromisoformat(change["reported_at"]) >= since
        )


def _is_major(change: dict[str, Any]) -> bool:
    """Whether the applicant reported the change as major, or the committee found it to be."""
    return bool(change["is_major"] or change.get("found_major"))
