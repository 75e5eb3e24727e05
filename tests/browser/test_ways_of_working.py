"""By keyboard alone, without scripts, on a phone: the same work gets done."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from filings.states import FilingState
from portal import clock
from portal.notices.outbox import drain
from tests.browser.conftest import Visit
from tests.browser.filling import begin, fill_sections, upload
from tests.browser.papers import papers
from tests.browser.visiting import Visitor
from tests.make import NAME, PASSWORD, Cast, draft, filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Where the focus stands: its words, its name, and whether an eye can tell.
FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const words = node.labels?.[0]?.textContent ?? node.getAttribute("aria-label") ?? node.textContent;
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const box = node.getBoundingClientRect();
  return [words.trim(), seen && box.width > 0 && box.height > 0];
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus stands on ``words``; every stop on the way must be visible."""
    for _ in range(120):
        page.keyboard.press("Tab")
        told, visible = page.evaluate(FOCUS)
        assert visible, f"焦点不可见：{told}"
        if told.startswith(words):
            return
    raise AssertionError(f"用 Tab 键走不到“{words}”")


def enter(page: Page, address: str) -> None:
    """Press Enter and wait for the next page."""
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.wait_for_load_state()


def test_a_filing_is_withdrawn_without_touching_a_mouse(people: Cast, visit: Visit) -> None:
    case = filing(people)
    company = visit()
    page = company.page
    company.go("/accounts/login/")
    assert page.evaluate(FOCUS)[0].startswith("用户名")  # the page puts the cursor there
    page.keyboard.type("ai")
    tab_to(page, "密码")
    page.keyboard.type(PASSWORD)
    enter(page, "**/desk/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == ["跳到正文", True]
    page.keyboard.press("Enter")
    tab_to(page, NAME)
    enter(page, f"**/cases/{case.number}/")
    tab_to(page, "撤回申报")
    enter(page, "**/actions/withdraw/")
    tab_to(page, "理由")
    page.keyboard.type("暂缓上线")
    tab_to(page, "我已核对以上内容")
    page.keyboard.press("Space")
    tab_to(page, "撤回申报")
    enter(page, f"**/cases/{case.number}/")
    assert "已办理：撤回申报。" in company.words
    assert "已撤回" in company.words


def test_a_filing_is_handed_in_without_scripts(people: Cast, visit: Visit, tmp_path: Path) -> None:
    company = visit(people.ai, scripts=False)
    case = begin(company)
    fill_sections(company, people)
    upload(company, papers(tmp_path))
    assert company.path == f"/cases/{case}/"
    company.follow("提交备案")
    company.press("提交备案")
    company.page.get_by_text("已办理：提交备案。").wait_for()
    assert "审核中" in company.words


PUBLIC = (
    "/",
    "/registry/",
    "/registry/?q=青云",
    "/registry/?q=没有这样的算法",
    "/deadlines/",
    "/law/",
    "/law/?q=变更",
    "/law/algorithm-2021-draft/",
    "/law/algorithm-2021-draft/algorithm.initial/",
    "/verify/",
    "/verify/AAAA-AAAA-AAAA-AAAA/",
    "/accounts/login/",
    "/api/v1/docs/",
)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_public_pages_are_sound_at_every_width(people: Cast, visit: Visit, phone: bool) -> None:
    recorded = filing(people, FilingState.RECORDED)
    public = visit(phone=phone)
    for path in (*PUBLIC, f"/registry/{recorded.record_number}/"):
        assert public.go(path) == 200, path
        public.shoot(path.strip("/").replace("/", "_") or "home")
    assert public.go("/no-such-page/") == 404
    assert "合规门户" in public.page.title()


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_the_companys_pages_are_sound_at_every_width(
    people: Cast, visit: Visit, phone: bool
) -> None:
    case, begun = filing(people), draft(people)
    drain(clock.now())
    notice = case.notices.latest("pk")
    company = visit(people.ai, phone=phone)
    sections = ("subject", "safety_officer", "algorithm", "detail", "products", "publication")
    pages = ["desk/", "desk/cases/", "cases/", "cases/new/filing/", "notices/"]
    pages += [f"notices/{notice.pk}/", "accounts/organization/", "accounts/password/"]
    pages += [f"cases/{case.number}/", f"cases/{begun.number}/"]
    pages += [f"cases/{case.number}/actions/withdraw/"]
    pages += [f"cases/{begun.number}/edit/{section}/" for section in (*sections, "papers")]
    _walk(company, pages)
    assert company.go(f"/cases/{case.number}/actions/record/") == 403
    assert "现在不能办理" in company.words


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_the_authoritys_pages_are_sound_at_every_width(
    people: Cast, visit: Visit, phone: bool
) -> None:
    proposed, waiting = filing(people, FilingState.RECORD_PROPOSED), filing(people)
    officer, supervisor = visit(people.bo, phone=phone), visit(people.chen, phone=phone)
    acts = [f"cases/{waiting.number}/actions/{a}/" for a in ("request_correction", "decline")]
    _walk(officer, ["desk/", "desk/running/", f"cases/{waiting.number}/", *acts])
    record = f"cases/{proposed.number}/actions/record/"
    _walk(supervisor, ["desk/", "desk/escalated/", "desk/countersignature/", record])
    _walk(visit(people.fang, phone=phone), ["desk/", "desk/leads/"])


def _walk(visitor: Visitor, pages: list[str]) -> None:
    found = {page: visitor.go(f"/{page}") for page in pages}
    assert {page: status for page, status in found.items() if status != 200} == {}
    assert visitor.dialogs == []
