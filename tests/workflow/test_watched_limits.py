"""A limit in hours counts down at the head of every page of its case, in the page itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal.cases.models import Case
from portal.deadlines.models import Deadline
from portal.workflow.cards import watched_card
from tests import make
from tests.make import NOW
from tests.workflow import boards
from tests.workflow.boards import Sitting
from tests.workflow.door_cast import Visit, clock, visit

__all__ = ["clock", "visit"]


@pytest.fixture
def people(db: None, clock: None) -> Iterator[Sitting]:
    with boards.registered():
        yield boards.sitting()


@pytest.fixture
def case(people: Sitting) -> Case:
    """A case whose seventy-two hours have run for six hours and a half."""
    case = boards.board(people, now=NOW - timedelta(hours=7))
    make.act(case, "hurry", people.chair, now=NOW - timedelta(hours=6, minutes=30))
    return case


def pages(case: Case, user: str) -> list[str]:
    """Every page of the case that the person has."""
    acts = {"li": [], "chair": ["call", "finish"], "first": ["vote", "remark"]}[user]
    paper = case.documents.get().pk
    removing = [f"documents/{paper}/remove/"] if user == "li" else []
    return ["", *(f"actions/{act}/" for act in acts), *removing]


@pytest.mark.parametrize("who", ["li", "chair", "first"])
def test_every_page_of_the_case_shows_hours_minutes_and_the_moment(
    people: Sitting, case: Case, visit: Visit, who: str
) -> None:
    client = visit(getattr(people, who))
    for page in pages(case, who):
        answer = client.get(f"/cases/{case.number}/{page}")
        told = answer.content.decode()
        assert answer.status_code == 200
        assert '<span class="watched__left">剩 65 小时 29 分</span>' in told, page
        assert "2026年9月25日 03:30</time>前" in told


def test_a_refused_page_shows_it_too(people: Sitting, case: Case, visit: Visit) -> None:
    refused = visit(people.first).post(f"/cases/{case.number}/actions/vote/", {"version": "1"})
    assert refused.status_code == 409
    assert "剩 65 小时 29 分" in refused.content.decode()


def test_a_stranger_sees_no_page_and_no_limit(people: Sitting, case: Case, visit: Visit) -> None:
    answer = visit(people.outsider).get(f"/cases/{case.number}/")
    assert (answer.status_code, "小时" in answer.content.decode()) == (404, False)


def test_an_ended_limit_and_one_in_days_are_not_counted_down(
    people: Sitting, case: Case, visit: Visit
) -> None:
    Deadline.objects.filter(case=case).update(closed_at=NOW, outcome="met")
    assert "watched" not in visit(people.li).get(f"/cases/{case.number}/").content.decode()


@pytest.mark.parametrize(
    ("left", "told", "overdue"),
    [
        (timedelta(hours=72), "剩 72 小时 0 分", False),
        (timedelta(minutes=1, seconds=59), "剩 0 小时 1 分", False),
        (timedelta(seconds=1), "剩 0 小时 0 分", False),
        (timedelta(0), "已逾期 0 小时 0 分", True),
        (-timedelta(seconds=59), "已逾期 0 小时 0 分", True),
        (-timedelta(hours=30, minutes=5), "已逾期 30 小时 5 分", True),
    ],
)
def test_what_is_left_and_what_is_over_are_told_in_whole_minutes(
    left: timedelta, told: str, overdue: bool
) -> None:
    limit = Deadline(summary="完成应急审查", moment=NOW + left, article="第二十七条")
    card = watched_card(limit, NOW)
    assert (card["remaining"], card["overdue"]) == (told, overdue)


def test_a_limit_of_a_related_case_is_shown_where_the_case_names_it(
    people: Sitting, case: Case, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = boards.board(people)
    page = f"/cases/{other.number}/"
    assert "watched" not in visit(people.chair).get(page).content.decode()
    limits = Deadline.objects.filter(case=case, closed_at=None)
    monkeypatch.setattr(boards.Board, "watched_deadlines", lambda self: limits)
    assert "剩 65 小时 29 分" in visit(people.chair).get(page).content.decode()
