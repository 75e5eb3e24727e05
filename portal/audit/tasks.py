"""The sealer on its timetable, and the daily check of the audit trail."""

import logging

from celery import shared_task

from portal import clock
from portal.audit import sealing, verification
from portal.signing import SigningProblem

logger = logging.getLogger(__name__)


@shared_task(name="portal.audit.seal")  # type: ignore[untyped-decorator]
def seal() -> None:
    """Seal what was written since the last seal; safe beside any number of others."""
    try:
        sealing.seal_all(clock.now())
    except SigningProblem as problem:
        logger.warning("the trail goes on unsealed: %s", problem)


@shared_task(name="portal.audit.verify")  # type: ignore[untyped-decorator]
def verify() -> None:
    """Walk all chains; every break is an error in the log of the operator."""
    for found in verification.verify():
        logger.error("audit chain broken: %s", found)
