"""Pages that show the number, seem to, or hide that they do not: each fetched over HTTP, each with its verdict."""

import re

import pytest

from filings.display.decoding import decode
from filings.display.examine import Finding, examine
from filings.display.results import Result as R
from tests.filings.display.hostile_pages import PAGES, Hostile
from tests.filings.display.site import DIGITS, ENTRY, WORDS, Site, fetcher, html, moved


def served(web: Site, page: Hostile) -> Finding:
    whole = page.body
    if "<!doctype" not in whole.lower() and page.content_type != "text/plain; charset=utf-8":
        whole = f"<!doctype html><html><body>{WORDS}{page.body}</body></html>"
    address = web.put("/", html(whole, page.charset, page.content_type))
    return examine(address, ENTRY, fetcher())


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_each_page_gets_the_verdict_that_a_reader_would_give(
    web: Site, read_here: None, page: Hostile
) -> None:
    assert served(web, page).result is page.result


def test_there_are_many_more_hostile_pages_than_twenty() -> None:
    assert len(PAGES) > 120


@pytest.mark.parametrize(
    "name", ["plain", "deeply nested", "gb18030 by meta", "none by nesting", "drawn by a script"]
)
def test_a_process_of_its_own_says_the_same(web: Site, name: str) -> None:
    assert served(web, PAGES[name]).result is PAGES[name].result


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none by class", "编号写在网页里，但读者看不到：display:none"),
        ("same colour", "编号写在网页里，但读者看不到：文字与背景同色"),
        ("font-size", "读者看不到：字号为零"),
        ("closed details", "读者看不到：在未展开的折叠内容里"),
        ("in a comment", "编号只在网页代码、标题、注释或者图片说明里"),
        ("other number", "网页标明的是另一个编号（990101000000101260021）"),
        ("nothing", "网页文字中没有这一编号；没有指向公示信息的链接"),
        ("link to another entry", "链接指向的是另一条公示"),
        ("hidden link", "链接写在网页里，但读者看不到：display:none"),
        ("link without clicks", "链接在网页上但不能点击"),
        ("no page", "不是网页，而是 application/pdf"),
        ("drawn by a script", "网页内容由脚本或者框架生成"),
    ],
)
def test_the_reason_tells_the_company_what_to_put_right(
    web: Site, read_here: None, name: str, sentence: str
) -> None:
    assert sentence in served(web, PAGES[name]).reason


def test_the_evidence_is_the_page_its_address_and_the_words_around_the_number(
    web: Site, read_here: None
) -> None:
    found = served(web, PAGES["gb18030 by header"])
    assert (found.status, found.encoding, found.final_url) == (200, "gb18030", web.url())
    assert decode(found.body or b"", "text/html; charset=gbk")[0].count(DIGITS) == 2
    assert DIGITS in found.excerpt
    assert len(found.excerpt) <= 200
    assert not re.search(r"[\x00-\x1f<>]", found.excerpt)


def test_style_sheets_that_lie_elsewhere_are_fetched_and_count(web: Site, read_here: None) -> None:
    web.put("/hide.css", b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\n.a{display:none}")
    linked = f"<link rel=stylesheet href=hide.css><p class=a>{DIGITS}</p>"
    assert served(web, Hostile(linked, R.BOTH_MISSING)).result is R.BOTH_MISSING
    imported = f"<style>@import 'hide.css';</style><p class=a>{DIGITS}</p>"
    assert served(web, Hostile(imported, R.BOTH_MISSING)).result is R.BOTH_MISSING
    for_print = f"<link rel=stylesheet media=print href=hide.css><p class=a>{DIGITS}</p>"
    assert served(web, Hostile(for_print, R.LINK_MISSING)).result is R.LINK_MISSING


def test_a_style_sheet_that_cannot_be_had_is_told(web: Site, read_here: None) -> None:
    found = served(web, Hostile(f"<link rel=stylesheet href=none.css>{DIGITS}", R.LINK_MISSING))
    assert "有 1 个样式表没有读到" in found.reason


def test_a_link_that_redirects_to_the_entry_counts(web: Site, read_here: None) -> None:
    web.put("/go", moved("/further"))
    web.put("/further", moved(ENTRY.url))
    web.put("/away", moved("https://portal.example.cn/registry/"))
    good = Hostile(f"{DIGITS}<a href=/go>备案公示</a>", R.SHOWN)
    assert served(web, good).result is R.SHOWN
    bad = Hostile(f"{DIGITS}<a href=/away>备案公示</a>", R.LINK_MISSING)
    assert served(web, bad).result is R.LINK_MISSING
    unrelated = Hostile(f"{DIGITS}<a href=/go>联系我们</a>", R.LINK_MISSING)
    web.asked.clear()
    assert served(web, unrelated).result is R.LINK_MISSING
    assert web.asked == ["/"]


def test_a_page_that_sends_its_reader_on_at_once_is_followed(web: Site, read_here: None) -> None:
    web.put("/real", html(f"{WORDS}{DIGITS}<a href='{ENTRY.url}'>公示</a>"))
    sent = Hostile("<meta http-equiv=refresh content='0; url=/real'>", R.SHOWN)
    found = served(web, sent)
    assert (found.result, found.final_url) == (R.SHOWN, web.url("/real"))
    later = Hostile("<meta http-equiv=refresh content='600; url=/real'>", R.BOTH_MISSING)
    assert served(web, later).result is R.BOTH_MISSING


def test_pages_that_send_their_readers_round_come_to_an_end(web: Site, read_here: None) -> None:
    web.put("/b", html("<meta http-equiv=refresh content='0; url=/'>"))
    found = served(web, Hostile("<meta http-equiv=refresh content='0; url=/b'>", R.BOTH_MISSING))
    assert found.result is R.BOTH_MISSING
    assert len(web.asked) == 3
