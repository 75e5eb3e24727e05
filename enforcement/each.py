"""Opening one case after the other: one that cannot be opened is logged and waits, the others go on."""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError

from portal.workflow.errors import Refused

logger = logging.getLogger(__name__)

#: Opens a case for its first argument, at a moment; answers whether nobody else did.
Opening = partial[bool]


def each(openings: Iterable[Opening], now: datetime) -> int:
    """Do all of ``openings``; answers how many cases were opened."""
    opened = 0
    for opening in openings:
        try:
            opened += opening(now)
        except (Refused, ValidationError, DatabaseError, ObjectDoesNotExist):
            logger.exception("no case was opened for %s", opening.args[0])
    return opened
