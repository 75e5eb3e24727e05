"""The first page: figures of the register, a worked limit, and the cast only where there is a demo."""

from typing import Any

import pytest
from django.test import Client

from filings.states import FilingState
from portal.web.demo.cast import PEOPLE
from tests import make
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, people, read, set_clock

__all__ = ["people", "set_clock"]


def test_counts_what_the_register_holds(people: Cast, client: Client) -> None:
    make.filing(people, FilingState.RECORDED)
    make.filing(people, FilingState.DECLINED)
    page = read(client, "/")
    assert "已公示算法 <strong>1</strong> 项" in page
    assert "备案主体 <strong>1</strong> 家" in page
    assert "今年新增 <strong>1</strong> 项" in page


def test_works_the_change_limit_of_the_profile_in_use_from_today(
    db: None, client: Client, set_clock: SetClock, settings: Any
) -> None:
    set_clock(at("2026-09-14 23:59"))
    page = read(client, "/")
    assert "备案信息今天（9月14日）变更" in page
    assert "2026年9月20日" in page
    settings.ALGORITHM_PROFILE = "algorithm-2022"
    assert "2026年9月28日" in read(client, "/")


def test_the_cast_stands_on_the_page_of_a_demo_only(
    db: None, client: Client, settings: Any
) -> None:
    assert "以谁的身份" not in read(client, "/")
    settings.DEMO = True
    page = read(client, "/")
    alone = [p.username for p in PEOPLE if not p.username.startswith(("member", "expert"))]
    assert [name for name in alone if f"<code>{name}</code>" not in page] == []
    assert "member1 … member8" in page


def test_a_shifted_clock_is_shown_on_every_page(
    db: None, client: Client, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(at("2026-02-13 18:30"))
    assert "演练时钟：2026年2月13日 18:30" in read(client, "/law/")
    monkeypatch.delenv("PORTAL_CLOCK")
    assert "演练时钟" not in read(client, "/law/")
