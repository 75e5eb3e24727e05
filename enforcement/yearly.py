"""The yearly reports that platforms owe: opened by the portal once the year has ended, once a platform and year.

The database keeps it once (``one_report_a_year``); a worker may die between any two, the next run goes on.
"""

from datetime import date, datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet

from enforcement.each import each
from enforcement.models import Platform, ResponsibilityReport
from portal.accounts.roles import Role
from portal.accounts.selectors import authority_for
from portal.clock import china_date
from portal.workflow.system_acts import create_as_system

#: So many reports one run opens at most; the next run goes on.
MOST_AT_ONCE = 200


def open_reports(now: datetime, *, most: int = MOST_AT_ONCE) -> int:
    """Open last year's report for the first ``most`` platforms that owe it; answers how many were opened."""
    year = china_date(now).year - 1
    waiting = owing(year).select_related("organization").order_by("pk")[:most]
    return each((partial(_open, platform, year) for platform in waiting), now)


def owing(year: int) -> QuerySet[Platform]:
    """The platforms that were in the ledger at the end of ``year`` and for which no report on it was opened."""
    ends = date(year, 12, 31)
    opened = ResponsibilityReport.objects.filter(platform=OuterRef("pk"), year=year)
    there = Q(listed_on__lte=ends) & (Q(ended_on=None) | Q(ended_on__gt=ends))
    return Platform.objects.filter(there, ~Exists(opened))


def _open(platform: Platform, year: int, now: datetime) -> bool:
    """Another worker that was faster has it: the database keeps one report a year."""
    organization = platform.organization
    data = {
        "platform": platform,
        "year": year,
        "year_ends_on": date(year, 12, 31),
        "authority": authority_for(organization.division_code, Role.ENFORCEMENT_OFFICER),
    }
    try:
        create_as_system("responsibility_report", organization=organization, data=data, now=now)
    except (IntegrityError, ValidationError):
        if ResponsibilityReport.objects.filter(platform=platform, year=year).exists():
            return False
        raise
    return True
