"""Whether a reader has the newest already: what HTTP's validators say of the register.

Versions are only ever added, so their number and the last id tell one state of the register from every other.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from filings.open_data.changes import snapshot
from filings.open_data.columns import NAMES
from filings.register import RegistryChange

#: A version may become visible later than it is dated, by as long as its transaction lasts. A date is told only when
#: no transaction can still be open from before it; until then the tag alone decides.
_SETTLED = timedelta(hours=1)


@dataclass(frozen=True)
class Freshness:
    """The tag of a state of the register for one question, and since when it has been so, where that is certain."""

    etag: str
    last_modified: datetime | None


def freshness(question: str, now: datetime) -> Freshness:
    """The validators of the answer to ``question`` as the register stands."""
    last = RegistryChange.objects.order_by("-pk").values("pk", "at").first()
    count = RegistryChange.objects.aggregate(n=Count("pk"))["n"]
    told = (question, NAMES, snapshot()[1], count, last and last["pk"])
    tag = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    settled = last is not None and last["at"] < now - _SETTLED
    return Freshness(f'W/"{tag}"', last["at"] if last and settled else None)
