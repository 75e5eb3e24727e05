"""The daily check of the audit trail."""

import logging

from celery import shared_task

from portal.audit import verification

logger = logging.getLogger(__name__)


@shared_task(name="portal.audit.verify")  # type: ignore[untyped-decorator]
def verify() -> None:
    """Walk all chains; every break is an error in the log of the operator."""
    for found in verification.verify():
        logger.error("audit chain broken: %s", found)
