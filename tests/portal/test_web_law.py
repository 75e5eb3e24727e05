"""The rulebook is open to anybody: every text, every limit on a page of its own, found by any word."""

import pytest
from django.test import Client

from portal.law.rulebook import profiles, rulebook
from portal.web.rulebook_pages import LIST_TITLES, elsewhere, sanctions_for, search, two_texts
from tests.make import at
from tests.portal.web_cast import SetClock, read, set_clock

__all__ = ["set_clock"]
pytestmark = pytest.mark.django_db
DRAFT, ENACTED = "algorithm-2021-draft", "algorithm-2022"


def test_overview_marks_each_text_as_draft_or_in_force(client: Client) -> None:
    page = read(client, "/law/")
    assert page.count(">征求意见稿</span>") == 2
    assert page.count(">现行有效</span>") == 2


def test_overview_sets_the_differing_limits_of_the_two_texts_side_by_side() -> None:
    pairs = {
        p.ours.code: (p.ours.term, p.theirs.term)
        for p in two_texts(rulebook(DRAFT), rulebook(ENACTED))
    }
    assert pairs["algorithm.change"] == ("5个工作日内", "10个工作日内")
    assert pairs["algorithm.deregistration"] == ("30个工作日前", "20个工作日内")
    assert "algorithm.initial" not in pairs


def test_every_text_and_every_limit_has_a_page(client: Client) -> None:
    visited = 0
    for name in profiles():
        read(client, f"/law/{name}/")
        for limit in rulebook(name).limits:
            read(client, f"/law/{limit.profile}/{limit.code}/")
            visited += 1
    assert visited == 147


def test_every_list_of_the_law_has_a_chinese_title() -> None:
    named = {name for profile in profiles() for name in rulebook(profile).lists}
    assert named - set(LIST_TITLES) == set()


def test_an_entry_of_a_list_taken_from_another_law_is_cited_with_that_law(client: Client) -> None:
    page = read(client, "/law/ethics-2025-draft/")
    assert (
        '修改后批准 <span class="muted small">《科技伦理审查办法（试行）》第十六条</span>' in page
    )
    assert '不予批准，并说明理由 <span class="muted small">第十六条第一款</span>' in page


def test_a_limit_of_a_draft_carries_the_banner_and_one_in_force_does_not(client: Client) -> None:
    banner = "依据征求意见稿，非现行有效规定"
    assert banner in read(client, f"/law/{DRAFT}/algorithm.change/")
    assert banner not in read(client, f"/law/{ENACTED}/algorithm.change/")
    assert banner not in read(client, "/law/administrative-penalty-2021/penalty.decision/")


def test_a_limit_is_counted_from_today_and_shown_beside_the_other_text(
    client: Client, set_clock: SetClock
) -> None:
    set_clock(at("2026-09-14 09:00"))
    page = read(client, f"/law/{DRAFT}/algorithm.change/")
    assert "2026年9月20日24:00前" in page  # the make-up Sunday is the fifth working day
    assert "10个工作日内" in page
    assert "不同之处：条款、期限、逾期依据。" in page


def test_a_limit_that_an_order_sets_asks_for_the_number_and_promptly_has_none(
    client: Client,
) -> None:
    assert "由主管部门在文书中确定" in read(client, f"/law/{DRAFT}/enforcement.rectification/")
    assert "条文未定数量" in read(client, f"/law/{DRAFT}/complaint.handling/")


def test_a_miss_names_its_sanction() -> None:
    book = rulebook(DRAFT)
    rows = sanctions_for(book.limit("algorithm.initial"), book)
    assert [row.article for row in rows] == ["第二十九条第一款"]
    assert sanctions_for(book.limit("algorithm.decision"), book) == []


def test_the_same_limit_in_another_text_names_what_differs() -> None:
    [pair] = elsewhere(rulebook(ENACTED).limit("algorithm.deregistration"))
    assert pair.theirs.profile == DRAFT
    assert "期限" in pair.differs


def test_search_finds_a_limit_by_any_word_in_either_width_and_once() -> None:
    assert {found.row.code for found in search("听证 5个")} >= {"penalty.hearing_request"}
    assert [f.row.code for f in search("ＡＬＧＯＲＩＴＨＭ.change 五个")] == ["algorithm.change"]
    shared = [found for found in search("penalty.decision") if found.row.code == "penalty.decision"]
    assert len(shared) == 1
    assert search("没有这个词") == []


def test_search_page_says_how_many_and_shows_the_word_as_text(client: Client) -> None:
    page = read(client, "/law/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "没有找到相符的规则" in page


@pytest.mark.parametrize(
    "path",
    [
        "/law/nothing/",
        "/law/nothing/algorithm.change/",
        f"/law/{DRAFT}/nothing/",
        f"/law/{DRAFT}/%E4%B8%AD/",
        "/law/..%2F..%2Fetc/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
