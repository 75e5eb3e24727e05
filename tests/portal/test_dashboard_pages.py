"""The dashboard as a page: what it says, to whom, and that each of its numbers is the length of its list."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.models import Filing
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.deadlines.models import Deadline
from portal.web.dashboard.figures import FIGURES, sections_for
from portal.web.dashboard.matters import ENFORCEMENT
from portal.web.dashboard.picture import picture
from portal.web.dashboard.scope import Scope, ScopeForm
from tests import make
from tests.make import NOW, at
from tests.portal.dashboard_world import World, filled, past_the_guards
from tests.portal.web_cast import SetClock, Visit, read, set_clock, visit

__all__ = ["set_clock", "visit"]
PAGE = "/dashboard/"
MET, LATE = Deadline.Outcome.MET, Deadline.Outcome.LATE
#: The session, the person and the memberships, a query a figure, and one more where a row counts several times.
MOST_QUERIES = 16


@pytest.fixture
def story(db: None, set_clock: SetClock) -> World:
    """Nothing but what a test lays."""
    set_clock(NOW)
    return World(make.cast(), NOW)


def scope(user: User, **chosen: str) -> Scope:
    form = ScopeForm(chosen, user=user, now=NOW)
    assert form.is_valid(), form.errors
    return form.scope()


def links(page: str) -> dict[str, int]:
    """Address of a list → the number that stands on its link, in legends, tables and sums."""
    found = re.findall(rf'<a href="({PAGE}[a-z-]+/[^"]*)">[^<]*?(\d+)(?: 项)?</a>', page)
    told: dict[str, int] = {}
    for address, number in found:
        assert told.setdefault(unescape(address), int(number)) == int(number)
    return told


def total(client: Client, address: str) -> int:
    """How many rows a list says it has."""
    found = re.search(r"共 <strong>(\d+)</strong> 项", read(client, address))
    assert found, address
    return int(found[1])


def test_every_number_on_the_page_is_the_length_of_the_list_it_links_to(
    story: World, visit: Visit
) -> None:
    cast = story.cast
    filled(cast, NOW, [cast.bo], cases=25)
    client = visit(cast.fang)
    told = {a: n for a, n in links(read(client, f"{PAGE}?period=all&region=9901")).items() if n}
    assert {address: total(client, address) for address in told} == told
    assert len(told) > 30


def test_a_list_shows_twenty_rows_a_page_and_keeps_what_was_chosen(
    story: World, visit: Visit
) -> None:
    with past_the_guards():
        for _ in range(21):
            story.case(Filing, "filing", "submitted", NOW, algorithm_type="ranking")
    client = visit(story.cast.bo)
    address = f"{PAGE}filings/?period=month&month=2026-09&by=2026-09&part=ranking"
    page = read(client, address)
    assert page.count("<tr") == 1 + 20
    assert "2026年9月，全部辖区，收到月份“2026年9月”，算法类别“排序精选类”" in page
    assert read(client, f"{address}&page=2").count("<tr") == 1 + 1
    assert client.get(f"{address}&page=3").status_code == 404
    assert f'href="{PAGE}?period=month&amp;month=2026-09"' in page


@pytest.mark.parametrize("who", ["ai", "dai", "rechecker"])
def test_for_people_without_a_part_in_supervision_there_is_no_dashboard(
    story: World, visit: Visit, who: str
) -> None:
    make.person("rechecker", story.cast.office, Role.RECHECK_OFFICER)
    client = visit(User.objects.get(username=who))
    for path in ("", "?period=nonsense", "overdue/", "nonsense/"):
        assert client.get(f"{PAGE}{path}").status_code == 404
    assert PAGE not in read(client, "/desk/")


def test_strangers_are_sent_to_sign_in(story: World, client: Client) -> None:
    for path in ("", "overdue/"):
        assert client.get(f"{PAGE}{path}")["Location"].startswith("/accounts/login/")


def test_another_provinces_officer_finds_nothing_of_it(story: World, visit: Visit) -> None:
    filled(story.cast, NOW, [story.cast.bo], cases=30)
    Deadline.objects.filter(case__region__startswith="11").update(party="provider")
    with past_the_guards():
        story.cast.eve.memberships.update(
            organization=make.organization("外省网信办", "420000", jurisdiction="42")
        )
    client = visit(story.cast.eve)
    page = read(client, f"{PAGE}?period=all")
    assert set(links(page).values()) == {0}
    shown = {figure.slug for part in sections_for(story.cast.eve) for figure in part.figures}
    assert shown == set(FIGURES) - {figure.slug for figure in ENFORCEMENT}
    for slug in shown:
        assert total(client, f"{PAGE}{slug}/?period=all") == 0


def test_who_reviews_filings_alone_is_told_nothing_of_enforcement(
    story: World, visit: Visit
) -> None:
    officer, enforcer = visit(story.cast.bo), visit(story.cast.fang)
    assert ">监督执法</h2>" not in read(officer, PAGE)
    assert ">监督执法</h2>" in read(enforcer, PAGE)
    assert officer.get(f"{PAGE}orders/").status_code == 404
    assert enforcer.get(f"{PAGE}orders/").status_code == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=fortnight", "“时段”没有这一选项"),
        ("period=month", "时段为“某一个月”时，请填写“月份”"),
        ("period=month&month=2026-13", "“月份”应为 2026-09 这样的月份"),
        ("period=month&month=0001-01", "“月份”应在 2000-01 至本月之间"),
        ("period=month&month=2026-10", "“月份”应在 2000-01 至本月之间"),
        ("region=11", "“地区”没有这一选项"),
        ("region=%27;--", "“地区”没有这一选项"),
    ],
)
def test_what_cannot_be_looked_at_is_said_and_nothing_is_shown(
    story: World, visit: Visit, query: str, sentence: str
) -> None:
    client = visit(story.cast.bo)
    for path in ("", "overdue/"):
        page = read(client, f"{PAGE}{path}?{query}", 422)
        assert sentence in page
        assert '<svg class="chart' not in page


@pytest.mark.parametrize(
    "path",
    [
        "nonsense/",
        "leads/?part=nonsense",
        "overdue/?by=" + "x" * 151,
        "overdue/?page=0",
        "overdue/?page=x",
    ],
)
def test_what_no_figure_has_is_not_found(story: World, visit: Visit, path: str) -> None:
    assert visit(story.cast.bo).get(f"{PAGE}{path}").status_code == 404


def test_a_key_that_nothing_has_is_an_empty_list(story: World, visit: Visit) -> None:
    page = read(visit(story.cast.bo), f"{PAGE}overdue/?by=%3Cscript%3E")
    assert "没有这样的事项" in page
    assert "&lt;script&gt;" in page


def test_the_picture_says_what_it_is_and_nothing_in_it_needs_style_or_script(
    story: World, visit: Visit
) -> None:
    with past_the_guards():
        case = story.case(Filing, "filing", "submitted", NOW, algorithm_type="push")
        story.limit(case, NOW)
    page = read(visit(story.cast.bo), PAGE).partition("<main")[2]
    assert page.count('<svg class="chart ') == page.count("</desc>") == page.count("<table") == 3
    assert '<title id="title-overdue">已逾期未办结，按期限</title>' in page
    assert re.search(r"aria-label=\"作出备案或者不予备案的决定，办理机关：1 项\"", page)
    assert " style=" not in page
    assert "<script" not in page


def test_the_page_costs_the_same_for_few_and_for_many(story: World, visit: Visit) -> None:
    client = visit(story.cast.chen)

    def queries(path: str) -> int:
        read(client, path)  # what is kept from page to page is asked for once
        with CaptureQueriesContext(connection) as seen:
            read(client, path)
        return len(seen)

    paths = [f"{PAGE}?period=all", f"{PAGE}overdue/", f"{PAGE}filings/?period=all"]
    with past_the_guards():
        case = story.case(Filing, "filing", "submitted", NOW, algorithm_type="push")
        story.limit(case, NOW)
    filled(story.cast, NOW, [story.cast.bo], cases=20)
    few = [queries(path) for path in paths]
    filled(story.cast, NOW, [story.cast.bo, story.cast.eve], cases=60, seed=6)
    assert [queries(path) for path in paths] == few
    assert few[0] <= MOST_QUERIES


def test_a_month_is_that_of_beijing_and_empty_months_stand_between(story: World) -> None:
    """2026-08-31 16:30 in Greenwich is the first half hour of September in Beijing."""
    with past_the_guards():
        for moment in (at("2026-06-30 23:59"), at("2026-09-01 00:30"), at("2026-09-30 23:59")):
            story.case(Filing, "filing", "submitted", moment, algorithm_type="ranking")
        story.case(Filing, "filing", "draft", at("2026-09-02 10:00"), algorithm_type="ranking")
    told = picture(FIGURES["filings"], scope(story.cast.chen, period="12-months"))
    found = {bar.whole.label: bar.whole.value for bar in told.bars}
    assert list(found)[0] == "2025年10月"
    assert list(found)[-1] == "2026年9月"
    assert {month: n for month, n in found.items() if n} == {"2026年6月": 1, "2026年9月": 2}
    assert len(found) == 12


def test_the_rate_is_of_what_ended_and_the_limits_are_named_by_what_must_be_done(
    story: World,
) -> None:
    with past_the_guards():
        case = story.case(Filing, "filing", "recorded", NOW, algorithm_type="push")
        for n, outcome in enumerate((MET, MET, LATE, Deadline.Outcome.VOID)):
            story.limit(case, NOW, NOW - timedelta(days=n), outcome)
        story.limit(case, NOW, NOW, MET, place=4)
    told = picture(FIGURES["decided-by-limit"], scope(story.cast.bo))
    assert told.share == "66.7%"
    assert [(bar.whole.label, bar.share) for bar in told.bars] == [
        ("作出备案或者不予备案的决定", "66.7%")
    ]
    theirs = picture(FIGURES["performed-by-limit"], scope(story.cast.bo))
    assert [bar.whole.label for bar in theirs.bars] == [
        "在决定写明的日期前完成全部整改并书面报告复查机关"
    ]


def test_overdue_begins_at_the_moment_and_knows_no_period(story: World) -> None:
    with past_the_guards():
        case = story.case(
            Filing, "filing", "submitted", at("2024-03-01 10:00"), algorithm_type="push"
        )
        story.limit(case, NOW)
        other = story.case(Filing, "filing", "submitted", NOW, algorithm_type="push")
        story.limit(other, NOW + timedelta(seconds=1))
    told = picture(FIGURES["overdue"], scope(story.cast.bo, period="month", month="2026-01"))
    assert told.whole.value == 1
    work = picture(FIGURES["workload"], scope(story.cast.bo))
    assert [(bar.whole.label, [n.value for n in bar.stretches]) for bar in work.bars] == [
        ("尚未分派", [1, 1, 0])
    ]
