"""What the tests of the pages share: the clock on the story's day, the cast, signed-in visitors, figures read back."""

import re
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.make import NOW, Cast, cast

Visit = Callable[[User], Client]
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Put the portal's clock at an instant."""

    def put(moment: datetime) -> None:
        monkeypatch.setenv("PORTAL_CLOCK", moment.isoformat())
        monkeypatch.setenv("PORTAL_CLOCK_STARTED", str(time.time()))

    return put


@pytest.fixture
def people(db: None, set_clock: SetClock) -> Cast:
    """Everybody, in a story that begins at ``NOW``."""
    set_clock(NOW)
    return cast()


@pytest.fixture
def visit() -> Visit:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def read(client: Client, path: str, status: int = 200) -> str:
    """The page at ``path`` as text."""
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def figures(page: str) -> dict[str, int]:
    """The desk's figures: list address → number."""
    found = re.findall(r'stat__label"><a href="([^"]+)">.*?stat__value">(\d+)', page, re.DOTALL)
    return {address: int(number) for address, number in found}


def rows_in(page: str) -> int:
    """How many rows the list on a page has: of its table, or of its notices."""
    body = page.partition("<main")[2]
    return body.count("<tr") - body.count("<thead>") + body.count('<li class="row-item">')
