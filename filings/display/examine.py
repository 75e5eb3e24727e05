"""One check of one address: fetch the page and what it needs, judge it, follow links that may lead to the entry."""

import time
from dataclasses import dataclass, field

from filings.display import isolation
from filings.display.decoding import decode
from filings.display.entry import Entry
from filings.display.fetch import Fetched, Fetcher, Unfit, Unreachable
from filings.display.results import Result
from filings.display.verdict import Needs, Source, Verdict

MOST_SHEETS = 6
SHEET_BYTES = 512 * 1024
#: Seconds for all style sheets, and for all links that are followed.
EXTRA_SECONDS = 10.0
#: How often a page may send its reader on by itself, redirects not counted.
MOST_SENT_ON = 2


@dataclass(frozen=True)
class Finding:
    """What one check found, and what it saw: the evidence."""

    result: Result
    reason: str = ""
    excerpt: str = ""
    final_url: str = ""
    status: int | None = None
    encoding: str = ""
    body: bytes | None = field(default=None, repr=False)


def examine(address: str, entry: Entry, fetcher: Fetcher) -> Finding:
    """Check one address, as a reader would meet it. Never raises for what the other side does."""
    try:
        page, needs = _arrive(address, fetcher)
    except Unreachable as failed:
        return Finding(Result.UNREACHABLE, str(failed))
    except Unfit as unfit:
        failed_there = unfit.status is not None and unfit.status >= 400
        result = Result.UNREACHABLE if failed_there else Result.UNREADABLE
        return Finding(result, str(unfit), final_url=unfit.url, status=unfit.status)
    source = _source(page)
    verdict = _judged(source, needs, entry, fetcher) if needs else isolation.TIRED
    return Finding(
        verdict.result,
        verdict.reason,
        verdict.excerpt,
        page.url,
        page.status,
        verdict.encoding,
        page.body,
    )


def _source(page: Fetched) -> Source:
    return Source(page.body, page.content_type, page.url)


def _arrive(address: str, fetcher: Fetcher) -> tuple[Fetched, Needs | None]:
    """The page that a reader ends at, also where pages send them on by ``<meta http-equiv=refresh>``."""
    page = fetcher.page(address)
    for _ in range(MOST_SENT_ON):
        needs = isolation.needs(_source(page))
        if needs is None or needs.sent_on in ("", page.url):
            return page, needs
        page = fetcher.page(needs.sent_on)
    return page, isolation.needs(_source(page))


def _judged(source: Source, needs: Needs, entry: Entry, fetcher: Fetcher) -> Verdict:
    sheets = _sheets(needs.sheets, fetcher)
    verdict = isolation.judge(source, entry, sheets)
    started = time.monotonic()
    for link in verdict.detours:
        left = EXTRA_SECONDS - (time.monotonic() - started)
        if left > 0 and fetcher.leads_to(link, entry.is_at, left):
            return isolation.judge(source, entry, sheets, [link])
    return verdict


def _sheets(urls: tuple[str, ...], fetcher: Fetcher) -> dict[str, str]:
    """The first few style sheets that can be had in time; from any public host, as a browser takes them."""
    texts: dict[str, str] = {}
    started = time.monotonic()
    for url in dict.fromkeys(urls[:MOST_SHEETS]):
        left = EXTRA_SECONDS - (time.monotonic() - started)
        if left <= 0:
            break
        try:
            sheet = fetcher.sheet(url, left, SHEET_BYTES)
        except (Unreachable, Unfit):
            continue
        texts[url] = decode(sheet.body, sheet.content_type)[0]
    return texts
