"""The worker's doors to enforcement: leads of what the portal found, cases that it opens by itself."""

from celery import shared_task

from enforcement.leads import open_leads as open_waiting
from portal.clock import now


@shared_task(name="enforcement.open_leads")
def open_leads() -> int:
    """Open the leads that wait; answers how many."""
    return open_waiting(now())
