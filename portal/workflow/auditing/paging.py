"""Pages by key: the next page begins after the last row of this one, so that a late page costs as little as the first.

Nothing is counted, and what is written meanwhile shifts no page.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from portal.audit.models import AuditEvent
from portal.workflow.errors import Reason, Refused

ROWS = 50
_LARGEST = 2**63 - 1
NO_PLACE = "没有这一页，请回到第一页"


class BadPlace(Refused):
    """An address that names no place of the list."""

    code = "not_found"
    status = 404


@dataclass(frozen=True)
class Slice:
    """One page of events, the newest first, and the keys from which the pages beside it go on; None at an end."""

    rows: list[AuditEvent]
    newer: int | None
    older: int | None


def slice_of(rows: QuerySet[AuditEvent], *, before: str = "", after: str = "") -> Slice:
    """The page of events older than ``before``, or newer than ``after``; the newest without either. Raises BadPlace."""
    whole = rows.select_related("case", "actor").order_by("-recorded_at", "-pk")
    if after:
        found = list(_beyond(whole, after, newer=True).reverse()[: ROWS + 1])
        page = found[:ROWS][::-1]
        newer = page[0].pk if len(found) > ROWS else None
        return Slice(page, newer=newer, older=page[-1].pk if page else None)
    older = _beyond(whole, before, newer=False) if before else whole
    found = list(older[: ROWS + 1])
    page = found[:ROWS]
    return Slice(
        page,
        newer=page[0].pk if before and page else None,
        older=page[-1].pk if len(found) > ROWS else None,
    )


def _beyond(rows: QuerySet[AuditEvent], text: str, *, newer: bool) -> QuerySet[AuditEvent]:
    """What comes after an event in time, or before it. The first condition is the one that an index answers."""
    key = _key(text)
    at = AuditEvent.objects.filter(pk=key).values_list("recorded_at", flat=True).first()
    if at is None:
        raise BadPlace(Reason(NO_PLACE, code=BadPlace.code))
    way = "gt" if newer else "lt"
    return rows.filter(**{f"recorded_at__{way}e": at}).filter(
        Q(**{f"recorded_at__{way}": at}) | Q(**{f"pk__{way}": key})
    )


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST):
        raise BadPlace(Reason(NO_PLACE, code=BadPlace.code))
    return int(text)
