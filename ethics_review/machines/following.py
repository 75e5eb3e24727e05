"""After approval: recognition, tracking, changes of risk, stopping, the end (articles 17, 18, 25)."""

from ethics_review.machines.ending import Ending
from ethics_review.machines.halting import Halting
from ethics_review.machines.recognising import Recognising
from ethics_review.machines.risk import RiskChanges
from ethics_review.machines.tracking import Tracking


class Following(Recognising, Tracking, RiskChanges, Halting, Ending):
    """``Review`` inherits it."""

    class Meta:
        abstract = True
