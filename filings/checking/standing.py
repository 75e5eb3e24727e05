"""Where a filing stands with the display duty: the latest results of its addresses, taken together."""

from collections.abc import Iterable
from enum import StrEnum

from filings.checking.asking import addresses_of
from filings.display.declared import Declared
from filings.display.results import MISSES, Result
from filings.models import DisplayCheck, Filing


class Standing(StrEnum):
    """What the results come to."""

    SHOWN = "shown"
    MISSING = "missing"
    UNKNOWN = "unknown"


def latest(filing: Filing) -> list[DisplayCheck]:
    """The last finished check of each address that the filing declares now, without the stored pages."""
    addresses = addresses_of(filing).addresses or ("",)
    finished = filing.display_checks.filter(finished_at__isnull=False, address__in=addresses)
    rows = finished.order_by("address", "-requested_at", "-pk").distinct("address")
    return sorted(rows, key=lambda check: addresses.index(check.address))


def standing(filing: Filing) -> Standing:
    """The filing's standing by its latest results."""
    checks = latest(filing)
    return judged(addresses_of(filing), {c.address: Result(c.result) for c in checks})


def judged(wanted: Declared, found: dict[str, Result]) -> Standing:
    """Each website must show the number; of other addresses one is enough, and a miss needs all of them.

    A page that could not be read or reached proves nothing. Without any address the company's word counts.
    """
    if not wanted.addresses:
        return Standing.SHOWN if found.get("") is Result.DECLARED else Standing.UNKNOWN
    results = [found.get(address) for address in wanted.addresses]
    enough = all if wanted.each else any
    lacking = any if wanted.each else all
    if enough(_is_shown(results)):
        return Standing.SHOWN
    return Standing.MISSING if lacking(r in MISSES for r in results) else Standing.UNKNOWN


def _is_shown(results: Iterable[Result | None]) -> Iterable[bool]:
    return (result is Result.SHOWN for result in results)
