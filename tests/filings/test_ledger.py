"""The officers' ledger: every filing of the jurisdiction, narrowed, counted, and nothing of anybody else's."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings import ledger
from filings.kinds import KINDS
from filings.models import Filing
from filings.states import FilingState as S
from portal.accounts.roles import Role
from tests import make
from tests.filings.test_grading_secrecy import GRADING
from tests.inputs import INPUT
from tests.make import Cast, at, filing
from tests.portal.web_cast import SetClock, Visit, figures, people, read, rows_in, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
ADDRESS = "/desk/filings/"


def listed(client: Client, query: str = "") -> list[str]:
    """The case numbers on the page, in its order; the count above must be theirs."""
    page = read(client, f"{ADDRESS}?{query}")
    found = re.findall(r'<th scope="row"[^>]*><span><a href="/cases/([^/]+)/"', page)
    assert f"共 <strong>{len(found)}</strong> 件" in page
    return found


@pytest.fixture
def every(people: Cast) -> dict[S, Filing]:
    """One filing in each state."""
    return {state: filing(people, state) for state in S}


def test_an_officer_sees_every_filing_that_was_handed_in_the_newest_first(
    every: dict[S, Filing], people: Cast, visit: Visit
) -> None:
    shown = listed(visit(people.bo))
    expected = [case.number for state, case in every.items() if state != S.DRAFT]
    assert shown == expected[::-1]


@pytest.mark.parametrize("state", [state for state in S if state != S.DRAFT])
def test_the_state_narrows_to_one(
    every: dict[S, Filing], people: Cast, visit: Visit, state: S
) -> None:
    assert listed(visit(people.chen), f"state={state}") == [every[state].number]


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.FILING_OFFICER, True),
        (Role.FILING_SUPERVISOR, True),
        (Role.ENFORCEMENT_OFFICER, True),
        (Role.LEGAL_REVIEWER, True),
        (Role.AUDITOR, True),
        (Role.RECHECK_OFFICER, False),
        (Role.SYSTEM_ADMIN, False),
        (Role.PROVIDER, False),
    ],
)
def test_the_ledger_exists_for_the_authoritys_readers_alone(
    people: Cast, visit: Visit, role: Role, sees: bool
) -> None:
    case = filing(people)
    place = people.company_a if role == Role.PROVIDER else people.office
    client = visit(make.person("zhao", place, role))
    if sees:
        assert listed(client) == [case.number]
    else:
        assert client.get(ADDRESS).status_code == 404
        assert ADDRESS not in read(client, "/desk/")


def test_a_stranger_of_another_province_finds_an_empty_ledger(
    every: dict[S, Filing], people: Cast, visit: Visit
) -> None:
    client = visit(people.eve)
    for query in ("", "q=青云", "revocation=yes", "high_risk=no", "overdue=yes"):
        page = read(client, f"{ADDRESS}?{query}")
        assert "共 <strong>0</strong> 件" in page
        assert people.company_a.name not in page
    assert client.get(f"{ADDRESS}?region=99").status_code == 422


def test_the_ledger_asks_for_a_sign_in(client: Client, db: None) -> None:
    assert client.get(ADDRESS)["Location"] == f"/accounts/login/?next={ADDRESS}"


def test_words_are_looked_for_in_name_company_and_both_numbers(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    other = filing(people, S.SUBMITTED, algorithm_name="白云推送算法", public_name="白云推送算法")
    client = visit(people.bo)
    assert listed(client, "q=资讯+排序") == [case.number]
    assert listed(client, "q=青云科技") == [other.number, case.number]
    assert listed(client, f"q={other.number.lower()}") == [other.number]
    assert listed(client, f"q={case.record_number[4:20]}") == [case.number]
    assert listed(client, "q=白云+科技") == [other.number]
    for nothing in ("%25", "_", "%5C", "白云+资讯"):
        assert listed(client, f"q={nothing}") == []


def test_kind_class_and_role_narrow(people: Cast, visit: Visit) -> None:
    ranking = filing(people)
    content = {"algorithm_type": "retrieval", "retrieval_class": "05"}
    filtering = filing(people, S.SUBMITTED, **content)
    synthesis = {"algorithm_type": "generation", "role": "supporter", "products": []}
    synthesis |= {"deliveries": ["api"], "delivery_description": "接口", "explicit_label": "标识"}
    support = filing(people, S.SUBMITTED, **synthesis)
    client = visit(people.bo)
    assert listed(client, "algorithm_type=ranking") == [ranking.number]
    assert listed(client, "algorithm_class=03") == [ranking.number]
    assert listed(client, "algorithm_type=retrieval") == [filtering.number]
    assert (listed(client, "algorithm_class=05"), listed(client, "algorithm_class=04")) == (
        [filtering.number],
        [],
    )
    assert listed(client, "role=supporter") == [support.number]
    assert listed(client, "role=provider&algorithm_type=generation") == []


@pytest.mark.parametrize("state", [S.CHANGE_DUE, S.CORRECTION_REQUESTED])
def test_what_a_company_is_changing_does_not_show_before_it_is_handed_in(
    people: Cast, visit: Visit, state: S
) -> None:
    case = filing(people, state)
    make.edit(case, people.ai, algorithm_type="push", algorithm_name="青云推送算法")
    client = visit(people.bo)
    assert listed(client, "algorithm_type=push") == []
    assert listed(client, "algorithm_type=ranking") == [case.number]
    page = read(client, ADDRESS)
    assert "排序精选类" in page
    assert "青云推送算法" not in page


def test_every_state_in_which_a_company_may_edit_is_read_from_what_was_handed_in() -> None:
    [kind] = [kind for kind, _ in KINDS if kind.code == "filing"]
    ended = {S.DEREGISTERED, S.CANCELLED, S.REVOKED}
    assert set(kind.editable) & set(ledger.SETTLED) == set()
    assert set(kind.editable) | set(ledger.SETTLED) | ended == set(S)
    assert (set(kind.editable) | set(ledger.SETTLED)) & ended == set()


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_number_that_ends_in_the_middle_of_a_change_keeps_the_version_in_force(
    people: Cast, visit: Visit, handed_in: bool
) -> None:
    case = filing(people, S.CHANGE_DUE)
    make.edit(case, people.ai, algorithm_type="push")
    if handed_in:
        make.act(case, "submit_change", people.ai)
    make.act(case, "cancel_ex_officio", people.bo, **INPUT["cancel_ex_officio"])
    client = visit(people.bo)
    assert listed(client, "algorithm_type=push") == []
    assert listed(client, "algorithm_type=ranking&algorithm_class=03") == [case.number]


def test_grades_and_the_mark_narrow(people: Cast, visit: Visit) -> None:
    graded, plain = filing(people, S.RECORDED), filing(people, S.RECORDED)
    make.act(graded, "grade", people.bo, **GRADING)
    client = visit(people.fang)
    assert listed(client, "grade=high") == listed(client, "high_risk=yes") == [graded.number]
    assert listed(client, "grade=none") == listed(client, "high_risk=no") == [plain.number]
    assert listed(client, "grade=low") == []
    assert "一级（重点）" in read(client, ADDRESS)


def test_the_year_is_the_one_of_the_recording_in_beijing(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    last_hour, new_year = at("2026-12-31 23:59"), at("2027-01-01 00:00")
    old = filing(people, S.RECORDED, now=last_hour)
    new = filing(people, S.RECORDED, now=new_year)
    set_clock(at("2027-01-04 10:00"))
    client = visit(people.bo)
    assert (listed(client, "year=2026"), listed(client, "year=2027")) == (
        [old.number],
        [new.number],
    )
    assert client.get(f"{ADDRESS}?year=2025").status_code == 422


def test_overdue_is_what_has_an_open_limit_in_the_past(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    waiting, ended = filing(people), filing(people, S.DEREGISTERED)
    client = visit(people.bo)
    assert listed(client, "overdue=yes") == []
    set_clock(at("2026-11-11 00:00"))
    assert listed(client, "overdue=yes") == [waiting.number]
    assert listed(client, "overdue=no") == [ended.number]


def test_an_intended_revocation_is_found_until_it_is_decided(people: Cast, visit: Visit) -> None:
    case = filing(people, S.RECORDED)
    client = visit(people.bo)
    told = {"ground": "false_material", "facts": "伪造。", "evidence": "鉴定。"}
    make.act(case, "notify_revocation", people.bo, **told)
    assert listed(client, "revocation=yes") == [case.number]
    assert "拟撤销" in read(client, ADDRESS)
    make.act(case, "state_against_revocation", people.ai, statement="不属实。")
    make.act(case, "revoke", people.chen, reason="属实。")
    assert listed(client, "revocation=yes") == []
    assert listed(client, "revocation=no") == [case.number]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=nonsense", "“状态”没有这一选项"),
        ("state=draft", "“状态”没有这一选项"),
        ("algorithm_type=%3Cscript%3E", "“算法类型”没有这一选项"),
        ("algorithm_class=7", "“编号类别”没有这一选项"),
        ("role=1", "“角色”没有这一选项"),
        ("grade=%F0%9F%98%80", "“级别”没有这一选项"),
        ("high_risk=1", "“高风险”没有这一选项"),
        ("region=9901", "“地区”没有这一选项"),
        ("year=99999999999999999999", "“备案年份”没有这一选项"),
        ("overdue=on", "“期限”没有这一选项"),
        ("revocation=true", "“撤销程序”没有这一选项"),
        ("q=" + "%E5%AD%97" * 101, "查询词至多 100 字"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence(
    people: Cast, visit: Visit, query: str, sentence: str
) -> None:
    case = filing(people)
    page = read(visit(people.bo), f"{ADDRESS}?{query}", 422)
    assert sentence in page
    assert case.number not in page
    assert "<script>" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=0", 404), ("page=x", 404), ("page=2", 404), ("page=" + "9" * 300, 404)]
    + [("q=%00", 400), ("nonsense=1", 200), ("q=++&page=1", 200)],
)
def test_odd_pages_and_words_get_an_answer(
    people: Cast, visit: Visit, query: str, status: int
) -> None:
    filing(people)
    assert visit(people.bo).get(f"{ADDRESS}?{query}").status_code == status


@pytest.mark.django_db
def test_twenty_a_page_in_an_order_that_stays(people: Cast, visit: Visit) -> None:
    numbers = [filing(people).number for _ in range(23)]  # all handed in at one moment
    client = visit(people.bo)
    pages = [read(client, f"{ADDRESS}?q=青云&page={n}") for n in (1, 2)]
    found = [re.findall(r'<span><a href="/cases/([^/]+)/"', page) for page in pages]
    assert [len(rows) for rows in found] == [20, 3]
    assert found[0] + found[1] == numbers[::-1]
    assert "共 <strong>23</strong> 件" in pages[1]


def test_the_page_costs_the_same_few_queries_for_one_row_and_for_twenty(
    people: Cast, visit: Visit
) -> None:
    client = visit(people.chen)
    filing(people, S.CHANGE_DUE)
    one = _queries(client)
    for _ in range(4):
        filing(people, S.CHANGE_SUBMITTED)
        filing(people, S.CORRECTION_REQUESTED)
    assert _queries(client) == one
    assert one <= 9


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(client, f"{ADDRESS}?q=青云&overdue=no&algorithm_class=03&year=2026&page=1")
    return len(caught)


def test_the_figures_of_the_desk_lead_to_lists_of_exactly_so_many_rows(
    every: dict[S, Filing], people: Cast, visit: Visit
) -> None:
    told = {"ground": "false_material", "facts": "伪造。", "evidence": "鉴定。"}
    make.act(every[S.RECORDED], "notify_revocation", people.bo, **told)
    make.act(every[S.CHANGE_DUE], "notify_revocation", people.bo, **told)
    make.act(every[S.RECORDED], "grade", people.bo, **GRADING)
    expected: dict[str, Any] = {
        f"{ADDRESS}?state=change_submitted": 1,
        f"{ADDRESS}?state=deregistration_submitted": 1,
        f"{ADDRESS}?revocation=yes": 2,
        f"{ADDRESS}?high_risk=yes": 1,
    }
    for who in (people.bo, people.chen):
        client = visit(who)
        shown = figures(read(client, "/desk/").replace("&amp;", "&"))
        assert {one: n for one, n in shown.items() if one in expected} == expected
        assert {one: rows_in(read(client, one)) for one in expected} == expected
