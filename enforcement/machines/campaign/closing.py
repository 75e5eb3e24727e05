"""The end of a special action: its summary, with the figures as they stood."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.campaign.preparing import OFFICE
from enforcement.machines.limits import CAMPAIGN_SUMMARY
from enforcement.states import CampaignState as S
from portal.workflow.machine import Context, action


class Closing(models.Model):
    """Part of ``CampaignProcedure``."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings
        summary: Any
        closed_at: Any
        figures: Any

        def counted(self, now: Any) -> dict[str, Any]: ...

    @action(
        "转入总结",
        roles=OFFICE,
        source=[S.RUNNING],
        target=S.SUMMARISING,
        cites=CAMPAIGN_SUMMARY,
        explains="不再增补企业、抽取和督促；已经开立的自查、检查和整改照常办理。",
    )
    def begin_summary(self, ctx: Context) -> None:
        """Only the state moves."""

    @action(
        "完成总结，结束行动",
        roles=OFFICE,
        source=[S.SUMMARISING],
        target=S.CLOSED,
        cites=CAMPAIGN_SUMMARY,
        explains="写明总结；各项数据按此刻固定，以后不再变动。",
        closes=[CAMPAIGN_SUMMARY],
        grave=True,
        confidential=True,
    )
    def close_campaign(self, ctx: Context, summary: str) -> None:
        self.summary = summary
        self.closed_at = ctx.now
        self.figures = self.counted(ctx.now)
