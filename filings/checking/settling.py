"""Acting on what was found: the duty is confirmed, or the company reminded. The system acts, and only where it must."""

import logging
from datetime import datetime

from filings.checking.standing import Source, Standing, standing
from filings.machines.limits import DISPLAY, DISPLAY_CORRECTION
from filings.models import DisplayCheck, Filing
from filings.states import IN_FORCE_STATES
from portal.audit.models import AuditEvent
from portal.workflow.errors import Refused, Stale
from portal.workflow.system_acts import perform_as_system

logger = logging.getLogger(__name__)
CONFIRM, REPORT = "confirm_display", "report_display_missing"


def settle(now: datetime) -> int:
    """Settle every filing whose checks are all answered; answers how many. Repeating it changes nothing."""
    answered = DisplayCheck.objects.filter(settled_at=None, finished_at__isnull=False)
    waiting = DisplayCheck.objects.filter(finished_at=None).values("filing")
    due = answered.exclude(filing__in=waiting).order_by("filing").values_list("filing", flat=True)
    settled = 0
    for pk in list(due.distinct()):
        try:
            settle_filing(pk, now)
            settled += 1
        except (
            Exception
        ):  # one filing must not stand in the way of the others; the next run meets it again
            logger.exception("display checks of filing %s could not be settled", pk)
    return settled


def settle_filing(pk: int, now: datetime) -> AuditEvent | None:
    """Act on the latest results of one filing, then mark its rows; answers the event where there was an act."""
    filing = Filing.objects.select_related("organization").get(pk=pk)
    answered = filing.display_checks.filter(settled_at=None, finished_at__isnull=False)
    rows = list(answered.values_list("pk", flat=True))
    action, event = needed(filing, now), None
    if action:
        try:
            event = perform_as_system(pk, action, now=now).event
        except Stale:  # lost every race; the rows stay open and the next run meets them again
            raise
        except Refused as refused:  # the case has moved on; what was found stays as evidence
            logger.info("%s on filing %s refused: %s", action, pk, refused)
    DisplayCheck.objects.filter(pk__in=rows).update(settled_at=now, event=event)
    return event


def needed(filing: Filing, now: datetime) -> str:
    """The act that the results call for; empty where there is none.

    An officer's inspection was an act itself. The company's word meets the first date but ends no reminder. A miss
    before the first date has passed is only shown: the company may still be putting the number up.
    """
    if filing.state not in IN_FORCE_STATES:
        return ""
    running = filing.deadlines.filter(code__in=(DISPLAY, DISPLAY_CORRECTION), closed_at=None)
    until = dict(running.values_list("code", "moment"))
    found = standing(filing)
    if found.by is Source.INSPECTION:
        return ""
    if found.standing is Standing.SHOWN:
        is_enough = found.by is Source.PAGES or DISPLAY_CORRECTION not in until
        return CONFIRM if until and is_enough else ""
    if found.standing is Standing.MISSING and DISPLAY_CORRECTION not in until:
        return REPORT if DISPLAY not in until or until[DISPLAY] <= now else ""
    return ""
