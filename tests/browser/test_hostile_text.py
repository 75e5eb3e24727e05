"""Hostile words in fields and searches: kept and shown as the text they are, or refused with a sentence."""

import pytest

from filings.models import Filing
from filings.states import FilingState
from tests.browser.conftest import Visit
from tests.make import Cast, draft, filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HTML = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">\'"><b>粗</b>'
SQL = "'; DROP TABLE filings_filing; --"
#: Past the control's own maxlength, as a program would.
FAR_TOO_LONG = "node => { node.value = '算'.repeat(10000); }"
TEXTS = {
    "html": HTML,
    "template": "{{ request.user.password }}{% load static %}${7*7}",
    "sql": SQL,
    "rare": "算法𠮷𪚥𠀀①é·",
}
#: What no letter could print, or what a reader would not see as it is: text → the character named in the refusal.
REFUSED = {
    "算法👩\u200d👩\u200d👧\u200d👦": "U+200D",
    "算法🙂": "U+1F642",
    "正\u202e文\u2066颠倒\u200f": "U+202E",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_text_is_kept_and_shown_as_text(people: Cast, visit: Visit, kind: str) -> None:
    case, text = draft(people), TEXTS[kind]
    company = visit(people.ai)
    company.go(f"/cases/{case.number}/edit/algorithm/")
    company.page.get_by_label("算法名称", exact=True).fill(text)
    company.press("保存")
    company.page.get_by_text("“算法基础属性信息”已保存。").wait_for()
    assert company.page.get_by_label("算法名称", exact=True).input_value() == text
    company.go(f"/cases/{case.number}/edit/products/")
    company.page.get_by_label("产品名称").fill(text)
    company.page.get_by_label("访问路径").fill(f"{text}\n第二步")
    company.press("保存")
    company.page.get_by_text("“产品及功能信息”已保存。").wait_for()
    for path in (f"/cases/{case.number}/", "/cases/", "/desk/"):
        company.go(path)
        assert text in (company.page.locator("main").text_content() or "")
    assert company.page.evaluate("window.hacked") is None
    assert company.dialogs == []
    stored = Filing.objects.get(pk=case.pk)
    assert (stored.algorithm_name, stored.products[0]["name"]) == (text, text)


@pytest.mark.parametrize("text", REFUSED)
def test_text_that_no_letter_prints_is_refused_by_field_and_stays_in_the_form(
    people: Cast, visit: Visit, text: str
) -> None:
    case = draft(people)
    company = visit(people.ai)
    company.go(f"/cases/{case.number}/edit/algorithm/")
    company.page.get_by_label("算法名称", exact=True).fill(text)
    company.press("保存")
    told = company.page.get_by_role("alert").inner_text()
    assert "“算法名称”含有" in told
    assert REFUSED[text] in told
    assert company.page.get_by_label("算法名称", exact=True).input_value() == text
    assert Filing.objects.get(pk=case.pk).algorithm_name == case.algorithm_name


RIGHT_TO_LEFT = "שלום العربية"
#: The horizontal places of the written name and of what stands after it in the same cell.
PLACES = """cell => {
  const place = node => { const range = document.createRange(); range.selectNodeContents(node);
                          return range.getBoundingClientRect(); };
  const text = [...cell.firstElementChild.childNodes].find(node => node.textContent.trim());
  return [place(text).right, place(cell.querySelector(".muted")).left];
}"""


def test_right_to_left_letters_do_not_reorder_their_neighbours(people: Cast, visit: Visit) -> None:
    case = draft(people)
    Filing.objects.filter(pk=case.pk).update(algorithm_name=RIGHT_TO_LEFT)
    company = visit(people.ai)
    company.go("/cases/")
    after_name, kind = company.page.locator("td[data-label=名称]").first.evaluate(PLACES)
    assert after_name <= kind + 1
    apart = """() => ["bdi", "a", "span", "td", "dd"].map(name => {
      const node = document.body.appendChild(document.createElement(name));
      return getComputedStyle(node).unicodeBidi;
    })"""
    assert company.page.evaluate(apart) == ["isolate"] * 5


def test_ten_thousand_characters_are_refused_by_name_and_nothing_is_lost(
    people: Cast, visit: Visit
) -> None:
    case = draft(people)
    company = visit(people.ai)
    company.go(f"/cases/{case.number}/edit/detail/")
    company.page.get_by_label("算法简介").evaluate(FAR_TOO_LONG)
    company.page.get_by_label("使用场景").fill("资讯流")
    company.press("保存")
    assert "“算法简介”至多 2000 字，现有 10000 字" in company.page.get_by_role("alert").inner_text()
    assert "10000" in company.page.get_by_role("alert").inner_text()
    assert company.page.get_by_label("算法简介").input_value() == "算" * 10_000
    assert company.page.get_by_label("使用场景").input_value() == "资讯流"
    assert Filing.objects.get(pk=case.pk).usage_scenario == ""


def test_nul_is_refused_with_a_sentence(people: Cast, visit: Visit) -> None:
    case = draft(people)
    company = visit(people.ai)
    company.go(f"/cases/{case.number}/edit/detail/")
    company.page.get_by_label("算法简介").evaluate("node => { node.value = '空\\u0000字符'; }")
    company.press("保存")
    assert "没有保存任何内容" in company.words
    assert Filing.objects.get(pk=case.pk).introduction == ""


def test_hostile_reasons_reach_the_other_side_as_text(people: Cast, visit: Visit) -> None:
    case = filing(people)
    officer, company = visit(people.bo), visit(people.ai)
    officer.go(f"/cases/{case.number}/actions/request_correction/")
    officer.page.get_by_label("问题与理由：主体信息").fill(HTML)
    officer.press("要求补正")
    officer.page.get_by_text("已办理：要求补正。").wait_for()
    company.go(f"/cases/{case.number}/")
    assert HTML in company.words
    assert company.page.evaluate("window.hacked") is None


SEARCHES = (*TEXTS.values(), *REFUSED, "算" * 200, "((((", "AND OR NOT *", "%_\\", "\u3000", "🙂")


def test_hostile_searches_get_a_clean_answer(people: Cast, visit: Visit) -> None:
    filing(people, FilingState.RECORDED)
    public = visit()
    public.go("/registry/")
    for text in SEARCHES:
        public.page.get_by_label("查询公示信息").fill(text)
        with public.page.expect_navigation():
            public.page.get_by_role("button", name="查询", exact=True).click()
        assert public.path == "/registry/"
        assert public.page.locator("h1").inner_text() == "算法备案公示查询"
        assert public.page.get_by_label("查询公示信息").input_value().strip() == text.strip()
        assert public.page.evaluate("window.hacked") is None
    assert public.dialogs == []


ADDRESSES = {
    "/registry/?q=%00": 400,
    "/registry/?q=%ff%fe": 400,
    "/registry/?q=" + "%E7%AE%97" * 1000: 400,
    "/registry/?page=999999999999999999999": 400,
    "/registry/?year='%20OR%201=1": 400,
    "/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E/": 404,
    "/law/'%20OR%201=1/algorithm.initial/": 404,
    "/deadlines/?start=9999-99-99&rule=%3Cscript%3E": 200,
}


def test_hostile_addresses_get_a_clean_refusal(people: Cast, visit: Visit) -> None:
    public = visit()
    assert {address: public.go(address) for address in ADDRESSES} == ADDRESSES
    assert public.dialogs == []
