"""Suspensions of updates whose last day has passed: the portal lifts them by itself, each once."""

import logging
from datetime import datetime

from enforcement.models import Penalty
from enforcement.states import PenaltyState
from portal.clock import china_date
from portal.law.terms import Measure
from portal.workflow.errors import Refused
from portal.workflow.system_acts import perform_as_system

logger = logging.getLogger(__name__)


def lift_due(now: datetime) -> int:
    """Lift what is over at ``now``; answers how many. One that is refused waits for an officer, the others go on."""
    lifted = 0
    for penalty in due(now):
        reason = f"暂停的期限至 {penalty.suspend_until} 届满"
        try:
            perform_as_system(penalty.pk, "lift_suspension", now=now, data={"reason": reason})
        except Refused as problem:
            logger.warning("suspension of %s was not lifted: %s", penalty.number, problem)
            continue
        lifted += 1
    return lifted


def due(now: datetime) -> list[Penalty]:
    """The cases whose suspension stands although its last day has passed, by number."""
    rows = Penalty.objects.filter(
        state=PenaltyState.SERVED,
        suspend_until__lt=china_date(now),
        suspension_lifted_at=None,
        standing_measures__contains=[Measure.SUSPEND_UPDATES.value],
    )
    return list(rows.order_by("number"))
