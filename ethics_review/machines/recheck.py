"""The expert recheck: the authority's own case (articles 22–24; 2023 measures 26–31)."""

from ethics_review.machines.recheck_intake import WITH_THE_AUTHORITY, RecheckIntake
from ethics_review.machines.recheck_panel import RecheckPanel

__all__ = ["WITH_THE_AUTHORITY", "RecheckProcedure"]


class RecheckProcedure(RecheckIntake, RecheckPanel):
    """``Recheck`` inherits it."""

    class Meta:
        abstract = True
