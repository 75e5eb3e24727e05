"""The display duty in the browser: paste, check, wait without scripts, put it right; and what the other side sees."""

import pytest

from filings import tasks
from filings.checking import asking
from filings.models import Filing
from filings.states import FilingState
from tests import make
from tests.browser.conftest import SetClock, Visit
from tests.filings.display.site import WORDS, Site, html, site
from tests.make import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def web() -> object:
    with site() as server:
        yield server


@pytest.fixture
def filing(people: Cast, web: Site, settings) -> Filing:
    settings.DISPLAY_CHECK_NETWORKS = ["127.0.0.0/8"]
    product = make.product(service_form="website", url=web.url("/home"))
    return make.filing(people, FilingState.RECORDED, products=[product])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_company_pastes_the_snippet_and_has_its_page_checked(
    people: Cast, filing: Filing, visit: Visit, web: Site, set_clock: SetClock, scripts: bool
) -> None:
    web.put("/home", html(f"{WORDS}<p hidden>{filing.record_number}</p>"))
    set_clock("2026-10-09 10:00")
    company = visit(people.ai, scripts=scripts)
    company.go(f"/filings/{filing.number}/display/")
    snippet = company.page.locator(".display-code code").inner_text()
    assert snippet.startswith(f'<a href="{asking.entry_of(filing).url}"')
    company.shoot("before")

    company.press("立即检查")
    assert "检查中：正在读取所申报的网页" in company.words
    assert company.page.get_by_role("button", name="检查中").is_disabled()
    company.shoot("waiting")
    assert tasks.run_display_checks() == 1
    company.page.get_by_text(
        "网页上未见备案编号或者公示链接"
    ).wait_for()  # the page asks again by itself
    assert "编号写在网页里，但读者看不到：display:none" in company.words
    company.shoot("missing")
    company.go("/notices/")
    assert "网页上没有核验到备案编号或者公示链接" in company.words

    web.put("/home", html(f"{WORDS}{snippet}"))
    set_clock("2026-10-10 10:00")
    company.go(f"/filings/{filing.number}/display/")
    company.press("立即检查")
    assert tasks.run_display_checks() == 1
    company.page.get_by_text("已标明备案编号和公示链接").wait_for()
    company.shoot("shown")


def test_an_officer_reads_the_evidence_on_a_phone(
    people: Cast, filing: Filing, visit: Visit, web: Site, set_clock: SetClock
) -> None:
    page = html(f"{WORDS}{'x' * 300} https://very.long.example/{'y' * 200}")
    web.put("/home", page)
    set_clock("2026-10-09 10:00")
    officer = visit(people.bo, phone=True)
    officer.go(f"/filings/{filing.number}/display/")
    officer.press("立即检查")
    assert tasks.run_display_checks() == 1
    officer.go(f"/filings/{filing.number}/display/")
    assert "HTTP 200" in officer.words
    officer.shoot("evidence")
    with officer.page.expect_download() as download:
        officer.follow("下载当时的网页")
    assert download.value.suggested_filename.endswith(".txt")
    assert visit(people.dai).go(f"/filings/{filing.number}/display/") == 404
