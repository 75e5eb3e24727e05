"""Pages that say nothing: officers look, their word stands against blind checks, and nothing waits for nobody."""

from datetime import datetime, timedelta

import pytest

from filings.checking import asking, settling, timetable
from filings.checking.inspecting import to_be_inspected
from filings.checking.standing import Judgement, Source, Standing, standing
from filings.hints import hint
from filings.ledger import LedgerFilter
from filings.models import DisplayCheck, Filing
from portal.deadlines import sweep
from portal.deadlines.models import Lead
from portal.notices.models import Notice
from portal.workflow.errors import Refused
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
    app,
    change_products,
    check,
    open_limits,
    website,
)
from tests.make import Cast

pytestmark = pytest.mark.django_db
CONFIRM, REPORT = "confirm_display_by_inspection", "report_display_missing_by_inspection"
SEEN = {"reason": "打开应用，“关于”页标明了编号和链接。"}
ENDED = {"ground": "site_closed", "facts": "网站已被责令关闭。"}
UNSEEN = {"reason": "打开应用，各页没有编号。"}


def wanting(now: datetime) -> list[str]:
    """The filings that wait for an officer's eyes."""
    rows = Filing.objects.filter(to_be_inspected(now)).order_by("pk")
    return list(rows.values_list("number", flat=True))


# --- what officers do ---------------------------------------------------------------------------------------------


def test_an_officer_who_saw_the_number_meets_the_duty(filing: Filing, people: Cast) -> None:
    check(filing, AWAY, AFTER)
    make.act(filing, CONFIRM, people.bo, now=AFTER + DAY, **SEEN)
    assert open_limits(filing) == set()
    row = DisplayCheck.objects.latest("pk")
    assert (row.result, row.reason, row.event.action) == ("confirmed", SEEN["reason"], CONFIRM)
    assert (row.finished_at, row.settled_at) == (AFTER + DAY, AFTER + DAY)
    assert standing(make.fresh(filing)) == Judgement(Standing.SHOWN, Source.INSPECTION)


def test_an_officer_who_saw_none_reminds_in_words_and_by_a_date(
    filing: Filing, people: Cast
) -> None:
    check(filing, AWAY, AFTER)
    make.act(filing, REPORT, people.chen, now=AFTER + DAY, **UNSEEN)
    assert "display_correction" in open_limits(filing)
    body = Notice.objects.get(code="display_missing").body
    assert "主管部门查看所备案的产品，没有看到备案编号" in body
    assert f"查看情况：{UNSEEN['reason']}" in body
    assert "门户读取" not in body
    assert "最后一日为2026年10月16日" in body
    assert people.chen.display_name not in body
    sweep.sweep(AFTER + 10 * DAY)
    assert Lead.objects.get().code == "algorithm.display_correction"


def test_a_reminder_by_an_officer_ends_when_the_page_shows_the_number(
    filing: Filing, people: Cast
) -> None:
    check(filing, DARK, AFTER)
    make.act(filing, REPORT, people.bo, now=AFTER + DAY, **UNSEEN)
    check(filing, SHOWN, AFTER + 2 * DAY)
    assert open_limits(filing) == set()


def test_a_check_that_saw_what_the_officer_did_not_ends_no_reminder(
    filing: Filing, people: Cast
) -> None:
    check(filing, SHOWN, AFTER)
    make.act(filing, REPORT, people.bo, now=AFTER + DAY, **UNSEEN)
    check(filing, SHOWN, AFTER + 2 * DAY)
    assert open_limits(filing) == {"display_correction"}
    check(filing, MISSED, AFTER + 3 * DAY)
    check(filing, SHOWN, AFTER + 4 * DAY)
    assert open_limits(filing) == set()


def test_a_check_that_missed_what_the_officer_saw_does_not_remind_again(
    filing: Filing, people: Cast
) -> None:
    check(filing, MISSED, AFTER)
    make.act(filing, CONFIRM, people.bo, now=AFTER + DAY, **SEEN)
    check(filing, MISSED, AFTER + 31 * DAY)
    assert acts(filing) == ["report_display_missing", CONFIRM]
    check(filing, SHOWN, AFTER + 61 * DAY)
    check(filing, MISSED, AFTER + 91 * DAY)
    assert acts(filing)[2:] == ["report_display_missing"]
    check(filing, AWAY, AFTER + 92 * DAY)
    assert open_limits(filing) == {"display_correction"}
    assert standing(make.fresh(filing)) == Judgement(Standing.UNKNOWN)


def test_an_inspection_speaks_of_the_version_that_was_in_force(
    filing: Filing, people: Cast
) -> None:
    make.act(filing, CONFIRM, people.bo, now=AFTER, **SEEN)
    change_products(filing, people, AFTER + DAY, website("https://new.example/"))
    assert standing(make.fresh(filing)) == Judgement(Standing.UNKNOWN)
    check(make.fresh(filing), MISSED, AFTER + 2 * DAY)
    assert acts(filing) == [CONFIRM, "report_display_missing"]


def test_a_reminder_names_no_address_that_is_declared_no_more(filing: Filing, people: Cast) -> None:
    check(filing, MISSED, BEFORE)
    change_products(filing, people, BEFORE + timedelta(hours=1), website("https://new.example/"))
    check(make.fresh(filing), MISSED, AFTER)
    told = Notice.objects.get(code="display_missing").context["display_misses"]
    assert [miss["address"] for miss in told] == ["https://new.example/"]


# --- what the company states --------------------------------------------------------------------------------------


