"""Working off the checks that wait: a row is claimed, its page examined outside any transaction, the finding stored.

A worker that dies leaves its claim behind; after the lease another takes the row. Whoever comes back late finds that
the claim is no longer its own and drops what it found. A page that ends its worker three times is given up.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from filings.checking.asking import entry_of
from filings.display.addresses import networks
from filings.display.entry import Entry
from filings.display.examine import Finding, examine
from filings.display.fetch import Fetcher
from filings.display.results import Result
from filings.models import DisplayCheck
from portal.cases.uploads import store_bytes

logger = logging.getLogger(__name__)
#: Longer than any examination can take.
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
Examine = Callable[[str, Entry], Finding]


def claim(now: datetime) -> DisplayCheck | None:
    """Take the oldest row that nobody works on; None when there is none. Others are skipped, not waited for."""
    waiting = DisplayCheck.objects.filter(finished_at=None)
    free = waiting.filter(Q(started_at=None) | Q(started_at__lte=now - LEASE))
    with transaction.atomic():
        row = free.select_for_update(skip_locked=True, of=("self",)).order_by("requested_at", "pk")
        check = row.first()
        if check is None:
            return None
        check.started_at, check.attempts = now, check.attempts + 1
        check.save(update_fields=["started_at", "attempts"])
        return check


def work(check: DisplayCheck, clock: Callable[[], datetime], look: Examine | None = None) -> bool:
    """Examine a claimed row's page and store the finding; False when somebody else has answered meanwhile."""
    if check.attempts > MOST_ATTEMPTS:
        finding = Finding(Result.UNREADABLE, "检查这一网页时多次中断，没有得出结果")
    else:
        finding = (look or examined)(check.address, entry_of(check.filing))
    return store(check, finding, clock())


def examined(address: str, entry: Entry) -> Finding:
    """The finding on one address, over the networks of the settings."""
    return examine(address, entry, Fetcher(networks(settings.DISPLAY_CHECK_NETWORKS)))


@transaction.atomic
def store(check: DisplayCheck, finding: Finding, now: datetime) -> bool:
    """Answer the row, unless it was answered or claimed by another since."""
    row = DisplayCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if row.finished_at is not None or row.started_at != check.started_at:
        logger.info("display check %s was answered by another worker", check.pk)
        return False
    row.finished_at, row.result = now, finding.result.value
    row.reason, row.excerpt = _fits("reason", finding.reason), _fits("excerpt", finding.excerpt)
    row.final_url, row.http_status = _fits("final_url", finding.final_url), finding.status
    row.encoding = _fits("encoding", finding.encoding)
    row.body = store_bytes(finding.body) if finding.body is not None else None
    row.save()
    return True


def _fits(column: str, text: str) -> str:
    """As much of it as the column takes, without what PostgreSQL cannot hold."""
    length = getattr(DisplayCheck._meta.get_field(column), "max_length", None)
    return text.replace("\x00", "").encode(errors="ignore").decode()[:length]
