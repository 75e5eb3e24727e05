"""Which filings an officer has to look at: those of which pages say nothing, however often they are asked."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from filings.display.results import INSPECTED, UNKNOWN, Result
from filings.machines.limits import DISPLAY, DISPLAY_CORRECTION
from filings.models import DisplayCheck
from filings.states import IN_FORCE_STATES
from portal.deadlines.models import Deadline
from portal.law.rulebook import rulebook

#: The row of the rulebook: after so many results in a row that say nothing an officer looks.
UNREAD = "algorithm.display_unread"


def to_be_inspected(now: datetime) -> Q:
    """Filings in force with a page that cannot be read, a duty that nothing confirms, or a word in a reminder."""
    in_force = Q(state__in=IN_FORCE_STATES, record_number__isnull=False)
    unread = unanswered().annotate(looked=Count("pk", filter=Exists(_inspections_after())))
    rows = Q(pk__in=unread.filter(looked=0).values("filing"))
    return in_force & (rows | _unconfirmed(now) | _word_in_a_reminder())


def unanswered() -> QuerySet[DisplayCheck, Any]:
    """Filings and addresses whose last results, as many as the rulebook says, could not be had; by version in force."""
    of_version = Q(filing__changed_at=None) | Q(requested_at__gt=F("filing__changed_at"))
    answered = DisplayCheck.objects.filter(
        finished_at__isnull=False, filing=OuterRef("filing"), address=OuterRef("address")
    )
    readable = answered.exclude(result__in=UNKNOWN).filter(
        requested_at__gt=OuterRef("requested_at")
    )
    silent = DisplayCheck.objects.filter(of_version, ~Exists(readable), result__in=sorted(UNKNOWN))
    turns = silent.values("filing", "address").annotate(turns=Count("pk"))
    return turns.filter(turns__gte=_most())


def _most() -> int:
    return int(rulebook(settings.ALGORITHM_PROFILE).threshold(UNREAD).value)


def _inspections_after() -> QuerySet[DisplayCheck]:
    return DisplayCheck.objects.filter(
        filing=OuterRef("filing"),
        result__in=INSPECTED,
        requested_at__gt=OuterRef("requested_at"),
    )


def _unconfirmed(now: datetime) -> Q:
    """The first date has passed, and no check came to anything or none could be made."""
    running = Deadline.objects.filter(case=OuterRef("pk"), closed_at=None)
    asked = DisplayCheck.objects.filter(filing=OuterRef("pk"), requested_by=None)
    often = asked.filter(finished_at__isnull=False).values("address").annotate(turns=Count("pk"))
    return (
        Q(Exists(running.filter(code=DISPLAY, moment__lte=now)))
        & ~Q(Exists(running.filter(code=DISPLAY_CORRECTION)))
        & (Q(Exists(often.filter(turns__gte=_most()))) | ~Q(Exists(asked)))
    )


def _word_in_a_reminder() -> Q:
    """The company says that it has put it right; its word alone does not end a reminder."""
    reminded = Deadline.objects.filter(case=OuterRef("pk"), closed_at=None, code=DISPLAY_CORRECTION)
    word = DisplayCheck.objects.filter(
        ~Exists(_inspections_after()), filing=OuterRef("pk"), result=Result.DECLARED
    )
    return Q(Exists(reminded)) & Q(Exists(word))
