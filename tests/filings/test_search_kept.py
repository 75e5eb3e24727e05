"""Public pages are made once an edition of the register, and only for those who are nobody in particular."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from filings.search.shelf import Shelf
from filings.views import kept as pages
from filings.views.kept import kept
from portal import clock
from tests.filings.register import published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    pages._pages.clear()


class Page:
    """A view that counts how often it is made."""

    def __init__(self, status: int = 200, *, with_token: bool = False) -> None:
        self.made = 0
        self.status, self.with_token = status, with_token

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        token = get_token(request) if self.with_token else ""
        return HttpResponse(f"第 {self.made} 次{token}", status=self.status)


def visit(view, address: str = "/registry/", **cookies: str) -> HttpResponse:
    request = RequestFactory().get(address)
    request.COOKIES.update(cookies)
    return view(request)


def test_the_same_address_is_the_same_page_until_something_is_published() -> None:
    page = Page()
    view = kept(page)
    published(1)
    assert [visit(view).content.decode() for _ in range(3)] == ["第 1 次"] * 3
    published(2)
    assert visit(view).content.decode() == "第 2 次"


def test_a_kept_page_differs_by_cookie_for_whoever_stands_between() -> None:
    view = kept(Page())
    assert [visit(view).get("Vary"), visit(view).get("Vary")] == [None, "Cookie"]


def test_every_address_has_its_own_page() -> None:
    page = Page()
    view = kept(page)
    addresses = ["/registry/", "/registry/?q=a", "/registry/?q=a&page=2", "/registry/?q=a"]
    assert [visit(view, address).content.decode()[2] for address in addresses] == list("1232")


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_a_page_for_somebody_is_neither_kept_nor_taken_from_the_kept(cookie: str) -> None:
    page = Page()
    view = kept(page)
    visit(view)
    assert visit(view, **{cookie: "x"}).content.decode() == "第 2 次"
    assert visit(view).content.decode() == "第 1 次"


@pytest.mark.parametrize(
    "page", [Page(404), Page(400), Page(with_token=True)], ids=["404", "400", "token"]
)
def test_refusals_and_pages_with_a_token_are_made_each_time(page: Page) -> None:
    view = kept(page)
    visit(view)
    visit(view)
    assert page.made == 2


def test_during_an_exercise_every_page_shows_its_own_moment(monkeypatch) -> None:
    monkeypatch.setenv("PORTAL_CLOCK", "2026-02-13T18:30+08:00")
    assert clock.shift()
    page = Page()
    view = kept(page)
    visit(view)
    visit(view)
    assert page.made == 2


def test_without_an_index_every_page_is_made(settings, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    settings.SEARCH_INDEX_DIR = tmp_path / "file" / "search"
    page = Page()
    view = kept(page)
    visit(view)
    visit(view)
    assert page.made == 2


def test_a_shelf_throws_out_the_oldest() -> None:
    shelf: Shelf[int] = Shelf(2)
    for number in (1, 2, 3):
        shelf.put(str(number), number)
    assert [shelf.get("1"), shelf.get("2"), shelf.get("3"), len(shelf)] == [None, 2, 3, 2]