def test_a_page_in_a_store_without_the_number_leads_to_nothing_by_itself(people: Cast) -> None:
    filing = app(people)
    check(filing, MISSED, AFTER)
    assert (acts(filing), open_limits(filing)) == ([], {"display"})
    asking.state_by_hand(filing, people.ai, "“我的—关于”页底部", AFTER + DAY)
    settling.settle(AFTER + DAY)
    assert acts(filing) == ["confirm_display"]
    assert standing(make.fresh(filing)) == Judgement(Standing.SHOWN, Source.WORD)


@pytest.mark.parametrize("finding", [AWAY, DARK])
def test_of_a_website_that_cannot_be_read_the_company_may_state_it(
    filing: Filing, people: Cast, finding: object
) -> None:
    check(filing, finding, AFTER)
    asking.state_by_hand(filing, people.ai, "首页页脚", AFTER + DAY)
    settling.settle(AFTER + DAY)
    assert acts(filing) == ["confirm_display"]


def test_a_website_that_can_be_read_speaks_for_itself(filing: Filing, people: Cast) -> None:
    for finding in (MISSED, SHOWN):
        check(filing, finding, AFTER)
        with pytest.raises(Refused, match="备案内容中有网址"):
            asking.state_by_hand(filing, people.ai, "首页页脚", AFTER)
    check(filing, AWAY, AFTER + DAY)
    asking.state_by_hand(filing, people.ai, "首页页脚", AFTER + DAY)
    check(filing, MISSED, AFTER + 2 * DAY)
    assert standing(filing) == Judgement(Standing.MISSING)


def test_the_companys_word_ends_no_reminder_but_brings_an_officer(
    filing: Filing, people: Cast
) -> None:
    check(filing, MISSED, AFTER)
    check(filing, AWAY, AFTER + DAY)
    assert wanting(AFTER + DAY) == []
    asking.state_by_hand(filing, people.ai, "首页页脚", AFTER + DAY)
    settling.settle(AFTER + DAY)
    assert "display_correction" in open_limits(filing)
    assert wanting(AFTER + DAY) == [filing.number]
    make.act(filing, CONFIRM, people.bo, now=AFTER + 2 * DAY, **SEEN)
    assert (open_limits(filing), wanting(AFTER + 2 * DAY)) == (set(), [])


def test_the_company_is_told_that_its_website_cannot_be_read(filing: Filing, people: Cast) -> None:
    check(filing, SHOWN, AFTER)
    assert "未能读取" not in hint(filing, people.ai)
    check(filing, AWAY, AFTER + DAY)
    assert "门户最近一次未能读取您备案的网站" in hint(filing, people.ai)
    assert "未能读取" not in hint(filing, people.bo)


# --- whom officers look for ---------------------------------------------------------------------------------------


def test_after_three_results_that_say_nothing_an_officer_has_to_look(
    filing: Filing, people: Cast
) -> None:
    check(filing, SHOWN, AFTER)
    for day in (1, 2, 3):
        assert wanting(AFTER + day * DAY) == []
        check(filing, AWAY if day % 2 else DARK, AFTER + day * DAY)
    assert wanting(AFTER + 3 * DAY) == [filing.number]
    make.act(filing, CONFIRM, people.bo, now=AFTER + 4 * DAY, **SEEN)
    check(filing, AWAY, AFTER + 5 * DAY)
    assert wanting(AFTER + 5 * DAY) == []


def test_a_page_that_answers_again_ends_the_count(filing: Filing) -> None:
    for day, finding in enumerate([AWAY, AWAY, SHOWN, AWAY, AWAY]):
        check(filing, finding, AFTER + day * DAY)
    assert wanting(AFTER + 5 * DAY) == []


def test_twenty_months_without_an_answer_end_at_an_officer(filing: Filing, people: Cast) -> None:
    now, asked = AFTER, 0
    for _ in range(20):
        asked += timetable.ask_due(now)
        answer(AWAY, now)
        now += 30 * DAY
    assert (asked, open_limits(filing)) == (20, {"display"})
    assert wanting(now) == [filing.number]
    make.act(filing, REPORT, people.bo, now=now, **UNSEEN)
    assert wanting(now) == []
    assert "display_correction" in open_limits(filing)


def test_an_app_of_which_nobody_says_anything_comes_to_an_officer(people: Cast) -> None:
    silent, listed = app(people, "应用商店搜索“青云资讯”"), app(people)
    assert wanting(BEFORE) == []
    for turn in range(3):
        check(listed, MISSED, AFTER + 30 * turn * DAY)
    assert wanting(AFTER + 61 * DAY) == [silent.number, listed.number]
    asking.state_by_hand(silent, people.ai, "“关于”页", AFTER + 62 * DAY)
    settling.settle(AFTER + 62 * DAY)
    assert wanting(AFTER + 62 * DAY) == [listed.number]


def test_filings_that_ended_are_not_looked_at(filing: Filing, people: Cast) -> None:
    for day in range(3):
        check(filing, AWAY, AFTER + day * DAY)
    make.act(filing, "cancel_ex_officio", people.bo, now=AFTER + 3 * DAY, **ENDED)
    assert wanting(AFTER + 4 * DAY) == []


@pytest.mark.parametrize(("who", "finds"), [("bo", True), ("eve", False), ("ai", False)])
def test_the_ledger_lists_them_for_the_officers_of_the_place(
    filing: Filing, people: Cast, who: str, finds: bool
) -> None:
    other = make.filing(people, filing.state, products=[website("https://b.example/")])
    for day in range(3):
        check(filing, AWAY, AFTER + day * DAY)
        check(other, SHOWN, AFTER + day * DAY)
    user = getattr(people, who)
    shown = {}
    for value in ("yes", "no"):
        form = LedgerFilter({"display": value}, user=user, now=AFTER + 3 * DAY)
        assert form.is_valid()
        shown[value] = [row.number for row in form.rows()]
    expected = {"yes": [filing.number], "no": [other.number]} if finds else {"yes": [], "no": []}
    assert shown == expected
