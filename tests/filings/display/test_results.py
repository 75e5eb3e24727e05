"""What follows from the results of display checks: the duty confirmed, a reminder, or nothing."""

import pytest

from filings.checking import asking, claims, settling
from filings.checking.standing import Standing, judged
from filings.display.declared import Declared
from filings.display.examine import Finding
from filings.display.results import Result
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices.models import Notice
from tests import make
from tests.filings.display.rounds import (
    AFTER,
    AWAY,
    BEFORE,
    DARK,
    DAY,
    MISSED,
    SHOWN,
    acts,
    answer,
    check,
    open_limits,
    website,
)
from tests.make import Cast, at

pytestmark = pytest.mark.django_db


def test_a_page_that_shows_the_number_confirms_the_duty(filing: Filing, people: Cast) -> None:
    asking.ask(filing, people.ai, BEFORE)
    assert answer(SHOWN, BEFORE) == 1
    done = DisplayCheck.objects.get()
    assert (done.result, done.requested_by, done.event.action) == (
        "shown",
        people.ai,
        "confirm_display",
    )
    assert done.settled_at == BEFORE
    assert open_limits(filing) == set()


def test_a_miss_before_the_first_date_is_shown_and_nothing_else(filing: Filing) -> None:
    done = check(filing, MISSED, BEFORE)
    assert (done.result, done.event, done.settled_at) == ("both_missing", None, BEFORE)
    assert acts(filing) == []
    assert open_limits(filing) == {"display"}


def test_a_miss_after_the_first_date_reminds_once_and_names_the_page(filing: Filing) -> None:
    first = check(filing, MISSED, AFTER)
    assert first.event.action == "report_display_missing"
    assert "display_correction" in open_limits(filing)
    notice = Notice.objects.get(code="display_missing")
    assert notice.addressee == filing.organization
    assert "https://a.example/：未见编号和链接（网页文字中没有这一编号）。" in notice.body
    assert f"/filings/{filing.number}/display/" in notice.body
    assert "最后一日为2026年10月15日" in notice.body
    assert check(filing, MISSED, AFTER + DAY).event is None
    assert acts(filing) == ["report_display_missing"]


def test_putting_it_right_ends_the_reminder(filing: Filing) -> None:
    check(filing, MISSED, AFTER)
    check(filing, SHOWN, AFTER + DAY)
    assert acts(filing) == ["report_display_missing", "confirm_display"]
    assert open_limits(filing) == set()
    correction = Deadline.objects.get(case=filing, code="algorithm.display_correction")
    assert correction.outcome == "met"


def test_a_reminder_that_runs_out_opens_a_lead(filing: Filing) -> None:
    check(filing, MISSED, AFTER)
    sweep.sweep(at("2026-10-15 23:59"))
    assert not Lead.objects.exists()
    sweep.sweep(at("2026-10-16 00:00"))
    lead = Lead.objects.get()
    assert (lead.case_id, lead.code) == (filing.pk, "algorithm.display_correction")


@pytest.mark.parametrize("finding", [AWAY, DARK])
def test_a_page_that_says_nothing_neither_confirms_nor_reminds(
    filing: Filing, finding: Finding
) -> None:
    done = check(filing, finding, AFTER)
    assert (done.event, done.settled_at) == (None, AFTER)
    assert acts(filing) == []


def test_a_number_taken_down_later_reminds_again(filing: Filing) -> None:
    check(filing, SHOWN, AFTER)
    check(filing, MISSED, AFTER + 30 * DAY)
    assert acts(filing) == ["confirm_display", "report_display_missing"]


def test_a_filing_that_ends_before_its_check_is_settled_is_left_alone(
    filing: Filing, people: Cast
) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    found = claims.claim(AFTER)
    assert found is not None
    claims.store(found, MISSED, AFTER)
    ground = {"ground": "site_closed", "facts": "网站已被责令关闭。"}
    make.act(filing, "cancel_ex_officio", people.bo, now=AFTER, **ground)
    assert settling.settle(AFTER) == 1
    assert (acts(filing), DisplayCheck.objects.get().event) == ([], None)


@pytest.mark.parametrize(
    ("wanted", "found", "standing"),
    [
        (Declared(("a", "b"), each=True), ("shown", "shown"), Standing.SHOWN),
        (Declared(("a", "b"), each=True), ("shown", "link_missing"), Standing.MISSING),
        (Declared(("a", "b"), each=True), ("shown", "unreachable"), Standing.UNKNOWN),
        (Declared(("a", "b"), each=True), ("number_missing", "unreachable"), Standing.MISSING),
        (Declared(("a", "b"), each=True), ("shown", None), Standing.UNKNOWN),
        (Declared(("a", "b"), each=False), ("shown", "both_missing"), Standing.SHOWN),
        (Declared(("a", "b"), each=False), ("both_missing", "link_missing"), Standing.UNKNOWN),
        (Declared(("a", "b"), each=False), ("both_missing", "unreadable"), Standing.UNKNOWN),
        (Declared(("a", "b"), each=False), (None, None), Standing.UNKNOWN),
        (Declared((), each=False), (None,), Standing.UNKNOWN),
    ],
)
def test_results_are_taken_together(
    wanted: Declared, found: tuple[str | None, ...], standing: Standing
) -> None:
    by_address = zip(wanted.addresses or (None,), found, strict=True)
    results = {address: Result(text) for address, text in by_address if address and text}
    assert judged(wanted, results) is standing


def test_one_of_two_websites_without_the_number_is_a_miss(people: Cast) -> None:
    filing = make.filing(
        people, FilingState.RECORDED, products=[website(), website("https://b.example/")]
    )
    asking.insert(filing, asking.addresses_of(filing).addresses, AFTER)
    for finding in (SHOWN, MISSED):
        found = claims.claim(AFTER)
        assert found is not None
        claims.work(found, lambda: AFTER, lambda address, entry, told=finding: told)
        settling.settle(AFTER)
    assert acts(filing) == ["report_display_missing"]
    assert "https://a.example/" not in Notice.objects.get(code="display_missing").body
