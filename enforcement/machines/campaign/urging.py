"""The filing drive: companies without a filing are reminded of it (item three of the campaign of 2022)."""

from typing import Any

from django.db import models

from enforcement.machines.campaign.guards import may_be_urged
from enforcement.machines.campaign.preparing import OFFICE
from enforcement.states import CampaignState as S
from portal.workflow.machine import Context, Says, action


class Urging(models.Model):
    """Part of ``CampaignProcedure``."""

    class Meta:
        abstract = True

    @action(
        "督促备案",
        roles=OFFICE,
        source=[S.RUNNING],
        cites="campaign_tracks",
        explains="选择还没有有效备案的企业，寄送督促备案通知书，每家一次。",
        guards=[may_be_urged],
        says=[Says("filing_urged", to="reached")],
        effects=["note_urged"],
        confidential=True,
    )
    def urge_filing(self, ctx: Context, organizations: list[Any]) -> None:
        """The rows are written with the event."""
