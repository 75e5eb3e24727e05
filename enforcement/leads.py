"""From tips to leads: what the portal found out by itself becomes a lead, once, however often it is looked at.

The database keeps it once (``one_lead_per_finding``); the task may die between any two leads and goes on.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from enforcement.each import each
from enforcement.models import Lead
from portal.accounts.models import Organization
from portal.cases.models import Case
from portal.cases.tips import Known, Tip, tips
from portal.workflow.system_acts import create_as_system

#: So many leads one run opens at most; the next run goes on where it stopped.
MOST_AT_ONCE = 500


def _known(source: str) -> Known:
    return Lead.objects.filter(source=source)


def waiting() -> Iterator[Tip]:
    """The tips that no lead tells of yet."""
    return tips(_known)


def open_leads(now: datetime, *, most: int = MOST_AT_ONCE) -> int:
    """Open a lead for each of the first ``most`` tips; answers how many were opened.

    Another worker that was faster with one has it: the database keeps a finding's lead once. A tip of which no lead can
    be made waits for somebody to read the log, the others go on.
    """
    return each((partial(open_lead, tip) for tip in islice(waiting(), most)), now)


def open_lead(tip: Tip, now: datetime) -> bool:
    """Open the lead of one tip; answers whether nobody else did."""
    data = {
        "source": tip.source,
        "key": tip.key,
        "facts": tip.facts,
        "found_at": tip.found_at,
        "origin": Case.objects.get(pk=tip.origin),
    }
    organization = Organization.objects.get(pk=tip.organization)
    try:
        create_as_system("lead", organization=organization, data=data, now=now)
    except (IntegrityError, ValidationError):
        if _known(tip.source).filter(key=tip.key).exists():
            return False
        raise
    return True
