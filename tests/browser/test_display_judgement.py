"""The judgement of pages against a real browser: what the check calls hidden leaves no trace on the screen.

Each page is drawn twice, the second time with another number and other words in its link. Where a reader sees neither,
the two pictures are the same.
"""

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from filings.display.results import Result as R
from tests.filings.display.hostile_pages import PAGES, Hostile
from tests.filings.display.site import NUMBER, WORDS, Site, html, site

pytestmark = pytest.mark.browser
OTHER = "网信算备" + "8" * 21 + "号"
#: Letters of one pixel are drawn as dots, which nobody reads; the long page goes beyond the window.
DOTS, BEYOND = "font-size one pixel", "wide and long"
#: Colours of which nobody can tell that they are two, of 255.
ALIKE = 3


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as server:
        yield server


def other(page: Hostile) -> str:
    return page.body.replace("公示信息</a>", "内容目录</a>").replace(NUMBER, OTHER)


def drawn(window: Page, web: Site, page: Hostile, body: str) -> Image.Image:
    is_whole = "<!doctype" in body.lower()
    whole = body if is_whole else f"<!doctype html><html><body>{WORDS}{body}</body></html>"
    window.goto(web.put("/", html(whole, page.charset)))
    return Image.open(io.BytesIO(window.screenshot())).convert("RGB")


def looks_the_same(window: Page, web: Site, page: Hostile) -> bool:
    pictures = [drawn(window, web, page, body) for body in (page.body, other(page))]
    extremes = ImageChops.difference(*pictures).getextrema()
    return all(most <= ALIKE for _, most in extremes)


def chosen(result: R) -> dict[str, Hostile]:
    """The pages of one verdict on which the other number makes a difference to the source."""
    return {
        name: page
        for name, page in PAGES.items()
        if page.result is result
        and other(page) != page.body
        and not page.content_type
        and name not in (DOTS, BEYOND)
    }


def test_a_browser_draws_nothing_of_what_is_judged_hidden(browser: Browser, web: Site) -> None:
    window = browser.new_page()
    hidden = chosen(R.BOTH_MISSING)
    seen = [name for name, page in hidden.items() if not looks_the_same(window, web, page)]
    window.close()
    assert len(hidden) > 45
    assert seen == []


def test_a_browser_draws_what_is_judged_shown(browser: Browser, web: Site) -> None:
    window = browser.new_page()
    shown = chosen(R.SHOWN)
    unseen = [name for name, page in shown.items() if looks_the_same(window, web, page)]
    window.close()
    assert len(shown) > 25
    assert unseen == []
