"""Rounds of display checks for tests: a recorded filing, what was found, and acting on it."""

from datetime import datetime, timedelta
from typing import Any

from filings.checking import asking, claims, settling
from filings.display.examine import Finding
from filings.display.results import Result
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.audit.models import AuditEvent
from portal.clock import china_date
from portal.deadlines.models import Deadline
from tests import make
from tests.make import Cast, at

#: Recorded on Tuesday 2026-09-22; the first date is 2026-09-30 (the 25th is a holiday), so its moment 10-01 00:00.
BEFORE, AFTER = at("2026-09-29 10:00"), at("2026-10-09 10:00")
DAY = timedelta(days=1)
SHOWN, MISSED = Finding(Result.SHOWN), Finding(Result.BOTH_MISSING, "网页文字中没有这一编号")
AWAY, DARK = Finding(Result.UNREACHABLE, "域名无法解析"), Finding(Result.UNREADABLE)


def website(url: str = "https://a.example/") -> dict[str, Any]:
    return make.product(service_form="website", url=url)


def app(people: Cast, url: str = "https://store.example/qingyun") -> Filing:
    """A filing without any website: its product is an app with a page in a store."""
    product = make.product(service_form="app", url=url)
    return make.filing(people, FilingState.RECORDED, products=[product], subject_website="")


def answer(finding: Finding, now: datetime) -> int:
    """Work off everything that waits with one finding for every page, then settle."""
    answered = 0
    while check := claims.claim(now):
        answered += claims.work(check, lambda: now, lambda address, entry: finding)
    settling.settle(now)
    return answered


def check(filing: Filing, finding: Finding, now: datetime) -> DisplayCheck:
    """One round by the timetable's hand."""
    asking.insert(filing, asking.addresses_of(filing).addresses, now)
    answer(finding, now)
    return DisplayCheck.objects.filter(filing=filing).latest("pk")


def open_limits(filing: Filing) -> set[str]:
    codes = ("algorithm.display", "algorithm.display_correction")
    found = Deadline.objects.filter(case=filing, closed_at=None, code__in=codes)
    return {code.removeprefix("algorithm.") for code in found.values_list("code", flat=True)}


def acts(filing: Filing) -> list[str]:
    events = AuditEvent.objects.filter(case=filing, action__contains="display").order_by("seq")
    return [name for name in events.values_list("action", flat=True) if "deadline" not in name]


def change_products(filing: Filing, people: Cast, now: datetime, *products: dict[str, Any]) -> None:
    """A change that brings the filing to other places, accepted at once."""
    told = {"changed_on": china_date(now), "reason": "更换网站"}
    make.act(filing, "declare_change", people.ai, now=now, **told)
    make.edit(filing, people.ai, now=now, products=list(products))
    make.act(filing, "submit_change", people.ai, now=now)
    make.act(filing, "accept_change", people.bo, now=now)
