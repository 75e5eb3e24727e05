"""How a review is carried on: whether the committee can take it up, who presides, until when (articles 14, 16)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ethics_review.machines.limits import DECISION
from ethics_review.models.chairing import presider_problems
from portal.accounts.models import User
from portal.clock import china_date
from portal.deadlines.models import Deadline
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Conduct(models.Model):
    """``Review`` inherits it."""

    presider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    extended_until = models.DateField("延长至", null=True, blank=True, editable=False)
    extension_reason = models.TextField("延长理由", blank=True, editable=False)
    conversion_ground = models.CharField(max_length=20, blank=True, editable=False)
    conversion_reason = models.TextField(blank=True, editable=False)
    converted_at = models.DateTimeField("转入一般程序时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Review`` and its other parts bring
        number: Any
        committee: Any
        deadlines: Any

        def as_handed_in(self) -> Any: ...

    def running_limit(self, code: str) -> Deadline | None:
        """The limit of that code, while it runs."""
        return Deadline.objects.filter(case_id=self.pk, code=code, closed_at=None).first()

    def watched_deadlines(self) -> list[Deadline]:
        """The hours that every page of the case shows."""
        return list(self.deadlines.filter(closed_at=None, unit="hour"))

    def why_not_able(self, ctx: Context) -> list[Reason]:
        """What stands against the committee's taking the matter up."""
        return [*self.committee.why_not_able(ctx), *self.why_not_impartial(ctx)]

    def why_not_impartial(self, ctx: Context) -> list[Reason]:
        """A service centre that carried out a recheck of the activity does not review it (L26).

        The activity is known by this review, and by the earlier one that it says it amends.
        """
        host = self.committee.organization
        same = Q(pk=self.pk) | Q(number=self.as_handed_in().amends_number)
        reviews: Any = type(self)._default_manager
        if not reviews.filter(same, rechecks__entrusted_to=host).exists():
            return []
        told = f"{host}承担过该活动的专家复核，不得同时承担审查"
        return [Reason(told, article=ctx.article("incompatible_roles"))]

    def why_not_preside(self, user: User | None) -> list[Reason]:
        """What stands against the vice-chair who is named to preside."""
        return presider_problems(self, user)

    def why_not_until(self, until: date | None, ctx: Context) -> list[Reason]:
        """What stands against the new last day."""
        running = self.running_limit(DECISION)
        if until is None or running is None or running.last_day is None:
            return []
        cap = ctx.law.threshold("ethics.extension_cap")
        first = self.last_day_before_extensions(running)
        if until <= running.last_day:
            told = f"“新的最后一日”应晚于现在的 {running.last_day}"
        elif until < china_date(ctx.now):
            told = "“新的最后一日”不能早于今天"
        elif first is not None and (until - first).days > cap.number:
            told = f"自原来的最后一日 {first} 起，合计至多延长 {cap.number} 日（{cap.citation}）"
        else:
            return []
        return [Reason(told, article=ctx.article(DECISION), field="until")]

    def last_day_before_extensions(self, running: Deadline) -> date | None:
        """The last day that the law gave, before any extension moved it."""
        extended = running.changes.filter(event__action="extend").first()
        return extended.old_last_day if extended is not None else running.last_day
