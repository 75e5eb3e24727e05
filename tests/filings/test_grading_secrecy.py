"""A grading is known to the authority alone: nothing that anybody else can ask for tells of it."""

import re
from typing import Any

import pytest
from django.test import Client

from filings.models import Filing, Grading
from filings.states import FilingState as S
from portal.accounts.roles import Role
from portal.workflow.machine import action
from tests import make
from tests.make import Cast, filing, fresh
from tests.workflow.door_cast import Visit, call, clock, people, visit

__all__ = ["clock", "people", "visit"]
SCORES = {
    "mobilisation": 5,
    "content_category": 4,
    "user_scale": 4,
    "data": 3,
    "intervention": 3,
}
GRADING = {**SCORES, "level": "high", "high_risk": True, "reason": "用户千万级，影响议程。"}
#: What a page says otherwise each time: tokens, signed marks, the running clock.
_FLEETING = re.compile(
    r'(csrfmiddlewaretoken|name="writer")[^>]*|data-now="[^"]*"|data-countdown="[^"]*"'
)


def grade(case: Any, people: Cast) -> None:
    make.act(case, "grade", people.bo, **GRADING)


def seen_by(client: Client, case: Filing) -> dict[str, tuple[int, str]]:
    """Everything that a person may ask about a filing, by page, by API and by method."""
    number = case.number
    pages = ["/desk/", "/cases/", "/desk/cases/", "/desk/to-do/", "/notices/", "/desk/filings/"]
    pages += [f"/cases/{number}/", f"/cases/{number}/actions/grade/"]
    pages += [f"/cases/{number}/actions/declare_change/"]
    calls = ["", *(f"{part}/" for part in ("actions", "timeline", "deadlines", "notices"))]
    api = ["/api/v1/cases/", *(f"/api/v1/cases/{number}/{part}" for part in calls)]
    found = {page: client.get(page) for page in [*pages, *api]}
    for address in (*api, f"/api/v1/cases/{number}/actions/grade/"):
        found[f"OPTIONS {address}"] = client.options(address)
    refused = {"version": case.version, "data": GRADING}
    found["POST"] = call(client, "POST", f"cases/{number}/actions/grade/", refused)
    return {
        what: (answer.status_code, _FLEETING.sub("", answer.content.decode()))
        for what, answer in found.items()
    }


@pytest.mark.parametrize("state", [S.SUBMITTED, S.RECORDED, S.CHANGE_DUE])
def test_to_the_company_a_graded_filing_is_as_it_was_before(
    people: Cast, visit: Visit, state: S
) -> None:
    case = filing(people, state)
    client = visit(people.ai)
    before = seen_by(client, case)
    grade(case, people)
    assert Grading.objects.count() == 1
    assert seen_by(client, case) == before
    assert before[f"/cases/{case.number}/"][0] == 200
    assert before["POST"][0] == 404
    assert before[f"/cases/{case.number}/actions/grade/"][0] == 404
    told = "".join(text for status, text in before.values() if status == 200)
    assert not re.search("分级分类|高风险|high_risk|grade", told)


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_a_stranger_learns_nothing(people: Cast, visit: Visit, who: str) -> None:
    case = filing(people, S.RECORDED)
    grade(case, people)
    told = seen_by(visit(getattr(people, who)), case)
    asked = {what: status for what, (status, _) in told.items() if what.startswith("/")}
    assert {status for what, status in asked.items() if case.number in what} == {404}
    assert not any(case.number in text for status, text in told.values() if status == 200)


def test_the_public_entry_and_its_api_say_nothing(people: Cast, client: Client) -> None:
    case = filing(people, S.RECORDED)
    addresses = [f"/registry/{case.record_number}/", f"/api/v1/registry/{case.record_number}/"]
    addresses += ["/registry/", "/api/v1/registry/"]
    before = [_FLEETING.sub("", client.get(one).content.decode()) for one in addresses]
    grade(case, people)
    after = [_FLEETING.sub("", client.get(one).content.decode()) for one in addresses]
    assert after == before
    assert "高风险" not in "".join(after)


def test_a_page_that_the_company_has_open_is_not_overtaken_by_a_grading(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, S.SUBMITTED)
    seen = case.version
    grade(case, people)
    done = visit(people.ai).post(
        f"/cases/{case.number}/actions/withdraw/",
        {"version": seen, "reason": "暂缓上线", "confirm": "yes"},
    )
    assert done.status_code == 302
    assert fresh(case).state == S.WITHDRAWN


def test_what_a_stale_company_is_told_leaves_the_grading_out(people: Cast, visit: Visit) -> None:
    case = filing(people, S.SUBMITTED)
    seen = case.version
    make.act(case, "request_correction", people.bo, items=make.REASONS)
    grade(case, people)
    sent = {"version": seen, "data": {"reason": "暂缓上线"}}
    refused = call(visit(people.ai), "POST", f"cases/{case.number}/actions/withdraw/", sent)
    assert refused.status_code == 409
    assert [event["action"] for event in refused.json()["since"]] == ["request_correction"]


@pytest.mark.parametrize(
    "role", [Role.FILING_OFFICER, Role.FILING_SUPERVISOR, Role.ENFORCEMENT_OFFICER, Role.AUDITOR]
)
def test_the_authoritys_people_read_grade_scores_and_reason(
    people: Cast, visit: Visit, role: Role
) -> None:
    case = filing(people, S.RECORDED)
    grade(case, people)
    client = visit(make.person("zhao", people.office, role))
    page = client.get(f"/cases/{case.number}/").content.decode()
    for words in ("一级（重点）", "高风险", "五项合计", "用户千万级，影响议程。", "仅主管部门可见"):
        assert words in page
    data = call(client, "GET", f"cases/{case.number}/").json()["data"]
    assert (data["grade_level"], data["high_risk"]) == ("high", True)
    trail = call(client, "GET", f"cases/{case.number}/timeline/").json()
    assert trail[0]["action"] == "grade"


def test_an_act_that_leaves_a_trace_outside_cannot_be_declared_secret() -> None:
    with pytest.raises(ValueError, match="不能声明为 secret"):
        action("秘密决定", roles=[Role.FILING_OFFICER], source=["a"], target="b", secret=True)


@pytest.mark.parametrize("who", ["ai", "fang"])
def test_to_whoever_has_no_role_for_it_grading_is_like_an_act_that_does_not_exist(
    people: Cast, visit: Visit, who: str
) -> None:
    case = filing(people, S.RECORDED)
    client = visit(getattr(people, who))
    sent = {"version": case.version, "data": GRADING}

    def answers(action: str) -> list[tuple[int, str]]:
        path = f"cases/{case.number}/actions/{action}/"
        page, post = client.get(f"/{path}"), client.post(f"/{path}", {"version": case.version})
        told = [page, post, call(client, "POST", path, sent)]
        return [
            (a.status_code, _FLEETING.sub("", a.content.decode()).replace(action, "")) for a in told
        ]

    assert answers("grade") == answers("no_such_act")
    assert {status for status, _ in answers("grade")} == {404}
