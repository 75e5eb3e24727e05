"""What journeys through a real browser share: the portal's clock, the cast, windows that are checked at the end."""

import time
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from tests.browser.visiting import Visitor, open_visitor
from tests.make import Cast, at, cast

SetClock = Callable[[str], None]


class Visit(Protocol):
    """A window for a person, or for nobody."""

    def __call__(
        self, user: User | None = None, *, phone: bool = False, scripts: bool = True
    ) -> Visitor: ...


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Move the portal's clock to a moment in Beijing; it runs on from there."""

    def move(text: str) -> None:
        monkeypatch.setenv("PORTAL_CLOCK", at(text).isoformat())
        monkeypatch.setenv("PORTAL_CLOCK_STARTED", str(time.time()))

    return move


@pytest.fixture
def people(transactional_db: None, set_clock: SetClock) -> Cast:
    """Everybody, on Tuesday 2026-09-22 at ten."""
    set_clock("2026-09-22 10:00")
    return cast()


@pytest.fixture
def visit(
    browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Opens windows; at the end nobody may have met a fault of a page, a script, the policy or the server."""
    windows: list[Visitor] = []

    def opened(user: User | None = None, *, phone: bool = False, scripts: bool = True) -> Visitor:
        shots = f"{request.node.name.removeprefix('test_')}/{user.username if user else 'public'}"
        visitor = open_visitor(browser, live_server.url, shots=shots, phone=phone, scripts=scripts)
        windows.append(visitor)
        if user:
            visitor.sign_in(user)
        return visitor

    yield opened
    for window in windows:
        window.context.close()
    assert [fault for window in windows for fault in window.complaints] == []
