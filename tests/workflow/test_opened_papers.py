"""Papers stay closed to whoever has not declared yet: no list, no download, no name in the trail."""

from collections.abc import Iterator

import pytest
from django.db.models import Q

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases import selectors
from portal.cases.models import Case, Document
from tests import make
from tests.workflow import boards
from tests.workflow.boards import Sitting
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]


@pytest.fixture
def people(db: None, clock: None) -> Iterator[Sitting]:
    with boards.registered():
        yield boards.sitting()


@pytest.fixture
def case(people: Sitting) -> Case:
    return boards.board(people)


def looked(visit: Visit, user: User, case: Case) -> list[object]:
    """The download by page and by API, the papers that the API lists, whether the page names the paper."""
    client, paper = visit(user), Document.objects.get(case=case)
    path = f"cases/{case.number}/documents/"
    listed = call(client, "GET", path)
    return [
        client.get(f"/cases/{case.number}/documents/{paper.pk}/").status_code,
        call(client, "GET", f"{path}{paper.pk}/").status_code,
        len(listed.json()) if listed.status_code == 200 else listed.status_code,
        "plan.png" in client.get(f"/cases/{case.number}/").content.decode(),
    ]


def test_before_the_declaration_a_member_sees_the_case_and_no_paper(
    people: Sitting, case: Case, visit: Visit
) -> None:
    assert looked(visit, people.first, case) == [404, 404, 0, False]


def test_the_declaration_opens_them_to_who_made_it_alone(
    people: Sitting, case: Case, visit: Visit
) -> None:
    make.act(case, "declare", people.first)
    assert looked(visit, people.first, case) == [200, 200, 1, True]
    assert looked(visit, people.second, case) == [404, 404, 0, False]


@pytest.mark.parametrize("who", ["li", "auditor"])
def test_the_filer_and_the_auditor_need_none(
    people: Sitting, case: Case, visit: Visit, who: str
) -> None:
    assert looked(visit, getattr(people, who), case) == [200, 200, 1, True]


def test_a_stranger_finds_neither_case_nor_paper(people: Sitting, case: Case, visit: Visit) -> None:
    assert looked(visit, people.outsider, case) == [404, 404, 404, False]


def test_a_closed_paper_cannot_be_told_from_none_by_removing_it(
    people: Sitting, case: Case, visit: Visit
) -> None:
    paper, client = Document.objects.get(case=case), visit(people.first)
    version = make.version_of(case)
    path = f"cases/{case.number}/documents/%d/?version={version}"
    answers = [call(client, "DELETE", path % pk).status_code for pk in (paper.pk, 10**9)]
    assert answers == [404, 404]


def test_a_draft_paper_is_seen_by_the_roles_whose_draft_the_case_says_it_is(
    people: Sitting, case: Case, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make.person("desk", people.unit, Role.SECRETARY)
    Case.objects.filter(pk=case.pk).update(received_at=None)
    monkeypatch.setitem(
        selectors._VISIBLE, "board", lambda user: Q(organization__memberships__user=user)
    )
    assert looked(visit, desk, case) == [404, 404, 0, False]
    monkeypatch.setattr(boards.Board, "own_roles", frozenset({Role.SECRETARY}))
    monkeypatch.setattr(boards.Board, "roles_of", lambda self, user: frozenset({Role.SECRETARY}))
    assert looked(visit, desk, case)[:3] == [200, 200, 1]
