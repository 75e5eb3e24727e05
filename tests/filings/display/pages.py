"""What tests of the display pages and API share: a fixed clock, one finding, windows of people."""

from datetime import datetime

import pytest
from django.test import Client

from filings.checking import asking, claims, settling
from filings.display.examine import Finding
from filings.display.results import Result
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from filings.views import display as page_display
from portal.accounts.models import User
from portal.workflow.api import calling
from tests import make
from tests.make import Cast, at

NOW = at("2026-10-09 10:00")
PAGE = "<p>网信算备<b>旧</b></p><script>alert(1)</script>".encode()
FOUND = Finding(
    Result.BOTH_MISSING,
    "网页文字中没有这一编号",
    "欢迎 <b>阅读</b>",
    "https://www.a.example/",
    200,
    "gb18030",
    PAGE,
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    moments = [NOW]
    for module in (page_display, calling):
        monkeypatch.setattr(module, "now", lambda: moments[-1])
    return moments


@pytest.fixture
def by_hand(people: Cast) -> Filing:
    return make.filing(people, FilingState.RECORDED, products=[make.product(url="应用商店")])


def address(filing: Filing) -> str:
    return f"/filings/{filing.number}/display/"


def window(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def body(user: User, path: str, expected: int = 200) -> str:
    response = window(user).get(path)
    assert response.status_code == expected
    return response.content.decode()


def checked(filing: Filing, user: User) -> DisplayCheck:
    asking.ask(filing, user, NOW)
    found = claims.claim(NOW)
    assert found is not None
    claims.work(found, lambda: NOW, lambda page, entry: FOUND)
    settling.settle(NOW)
    return DisplayCheck.objects.get(pk=found.pk)
