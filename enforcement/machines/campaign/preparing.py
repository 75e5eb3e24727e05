"""Preparing a special action: which companies, why; and telling them."""

from typing import TYPE_CHECKING, Any

from django.db import models

from enforcement.machines.campaign.guards import (
    content_complete,
    end_after_start,
    somebody_chosen,
    targets_fit,
)
from enforcement.machines.limits import CAMPAIGN_SUMMARY
from enforcement.states import CampaignState as S
from portal.accounts.roles import Role
from portal.workflow.machine import Context, Opens, Says, action

OFFICE = (Role.ENFORCEMENT_OFFICER, Role.ENFORCEMENT_HEAD)


class Preparing(models.Model):
    """Part of ``CampaignProcedure``."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what ``Campaign`` brings
        received_at: Any
        announced_at: Any
        told_at: Any
        ends_on: Any

    @action(
        "选定企业",
        roles=OFFICE,
        source=[S.DRAFT, S.RUNNING],
        cites="campaign_tracks",
        explains="写明选入的企业和理由；公布以后增补的企业，立即收到通知并开始自查。企业之间互不知道。",
        guards=[targets_fit],
        says=[Says("campaign_notice", to="reached")],
        effects=["note_targets"],
        confidential=True,
    )
    def choose_targets(self, ctx: Context, targets: list[dict[str, Any]]) -> None:
        """The rows are written with the event."""

    @action(
        "移出企业",
        roles=OFFICE,
        source=[S.DRAFT],
        cites="campaign_tracks",
        explains="公布以前，可以把企业移出名单，写明理由。",
        effects=["strike_chosen"],
        confidential=True,
    )
    def strike_targets(self, ctx: Context, organizations: list[Any], reason: str) -> None:
        """The rows are removed with the event, which names them."""

    @action(
        "公布行动，通知企业",
        roles=OFFICE,
        source=[S.DRAFT],
        target=S.RUNNING,
        cites="campaign_tracks",
        explains="公布名称、依据、范围和时间；选定的企业收到通知，门户为每家企业开立自查自纠报告。",
        guards=[content_complete, somebody_chosen],
        opens=[Opens(CAMPAIGN_SUMMARY, since="ends_on")],
        says=[Says("campaign_notice", to="reached")],
        effects=["tell_targets"],
        grave=True,
    )
    def announce(self, ctx: Context) -> None:
        self.announced_at = self.told_at = self.received_at = ctx.now

    @action(
        "调整结束日期",
        roles=OFFICE,
        source=[S.RUNNING],
        cites=CAMPAIGN_SUMMARY,
        explains="写明新的结束日期和理由，通知选定的企业；总结的期限随之重新计算。",
        guards=[end_after_start],
        voids=[CAMPAIGN_SUMMARY],
        opens=[Opens(CAMPAIGN_SUMMARY, since="ends_on")],
        says=[Says("campaign_end_changed", to="chosen")],
    )
    def change_end(self, ctx: Context, ends_on: Any, reason: str) -> None:
        self.ends_on = ends_on
