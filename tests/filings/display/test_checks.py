"""The display duty at work: asked, claimed, answered once, acted upon, and asked again in time."""

from datetime import datetime, timedelta

import pytest
from django.db import InternalError, transaction

from filings.checking import asking, claims, settling, timetable
from filings.checking.standing import Standing, judged
from filings.display.declared import Declared
from filings.display.examine import Finding
from filings.display.results import Result
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.audit.models import AuditEvent
from portal.deadlines import sweep
from portal.deadlines.models import Deadline, Lead
from portal.notices.models import Notice
from portal.workflow.errors import NotPermitted, Refused, WrongState
from tests import make
from tests.make import Cast, at

#: Recorded on Tuesday 2026-09-22; the first date is 2026-09-30 (the 25th is a holiday), so its moment 10-01 00:00.
BEFORE, AFTER = at("2026-09-29 10:00"), at("2026-10-09 10:00")
DAY = timedelta(days=1)
SHOWN, MISSED = Finding(Result.SHOWN), Finding(Result.BOTH_MISSING, "网页文字中没有这一编号")
AWAY, DARK = Finding(Result.UNREACHABLE, "域名无法解析"), Finding(Result.UNREADABLE)

pytestmark = pytest.mark.django_db


def website(url: str = "https://a.example/") -> dict[str, object]:
    return make.product(service_form="website", url=url)


@pytest.fixture
def people() -> Cast:
    return make.cast()


@pytest.fixture
def filing(people: Cast) -> Filing:
    return make.filing(people, FilingState.RECORDED, products=[website()])


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


# --- what follows from a result -----------------------------------------------------------------------------------


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
        (Declared(("a", "b"), each=False), ("both_missing", "link_missing"), Standing.MISSING),
        (Declared(("a", "b"), each=False), ("both_missing", "unreadable"), Standing.UNKNOWN),
        (Declared(("a", "b"), each=False), (None, None), Standing.UNKNOWN),
        (Declared((), each=False), ("declared",), Standing.SHOWN),
        (Declared((), each=False), (None,), Standing.UNKNOWN),
    ],
)
def test_results_are_taken_together(
    wanted: Declared, found: tuple[str | None, ...], standing: Standing
) -> None:
    by_address = zip(wanted.addresses or ("",), found, strict=True)
    results = {address: Result(text) for address, text in by_address if text}
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


# --- once, whatever happens ---------------------------------------------------------------------------------------


def test_a_worker_that_comes_back_late_changes_nothing(filing: Filing) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    lost = claims.claim(AFTER)
    assert lost is not None
    assert claims.claim(AFTER + timedelta(minutes=9)) is None
    second = claims.claim(AFTER + timedelta(minutes=10))
    assert second is not None
    assert claims.store(second, SHOWN, AFTER + timedelta(minutes=11))
    assert not claims.store(lost, MISSED, AFTER + timedelta(minutes=12))
    done = DisplayCheck.objects.get()
    assert (done.result, done.finished_at, done.attempts) == (
        "shown",
        AFTER + timedelta(minutes=11),
        2,
    )


def test_a_late_worker_drops_its_finding_also_before_the_second_has_answered(
    filing: Filing,
) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    lost, _second = claims.claim(AFTER), claims.claim(AFTER + timedelta(minutes=10))
    assert lost is not None
    assert not claims.store(lost, MISSED, AFTER + timedelta(minutes=11))
    assert DisplayCheck.objects.get().result == ""


def test_a_page_that_ends_its_worker_three_times_is_given_up(filing: Filing) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    looked: list[str] = []
    for attempt in range(1, 5):
        found = claims.claim(AFTER + attempt * timedelta(minutes=10))
        assert found is not None
        if attempt == 4:
            claims.work(
                found, lambda: AFTER, lambda address, entry: looked.append(address) or SHOWN
            )
    done = DisplayCheck.objects.get()
    assert (done.result, looked) == ("unreadable", [])
    assert "多次中断" in done.reason


