"""What the portal opens by itself while a special action runs: reports of self-inspection, drawn inspections.

The database keeps each once: a report belongs to one chosen company, an inspection to one lot. A worker may die between
any two; the next run goes on where it stopped.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from enforcement.each import Opening, each
from enforcement.models import CampaignTarget, CaseOfficer, Lot, PoolOfficer, SelfInspection
from enforcement.states import CampaignState
from portal.cases.models import Case
from portal.law.rulebook import rulebook
from portal.workflow.system_acts import create_as_system

#: So many cases one run opens at most; the next run goes on.
MOST_AT_ONCE = 200


class _Taken(Exception):
    """Another worker was faster."""


def open_due(now: datetime, *, most: int = MOST_AT_ONCE) -> int:
    """Open the first ``most`` cases that wait to be opened; answers how many were."""
    return each(islice(waiting(), most), now)


def waiting() -> Iterator[Opening]:
    """What waits to be opened, the oldest first."""
    targets = CampaignTarget.objects.filter(
        campaign__state=CampaignState.RUNNING, told_at__isnull=False, self_inspection=None
    )
    lots = Lot.objects.filter(
        draw__campaign__state__in=[CampaignState.RUNNING, CampaignState.SUMMARISING],
        inspection=None,
    )
    return chain(
        (
            partial(_open_report, target)
            for target in targets.select_related("campaign", "organization").order_by("pk")
        ),
        (
            partial(_open_inspection, lot)
            for lot in lots.select_related("draw__campaign", "target__organization").order_by("pk")
        ),
    )


def _open_report(target: CampaignTarget, now: datetime) -> bool:
    """The company's report; its time runs since the company was told, however late this is."""
    data = {"campaign": target.campaign, "target": target}
    try:
        create_as_system("self_inspection", organization=target.organization, data=data, now=now)
    except (IntegrityError, ValidationError):
        if SelfInspection.objects.filter(target=target).exists():
            return False
        raise
    return True


def _open_inspection(lot: Lot, now: datetime) -> bool:
    """The drawn company's inspection, with the officers who were drawn for it."""
    campaign = lot.draw.campaign
    law = rulebook(campaign.law_profile)
    focus = "；".join(item.summary for item in law.items("campaign_focus"))
    data = {
        "campaign": campaign,
        "origin": Case.objects.get(pk=campaign.pk),
        "authority": campaign.organization,
        "scope": f"{campaign.title}：{focus}",
        "items": campaign.questionnaire,
        "place": lot.target.organization.address,
    }
    try:
        create_as_system(
            "inspection",
            organization=lot.target.organization,
            data=data,
            now=now,
            receipt=partial(_name_team, lot, now),
        )
    except _Taken:
        return False
    return True


def _name_team(lot: Lot, now: datetime, outcome: Any) -> None:
    """Bind the inspection to its lot, and write its team, in the transaction that opens it. Raises _Taken."""
    free = Lot.objects.filter(pk=lot.pk, inspection=None)
    if not free.update(inspection=Case.objects.get(pk=outcome.case.pk)):
        raise _Taken
    pool = PoolOfficer.objects.filter(
        campaign=lot.draw.campaign, user__username__in=lot.officers
    ).select_related("user")
    law = rulebook(lot.draw.campaign.law_profile)
    names = {item.code: item.summary for item in law.items("departments")}
    CaseOfficer.objects.bulk_create(
        CaseOfficer(
            case_id=outcome.case.pk,
            user=row.user,
            department=names.get(row.department, ""),
            credential=row.credential,
            drawn=True,
            named_at=now,
        )
        for row in pool
    )
