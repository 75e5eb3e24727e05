"""The instrument itself: a planted fault is heard, so silence elsewhere means something."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.visiting import PHONE, open_visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAULTY = """<!doctype html><html><head><title>x</title></head><body><main><h1>1</h1><h1>2</h1>
<p id="a" style="width: 900px">wide</p><p id="a"></p><input name="bare"><a href="/"></a><img src="/x.png">
<script>alert(1)</script></main></body></html>"""


def test_a_faulty_page_is_complained_of(browser: Browser, live_server: LiveServer) -> None:
    visitor = open_visitor(browser, live_server.url, phone=True)
    visitor.page.route("**/faulty/", lambda route: route.fulfill(body=FAULTY, headers=_HEADERS))
    visitor.go("/faulty/")
    visitor.page.wait_for_load_state("load")
    heard = "\n".join(visitor.complaints)
    visitor.context.close()
    assert PHONE["width"] == 390
    for fault in (
        "2 h1",
        "no lang",
        "ids twice: a",
        "no label: bare",
        "no words: <a href",
        "no alt: ",
        "Content Security Policy",
        "404 ",
    ):
        assert fault in heard
    assert visitor.dialogs == []  # the policy stopped the script


def test_a_page_wider_than_the_window_is_complained_of(
    browser: Browser, live_server: LiveServer
) -> None:
    visitor = open_visitor(browser, live_server.url, phone=True)
    visitor.page.route(
        "**/faulty/", lambda route: route.fulfill(body=FAULTY, content_type="text/html")
    )
    visitor.go("/faulty/")
    heard = "\n".join(visitor.complaints)
    visitor.context.close()
    assert "wider than the window by " in heard
    assert visitor.dialogs == ["1"]


_HEADERS = {"Content-Type": "text/html", "Content-Security-Policy": "default-src 'self'"}