def test_a_settlement_cut_off_after_its_act_is_not_repeated(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    found = claims.claim(AFTER)
    assert found is not None
    claims.store(found, MISSED, AFTER)
    act = settling.perform_as_system

    def cut_off(*args: object, **kwargs: object) -> None:
        act(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(settling, "perform_as_system", cut_off)
        with pytest.raises(KeyboardInterrupt):
            settling.settle(AFTER)
    assert DisplayCheck.objects.get().settled_at is None
    assert settling.settle(AFTER) == 1
    assert acts(filing) == ["report_display_missing"]
    assert settling.settle(AFTER) == 0


def test_one_filing_that_cannot_be_settled_does_not_hold_up_another(
    filing: Filing, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make.filing(people, FilingState.RECORDED, products=[website("https://b.example/")])
    needed = settling.needed

    def broken(one: Filing, now: datetime) -> str:
        if one.pk == filing.pk:
            raise ZeroDivisionError
        return needed(one, now)

    monkeypatch.setattr(settling, "needed", broken)
    for one in (filing, other):
        asking.insert(one, asking.addresses_of(one).addresses, AFTER)
    answer(SHOWN, AFTER)
    assert (acts(filing), acts(other)) == ([], ["confirm_display"])


def test_what_a_page_says_cannot_break_the_row(filing: Filing) -> None:
    asking.insert(filing, ("https://a.example/",), AFTER)
    nasty = Finding(
        Result.SHOWN, "r" * 900, "\x00a\ud800" + "e" * 900, "u" * 3000, 200, "x" * 99, b"\x00\xff"
    )
    answer(nasty, AFTER)
    done = DisplayCheck.objects.select_related("body").get()
    assert (len(done.reason), len(done.final_url), done.excerpt[:2]) == (500, 2000, "ae")
    assert (bytes(done.body.data), done.body.size) == (b"\x00\xff", 2)


@pytest.mark.parametrize("changes", [{"result": "shown"}, {"body": None}, {"reason": "x"}])
def test_an_answered_check_is_evidence_that_the_database_keeps(
    filing: Filing, changes: dict[str, object]
) -> None:
    done = check(filing, MISSED, AFTER)
    DisplayCheck.objects.filter(pk=done.pk).update(settled_at=AFTER + DAY)
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        DisplayCheck.objects.filter(pk=done.pk).update(**{"excerpt": "y"} | changes)
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        done.delete()
    assert DisplayCheck.objects.get().result == "both_missing"


# --- asking -------------------------------------------------------------------------------------------------------


def test_a_check_that_waits_is_not_asked_twice(filing: Filing, people: Cast) -> None:
    assert asking.ask(filing, people.ai, AFTER) == 1
    assert asking.ask(filing, people.bo, AFTER + timedelta(minutes=2)) == 0
    assert timetable.ask_due(AFTER + timedelta(minutes=3)) == 0
    assert DisplayCheck.objects.count() == 1


def test_asking_has_a_pace(filing: Filing, people: Cast) -> None:
    asking.ask(filing, people.ai, AFTER)
    answer(SHOWN, AFTER)
    with pytest.raises(asking.TooSoon, match="一分钟后再试"):
        asking.ask(filing, people.bo, AFTER + timedelta(seconds=59))
    for turn in range(1, asking.MOST_A_DAY):
        asking.ask(filing, people.ai, AFTER + turn * timedelta(minutes=2))
        answer(SHOWN, AFTER + turn * timedelta(minutes=2))
    with pytest.raises(asking.TooSoon, match="请明天再试"):
        asking.ask(filing, people.ai, AFTER + timedelta(hours=3))
    assert asking.ask(filing, people.ai, AFTER + DAY + timedelta(hours=3)) == 1


def test_people_without_a_part_in_it_cannot_ask(filing: Filing, people: Cast) -> None:
    for outsider in (people.dai, people.eve, people.fang):
        with pytest.raises(NotPermitted):
            asking.ask(filing, outsider, AFTER)
    assert not DisplayCheck.objects.exists()


@pytest.mark.parametrize("state", ["deregistered", "cancelled", "revoked"])
def test_an_ended_filing_is_not_checked_any_more(people: Cast, state: str) -> None:
    filing = make.filing(people, FilingState(state), products=[website()])
    with pytest.raises(WrongState):
        asking.ask(filing, people.ai, AFTER)
    assert timetable.ask_due(AFTER + 60 * DAY) == 0


def test_without_a_web_address_the_company_says_where_the_number_stands(people: Cast) -> None:
    filing = make.filing(
        people,
        FilingState.RECORDED,
        products=[make.product(service_form="app", url="应用商店搜索“青云资讯”")],
    )
    with pytest.raises(Refused, match="没有网址"):
        asking.ask(filing, people.ai, BEFORE)
    with pytest.raises(NotPermitted):
        asking.state_by_hand(filing, people.bo, "设置页", BEFORE)
    asking.state_by_hand(filing, people.ai, "“我的—关于”页底部", BEFORE)
    assert settling.settle(BEFORE) == 1
    assert acts(filing) == ["confirm_display"]
    assert timetable.ask_due(AFTER + 60 * DAY) == 0


def test_where_a_page_can_be_checked_no_word_replaces_the_check(
    filing: Filing, people: Cast
) -> None:
    with pytest.raises(Refused, match="备案内容中有网址"):
        asking.state_by_hand(filing, people.ai, "页脚", BEFORE)


# --- the timetable ------------------------------------------------------------------------------------------------


def test_the_first_check_comes_when_the_first_date_has_passed(filing: Filing) -> None:
    assert timetable.ask_due(at("2026-09-30 23:59")) == 0
    assert timetable.ask_due(at("2026-10-01 00:00")) == 1
    assert timetable.ask_due(at("2026-10-01 00:00")) == 0


def test_a_check_that_the_company_asked_for_early_does_not_replace_the_first(
    filing: Filing,
) -> None:
    check(filing, MISSED, BEFORE)
    assert timetable.ask_due(at("2026-10-01 00:00")) == 1
    answer(MISSED, at("2026-10-01 00:01"))
    assert acts(filing) == ["report_display_missing"]


@pytest.mark.parametrize(
    ("finding", "wait"),
    [(SHOWN, 30 * DAY), (AWAY, DAY), (DARK, 7 * DAY), (MISSED, DAY)],
    ids=["shown", "unreachable", "unreadable", "being corrected"],
)
def test_checks_come_again_after_their_time(
    filing: Filing, finding: Finding, wait: timedelta
) -> None:
    check(filing, finding, AFTER)
    assert timetable.ask_due(AFTER + wait - timedelta(seconds=1)) == 0
    assert timetable.ask_due(AFTER + wait) == 1


def test_a_reminder_that_ran_out_is_checked_monthly(filing: Filing) -> None:
    check(filing, MISSED, AFTER)
    later = check(filing, MISSED, AFTER + 10 * DAY).requested_at
    assert timetable.ask_due(later + 29 * DAY) == 0
    assert timetable.ask_due(later + 30 * DAY) == 1


def test_filings_that_never_got_a_number_are_not_checked(people: Cast) -> None:
    make.filing(people, FilingState.SUBMITTED, products=[website()])
    assert timetable.ask_due(AFTER + 100 * DAY) == 0


def test_filings_recorded_before_there_was_a_date_come_after_a_month(filing: Filing) -> None:
    Deadline.objects.filter(case=filing, code="algorithm.display").update(
        closed_at=make.NOW, outcome="void"
    )
    assert timetable.ask_due(make.NOW + 30 * DAY - timedelta(seconds=1)) == 0
    assert timetable.ask_due(make.NOW + 30 * DAY) == 1
