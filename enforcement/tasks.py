"""The worker's doors to enforcement: leads of what the portal found, cases that it opens by itself."""

from celery import shared_task

from enforcement.leads import open_leads as open_waiting
from enforcement.listing import enlist_filers
from enforcement.opening import open_due as open_what_is_due
from enforcement.suspensions import lift_due
from enforcement.yearly import open_reports as open_yearly_reports
from portal.clock import now


@shared_task(name="enforcement.open_leads")
def open_leads() -> int:
    """Open the leads that wait; answers how many."""
    return open_waiting(now())


@shared_task(name="enforcement.lift_suspensions")
def lift_suspensions() -> int:
    """Lift the suspensions of updates whose last day has passed; answers how many."""
    return lift_due(now())


@shared_task(name="enforcement.open_due")
def open_due() -> int:
    """Open what the portal opens by itself: self-inspections, drawn inspections; answers how many."""
    return open_what_is_due(now())


@shared_task(name="enforcement.open_reports")
def open_reports() -> int:
    """List the companies whose first filing was recorded; open last year's reports; answers how many."""
    moment = now()
    return enlist_filers(moment) + open_yearly_reports(moment)
