"""When pages are checked without anybody asking: once the first date has passed, then again and again.

Only the timetable's own checks count, so that nobody puts the next one off by asking. The
intervals are the portal's own; no article sets one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from filings.checking.asking import addresses_of, insert
from filings.checking.inspecting import unanswered
from filings.display.results import Result
from filings.machines.limits import DISPLAY, DISPLAY_CORRECTION
from filings.models import DisplayCheck, Filing
from filings.states import IN_FORCE_STATES
from portal.deadlines.models import Deadline

EVERY = timedelta(days=30)
#: While the company is asked to put it right, and after a page could not be reached.
DAILY = timedelta(days=1)
#: A page that is drawn by scripts will be so tomorrow.
WEEKLY = timedelta(days=7)


def ask_due(now: datetime) -> int:
    """Ask for the checks that are due; answers how many. Safe to run many at once."""
    return sum(
        insert(filing, addresses_of(filing).addresses, now)
        for filing in due(now).iterator(chunk_size=200)
    )


def due(now: datetime) -> QuerySet[Filing]:
    """Filings in force whose turn it is and none of whose own checks waits."""
    checks = DisplayCheck.objects.filter(filing=OuterRef("pk"), requested_by=None)
    last = checks.order_by("-requested_at", "-pk").values("requested_at")[:1]
    running = Deadline.objects.filter(case=OuterRef("pk"), closed_at=None)
    found = Filing.objects.filter(state__in=IN_FORCE_STATES, record_number__isnull=False)
    annotated = found.annotate(
        asked_at=Subquery(last),
        first_due=Subquery(running.filter(code=DISPLAY, moment__lte=now).values("moment")[:1]),
    ).filter(~Exists(checks.filter(finished_at=None)))
    rows = Q(pk__in=[])
    for condition in _turns(now, running):
        rows |= condition
    return annotated.filter(rows).order_by("pk")


def _turns(now: datetime, running: QuerySet[Deadline]) -> Iterator[Q]:
    """The ways in which it can be a filing's turn."""
    own = DisplayCheck.objects.filter(filing=OuterRef("pk"), requested_by=None)
    of_last = own.filter(requested_at=OuterRef("asked_at"))
    worth_a_retry = ~Q(pk__in=unanswered().values("filing"))  # others an officer has to look at
    yield Q(first_due__isnull=False) & (Q(asked_at=None) | Q(asked_at__lt=F("first_due")))
    yield Q(asked_at=None, recorded_at__lte=now - EVERY)  # recorded before there was a date
    yield Q(asked_at__lte=now - EVERY)
    yield Q(asked_at__lte=F("changed_at"))  # new addresses may have come with the change
    correcting = running.filter(code=DISPLAY_CORRECTION, moment__gt=now)
    yield Q(Exists(correcting), asked_at__lte=now - DAILY)
    unreached, unread = Result.UNREACHABLE, Result.UNREADABLE
    yield worth_a_retry & Q(Exists(of_last.filter(result=unreached)), asked_at__lte=now - DAILY)
    yield worth_a_retry & Q(Exists(of_last.filter(result=unread)), asked_at__lte=now - WEEKLY)
