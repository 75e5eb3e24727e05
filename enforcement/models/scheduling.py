"""When a hearing may take place, and under whom (penalty law, article 64; house rule P12)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.penalty.stages import HEARING_HOLD
from enforcement.rules.hearing import earliest_day, notice_problems
from enforcement.rules.officers import Person, chair_problems
from portal.accounts.models import User
from portal.clock import china_date
from portal.deadlines.calendar import work_calendar
from portal.law.errors import PeriodError
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Scheduling(models.Model):
    """``Penalty`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` and its other parts bring
        deadlines: Any

        def ever_officers(self) -> set[int]: ...
        def _complainants(self, users: Iterable[User]) -> set[int]: ...
        def _person(self, user: User, department: str = "") -> Person: ...

    def why_not_scheduled(self, told: Mapping[str, Any], ctx: Context) -> list[Reason]:
        """Why the hearing cannot take place then, or not under this person."""
        if "chair" not in told:
            return []
        chair, when = told["chair"], told["hearing_at"]
        found = chair_problems(
            ctx.law,
            self._person(chair),
            officers=self.ever_officers(),
            complainants=self._complainants([chair]),
        )
        try:
            soon = notice_problems(ctx.law, china_date(ctx.now), china_date(when), work_calendar())
            late = self._why_too_late(when, ctx)
        except PeriodError as problem:
            return [*found, Reason(str(problem), "hearing_at")]
        wrong = [Reason(r.message, "hearing_at", r.article, r.code) for r in (*soon, *late)]
        return found + wrong

    def _why_too_late(self, when: datetime, ctx: Context) -> list[Reason]:
        """Nothing where no day would come in time any more: a late hearing is held all the same. Raises PeriodError."""
        hold = self.deadlines.filter(code=HEARING_HOLD, closed_at=None).first()
        if hold is None or hold.last_day is None or when < hold.moment:
            return []
        if earliest_day(ctx.law, china_date(ctx.now), work_calendar()) > hold.last_day:
            return []
        told = f"听证应不晚于 {hold.last_day} 举行"
        return [Reason(told, "hearing_at", hold.citation, "hearing_too_late")]
