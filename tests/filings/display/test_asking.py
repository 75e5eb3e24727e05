"""Asking for display checks, and the company's own word where pages cannot tell."""

from datetime import timedelta

import pytest

from filings.checking import asking, settling, timetable
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from portal.workflow.errors import NotPermitted, Refused, WrongState
from tests import make
from tests.filings.display.rounds import (
    AFTER,
    BEFORE,
    DAY,
    SHOWN,
    acts,
    answer,
    website,
)
from tests.make import Cast

pytestmark = pytest.mark.django_db


def test_a_check_that_waits_is_not_asked_twice(filing: Filing, people: Cast) -> None:
    assert asking.ask(filing, people.ai, AFTER) == 1
    assert asking.ask(filing, people.bo, AFTER + timedelta(minutes=2)) == 0
    assert timetable.ask_due(AFTER + timedelta(minutes=3)) == 0
    assert DisplayCheck.objects.count() == 1


def test_asking_has_a_pace(filing: Filing, people: Cast) -> None:
    asking.ask(filing, people.ai, AFTER)
    answer(SHOWN, AFTER)
    with pytest.raises(asking.TooSoon, match="一分钟后再试"):
        asking.ask(filing, people.bo, AFTER + timedelta(seconds=59))
    for turn in range(1, asking.MOST_A_DAY):
        asking.ask(filing, people.ai, AFTER + turn * timedelta(minutes=2))
        answer(SHOWN, AFTER + turn * timedelta(minutes=2))
    with pytest.raises(asking.TooSoon, match="请明天再试"):
        asking.ask(filing, people.ai, AFTER + timedelta(hours=3))
    assert asking.ask(filing, people.ai, AFTER + DAY + timedelta(hours=3)) == 1


def test_people_without_a_part_in_it_cannot_ask(filing: Filing, people: Cast) -> None:
    for outsider in (people.dai, people.eve, people.fang):
        with pytest.raises(NotPermitted):
            asking.ask(filing, outsider, AFTER)
    assert not DisplayCheck.objects.exists()


@pytest.mark.parametrize("state", ["deregistered", "cancelled", "revoked"])
def test_an_ended_filing_is_not_checked_any_more(people: Cast, state: str) -> None:
    filing = make.filing(people, FilingState(state), products=[website()])
    with pytest.raises(WrongState):
        asking.ask(filing, people.ai, AFTER)
    assert timetable.ask_due(AFTER + 60 * DAY) == 0


def test_without_a_web_address_the_company_says_where_the_number_stands(people: Cast) -> None:
    filing = make.filing(
        people,
        FilingState.RECORDED,
        products=[make.product(service_form="app", url="应用商店搜索“青云资讯”")],
    )
    with pytest.raises(Refused, match="没有网址"):
        asking.ask(filing, people.ai, BEFORE)
    with pytest.raises(NotPermitted):
        asking.state_by_hand(filing, people.bo, "设置页", BEFORE)
    asking.state_by_hand(filing, people.ai, "“我的—关于”页底部", BEFORE)
    assert settling.settle(BEFORE) == 1
    assert acts(filing) == ["confirm_display"]
    assert timetable.ask_due(AFTER + 60 * DAY) == 0


def test_where_a_page_can_be_checked_no_word_replaces_the_check(
    filing: Filing, people: Cast
) -> None:
    with pytest.raises(Refused, match="备案内容中有网址"):
        asking.state_by_hand(filing, people.ai, "页脚", BEFORE)
