"""Findings on the display duty as tips: what an officer saw missing, and what the portal reminded the company of.

A check that was only shown, or that nobody acted on, is no finding yet (draft article 22, provisions article 26).
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from filings.checking.settling import REPORT
from filings.display.results import MISSES, Result
from filings.machines.limits import DISPLAY
from filings.models import DisplayCheck
from portal.cases.tips import Known, Tip, not_known
from portal.law.rulebook import rulebook

SOURCE = "display_check"
#: The acts by which a miss is held against the company.
HELD = (REPORT, "report_display_missing_by_inspection")
#: So many addresses are named in a tip.
SHOWN = 3
_CHUNK = 500


def display_findings(known: Known) -> Iterator[Tip]:
    """One tip for each act that held a miss against the company; its key is the act's event."""
    missed = DisplayCheck.objects.filter(
        event__action__in=HELD, result__in=sorted({*MISSES, Result.FOUND_MISSING})
    )
    rows = not_known(missed, "event_id", known).select_related("filing", "event")
    found = rows.order_by("event_id", "address", "pk").iterator(chunk_size=_CHUNK)
    for _event, checks in groupby(found, key=attrgetter("event_id")):
        yield _tip(list(checks))


def _tip(checks: list[DisplayCheck]) -> Tip:
    filing, event = checks[0].filing, checks[0].event
    if event is None:
        raise ValueError("核验结果没有对应的记录")
    return Tip(
        source=SOURCE,
        key=str(event.pk),
        origin=filing.pk,
        organization=filing.organization_id,
        facts=f"备案编号 {filing.record_number}：{_seen(checks)}依据{_cited(filing.law_profile)}。",
        found_at=event.occurred_at,
    )


def _seen(checks: Iterable[DisplayCheck]) -> str:
    told = [
        f"{check.address or '工作人员查看'}，{check.result_label}（{check.reason}）"
        for check in checks
    ]
    more = f"等 {len(told)} 处" if len(told) > SHOWN else ""
    return f"{'；'.join(told[:SHOWN])}{more}。"


def _cited(profile: str) -> str:
    return rulebook(profile).limit(DISPLAY).citation
