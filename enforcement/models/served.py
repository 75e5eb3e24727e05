"""What a penalty case leaves behind of the service of its papers, beside the clocks that start there."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.models.announced import why_not_announced
from portal.service import consents, keeping
from portal.workflow.errors import Reason
from portal.workflow.machine import Context


class Served(models.Model):
    """Effects of the acts that record a service. ``Penalty`` inherits it."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Penalty`` brings
        organization_id: Any
        served_at: Any
        notified_at: Any
        demanded_at: Any
        electronic_confirmed_at: Any

    def electronic_agreed_at(self, moment: datetime | None) -> datetime | None:
        """Since when the party had agreed to electronic service at that moment: in this case, or in general."""
        own: datetime | None = self.electronic_confirmed_at
        if moment is None or (own is not None and own <= moment):
            return own
        consent = consents.standing(self.organization_id, moment)
        return consent.confirmed_at if consent else own

    def why_not_announced(self, ctx: Context) -> list[Reason]:
        """Why the decision may not be announced yet."""
        return why_not_announced(self, "record_service", ctx)

    def keep_service(self, event: Any, ctx: Context) -> None:
        """The decision was served."""
        keeping.follow(self, event, ctx, moment=self.served_at)

    def keep_notice_service(self, event: Any, ctx: Context) -> None:
        """The prior notice was served."""
        keeping.follow(self, event, ctx, moment=self.notified_at)

    def keep_demand_service(self, event: Any, ctx: Context) -> None:
        """The demand was served."""
        keeping.follow(self, event, ctx, moment=self.demanded_at)

    def keep_announcement(self, event: Any, ctx: Context) -> None:
        """The decision was announced; the announcement has to run."""
        keeping.follow(self, event, ctx, moment=None)
