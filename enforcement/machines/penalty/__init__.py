"""A penalty case, from its opening to its end: one file a stage (administrative penalty law, chapter five)."""

from enforcement.machines.penalty.deciding import Deciding
from enforcement.machines.penalty.executing import Executing
from enforcement.machines.penalty.hearing import Hearing
from enforcement.machines.penalty.investigating import Investigating
from enforcement.machines.penalty.manning import Manning
from enforcement.machines.penalty.noticing import Noticing
from enforcement.machines.penalty.opening import Opening
from enforcement.machines.penalty.performing import Performing
from enforcement.machines.penalty.publishing import Publishing
from enforcement.machines.penalty.receiving import Receiving
from enforcement.machines.penalty.remedying import Remedying
from enforcement.machines.penalty.reviewing import Reviewing
from enforcement.machines.penalty.serving import Serving


class PenaltyProcedure(
    Opening,
    Investigating,
    Reviewing,
    Noticing,
    Hearing,
    Receiving,
    Deciding,
    Serving,
    Performing,
    Executing,
    Remedying,
    Publishing,
    Manning,
):
    """``Penalty`` inherits it; the stages in their order, and who works on them."""

    class Meta:
        abstract = True
