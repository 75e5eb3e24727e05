"""Where a filing stands with the display duty: what its pages show, what an officer saw, what the company states."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from filings.checking.asking import BY_WORD, addresses_of, latest
from filings.display.declared import Declared
from filings.display.results import INSPECTED, MISSES, Result
from filings.models import DisplayCheck, Filing


class Standing(StrEnum):
    """What the results come to."""

    SHOWN = "shown"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Whose eyes it rests on."""

    PAGES = "pages"
    INSPECTION = "inspection"
    WORD = "word"


@dataclass(frozen=True)
class Judgement:
    """A standing, and what it rests on."""

    standing: Standing
    by: Source = Source.PAGES


def standing(filing: Filing, checks: Iterable[DisplayCheck] | None = None) -> Judgement:
    """Where the filing stands by its latest results (``checks`` where they are at hand).

    An officer's inspection counts where pages are silent, and against pages that saw no better when the officer
    looked. The company's word counts only where both are silent.
    """
    wanted = addresses_of(filing)
    found = {c.address: Result(c.result) for c in (latest(filing) if checks is None else checks)}
    pages = judged(wanted, found)
    seen = inspection(filing)
    if seen is not None:
        told = Standing.SHOWN if seen.result == Result.CONFIRMED else Standing.MISSING
        if pages is told or (pages is not Standing.UNKNOWN and _moved(filing, wanted, seen, found)):
            return Judgement(pages)
        return Judgement(told, Source.INSPECTION)
    if pages is Standing.UNKNOWN and BY_WORD in found:
        return Judgement(Standing.SHOWN, Source.WORD)
    return Judgement(pages)


def judged(wanted: Declared, found: dict[str, Result]) -> Standing:
    """Each website must show the number, and one that does not is a miss.

    Of other addresses one that shows it is enough, and none is a miss: the number may stand inside the app. A page that
    could not be read or reached proves nothing.
    """
    results = [found.get(address) for address in wanted.addresses]
    if results and (all if wanted.each else any)(result is Result.SHOWN for result in results):
        return Standing.SHOWN
    is_miss = wanted.each and any(result in MISSES for result in results)
    return Standing.MISSING if is_miss else Standing.UNKNOWN


def inspection(filing: Filing) -> DisplayCheck | None:
    """What an officer saw last, of the version in force; none once the portal has acted on a later check."""
    rows = filing.display_checks.filter(result__in=INSPECTED)
    if filing.changed_at is not None:
        rows = rows.filter(requested_at__gt=filing.changed_at)
    last = rows.order_by("-requested_at", "-pk").first()
    if last is None:
        return None
    later = filing.display_checks.filter(requested_at__gt=last.requested_at, event__isnull=False)
    return None if later.exclude(address=BY_WORD).exists() else last


def _moved(filing: Filing, wanted: Declared, seen: DisplayCheck, found: dict[str, Result]) -> bool:
    """Whether what pages show has moved since an officer looked, so that it speaks of something new.

    A check that missed then what the officer saw may be missing it still; so may one that saw then what was not there.
    """
    if seen.result == Result.CONFIRMED:
        missed = [one for one in wanted.addresses if found.get(one) in MISSES]
        return any(Result.SHOWN in set(_since(filing, one, seen)) for one in missed)
    return any(set(_since(filing, one, seen)) != {Result.SHOWN} for one in wanted.addresses)


def _since(filing: Filing, address: str, seen: DisplayCheck) -> Iterator[str | None]:
    """The result of an address when the officer looked (None before its first check), and all since."""
    rows = filing.display_checks.filter(address=address, finished_at__isnull=False)
    before = rows.filter(requested_at__lte=seen.requested_at).order_by("-requested_at", "-pk")
    yield before.values_list("result", flat=True).first()
    yield from rows.filter(requested_at__gt=seen.requested_at).values_list("result", flat=True)
