"""What the office sees of its special action: figures with their bars, the companies, the pool, the draws."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from enforcement.models import Campaign, CampaignTarget, Lot, PoolOfficer, SelfInspection
from enforcement.models.counting import TARGETS, Figure
from enforcement.selectors.campaign_figures import GROUPS, figures_for
from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.law.rulebook import rulebook


def office_page(campaign: Campaign, user: User, now: datetime) -> dict[str, Any]:
    """The office's part of the page."""
    found = figures_for(campaign, user, now)
    targets = list(campaign.targets.select_related("organization"))
    reports = SelfInspection.objects.filter(campaign=campaign).in_bulk(field_name="target_id")
    return {
        "groups": grouped(campaign, found),
        "targets": [{"row": one, "report": reports.get(one.pk)} for one in targets],
        "told": sum(target.told_at is not None for target in targets),
        "opened": len(reports),
        "pool": pool_rows(campaign),
        "draws": list(campaign.draws.prefetch_related("lots")),
        "lots": Lot.objects.filter(draw__campaign=campaign).count(),
        "lots_opened": Lot.objects.filter(
            draw__campaign=campaign, inspection__isnull=False
        ).count(),
        "tracks": rulebook(campaign.law_profile).items("campaign_tracks"),
        "disciplines": rulebook(campaign.law_profile).items("campaign_disciplines"),
    }


def grouped(campaign: Campaign, found: list[Figure]) -> list[dict[str, Any]]:
    """Figures under their headings, each with the length of its bar in percent of the longest of its group."""
    told = []
    for code, title in GROUPS.items():
        rows = [figure for figure in found if figure.group == code]
        most = max((figure.number for figure in rows), default=0) or 1
        if rows:
            bars = [_bar(campaign, one, most) for one in rows]
            told.append({"code": code, "title": title, "rows": bars})
    return told


def _bar(campaign: Campaign, figure: Figure, most: int) -> dict[str, Any]:
    return {
        "label": figure.label,
        "number": figure.number,
        "percent": round(100 * figure.number / most),
        "url": reverse("campaign_pages:figure", args=[campaign.number, figure.slug]),
    }


def pool_rows(campaign: Campaign) -> list[dict[str, Any]]:
    """Who may be drawn, with the department in words."""
    names = {
        item.code: item.summary for item in rulebook(campaign.law_profile).items("departments")
    }
    rows = PoolOfficer.objects.filter(campaign=campaign).select_related("user")
    return [{"row": row, "department": names.get(row.department, "")} for row in rows]


def figure_rows(
    campaign: Campaign, figure: Figure, user: User
) -> "QuerySet[CampaignTarget] | QuerySet[Case]":
    """What a figure counts, row by row: chosen companies, or the cases that the person may know of."""
    if figure.of == TARGETS:
        targets = CampaignTarget.objects.filter(campaign=campaign, pk__in=figure.keys)
        return targets.select_related("organization")
    cases = visible_to(user).filter(pk__in=figure.keys)
    return cases.select_related("organization").order_by("number")
