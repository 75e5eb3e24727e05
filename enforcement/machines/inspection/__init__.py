"""An inspection from the plan to its result (articles 24 / 28; penalty law, articles 42, 43 and 55)."""

from enforcement.machines.inspection.on_site import OnSiteActs
from enforcement.machines.inspection.planning import PlanningActs
from enforcement.machines.inspection.recording import RecordActs
from enforcement.machines.inspection.recusing import RecusalActs


class InspectionProcedure(OnSiteActs, RecordActs, PlanningActs, RecusalActs):
    """``Inspection`` inherits it."""

    class Meta:
        abstract = True


__all__ = ["InspectionProcedure"]
