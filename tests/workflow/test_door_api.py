"""The API door: answers, and every refusal as a problem document with all its reasons."""

import json
from typing import Any

import pytest
from django.test import Client

from filings.states import FilingState
from portal.accounts.models import ApiToken
from portal.cases.models import Case
from tests.make import NAME, NOW, Cast, complete_draft, draft, filing, organization, person, uscc
from tests.workflow.door_cast import Visit, call, clock, people, png, visit

__all__ = ["clock", "people", "visit"]
OPENING = {
    "algorithm_name": NAME,
    "algorithm_type": "ranking",
    "role": "provider",
    "service_started_on": "2026-09-14",
}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of a refusal, after its form was checked."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/api/v1/docs/#{code}")
    assert body["title"]
    assert body["detail"]
    return body


# --- Answers ----------------------------------------------------------------------------------------------------------
def test_opening_a_case_answers_201_with_number_version_state_and_running_deadline(
    people: Cast, visit: Visit
) -> None:
    answer = call(visit(people.ai), "POST", "cases/", {"kind": "filing", "data": OPENING})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["number"], body["version"], body["state"]) == ("BA2026000001", 1, "draft")
    assert (body["kind_label"], body["state_label"], body["title"]) == ("算法备案", "草稿", NAME)
    assert body["organization"] == {"name": people.company_a.name, "uscc": people.company_a.uscc}
    [limit] = body["deadlines"]
    assert (limit["code"], limit["last_day"], limit["moment"], limit["overdue"]) == (
        "algorithm.initial",
        "2026-09-28",
        "2026-09-29T00:00:00+08:00",
        False,
    )
    assert body["data"]["service_started_on"] == "2026-09-14"


def test_the_list_filters_by_kind_state_and_day(people: Cast, visit: Visit) -> None:
    first, second = draft(people), filing(people, FilingState.SUBMITTED)
    client = visit(people.ai)

    def numbers(query: str) -> list[str]:
        return [row["number"] for row in call(client, "GET", f"cases/{query}").json()["results"]]

    assert numbers("") == [second.number, first.number]
    assert numbers("?state=submitted") == [second.number]
    assert numbers("?kind=filing&state=draft") == [first.number]
    assert numbers("?due_before=2026-09-29") == [first.number]
    assert numbers("?due_before=2026-09-28") == []
    assert numbers("?page_size=1") == [second.number]


def test_a_wrong_filter_is_named(people: Cast, visit: Visit) -> None:
    answer = call(visit(people.ai), "GET", "cases/?due_before=soon&kind=nothing")
    assert set(problem(answer, 422, "invalid_input")["errors"]) == {"due_before", "kind"}


def test_a_patch_changes_only_what_it_names_and_the_trail_names_the_fields(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    sent = {"version": 1, "data": {"subject_name": "青云", "input_modalities": ["text"]}}
    answer = call(client, "PATCH", f"cases/{case.number}/", sent)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["version"], body["data"]["subject_name"]) == (2, "青云")
    assert (body["data"]["input_modalities"], body["data"]["algorithm_name"]) == (["text"], NAME)
    events = call(client, "GET", f"cases/{case.number}/timeline/").json()
    assert [event["label"] for event in events] == ["修改内容", "新建"]
    assert events[0]["data"]["fields"] == ["input_modalities", "subject_name"]
    assert events[0]["previous_hash"] == events[1]["hash"]


def test_moving_the_start_shows_the_old_date_in_the_deadlines_history(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    sent = {"version": 1, "data": {"service_started_on": "2026-09-15"}}
    call(client, "PATCH", f"cases/{case.number}/", sent)
    [limit] = call(client, "GET", f"cases/{case.number}/deadlines/").json()
    assert limit["last_day"] == "2026-09-29"
    [change] = limit["changes"]
    assert (change["old_last_day"], change["new_last_day"]) == ("2026-09-28", "2026-09-29")


def test_an_action_answers_the_case_the_event_and_the_deadlines_it_opened_and_closed(
    people: Cast, visit: Visit
) -> None:
    case = complete_draft(people)
    sent = {"version": case.version, "data": {}}
    answer = call(visit(people.ai), "POST", f"cases/{case.number}/actions/submit/", sent)
    assert answer.status_code == 200, answer.content.decode()
    body = answer.json()
    assert (body["case"]["state"], body["case"]["version"]) == ("submitted", case.version + 1)
    assert (body["event"]["action"], body["event"]["role"]) == ("submit", "provider")
    assert [d["code"] for d in body["opened"]] == ["algorithm.decision"]
    assert [(d["code"], d["outcome"]) for d in body["closed"]] == [("algorithm.initial", "met")]


def test_actions_are_listed_with_answer_reasons_article_and_fields(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, FilingState.SUBMITTED)
    told = call(visit(people.bo), "GET", f"cases/{case.number}/actions/").json()
    by_name = {offer["action"]: offer for offer in told}
    assert by_name["request_correction"]["allowed"] is True
    assert by_name["request_correction"]["article"] == "第二十一条"
    [field] = by_name["request_correction"]["fields"]
    assert (field["name"], field["type"], field["required"]) == ("items", "list", True)
    assert by_name["record"]["allowed"] is False
    assert by_name["record"]["reasons"][0]["message"] == "当前状态“审核中”不能“复核签发并备案”"
    assert "submit" not in by_name


def test_papers_go_in_come_out_and_are_set_aside(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    path = f"/api/v1/cases/{case.number}/documents/"
    answer = client.post(path, {"slot": "licence", "version": 1, "file": png("营业执照.png")})
    assert answer.status_code == 201, answer.content.decode()
    [paper] = client.get(path).json()
    assert (paper["slot"], paper["slot_label"], paper["name"]) == (
        "licence",
        "主体证件",
        "营业执照.png",
    )
    assert client.get(paper["url"]).content == png().read()
    assert client.delete(paper["url"]).status_code == 428
    assert client.delete(f"{paper['url']}?version=2").json()["case"]["version"] == 3
    assert client.get(path).json() == []


def test_a_bad_paper_is_refused_with_a_sentence_and_nothing_is_stored(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    path = f"/api/v1/cases/{case.number}/documents/"
    disguised = png("licence.pdf")
    refused = problem(
        client.post(path, {"slot": "licence", "version": 1, "file": disguised}),
        422,
        "invalid_input",
    )
    assert "不是" in refused["errors"]["file"][0]
    nowhere = client.post(path, {"slot": "attic", "version": 1})
    assert set(problem(nowhere, 422, "invalid_input")["errors"]) == {"slot", "file"}
    assert Case.objects.get(pk=case.pk).version == 1
    assert client.get(path).json() == []


# --- Refusals ---------------------------------------------------------------------------------------------------------
def test_without_a_name_every_call_is_401(people: Cast) -> None:
    case = draft(people)
    calls = [("GET", "cases/"), ("POST", "cases/"), ("PATCH", f"cases/{case.number}/")]
    for method, path in calls:
        problem(call(Client(), method, path, {}), 401, "not_authenticated")


def test_a_token_opens_and_a_wrong_one_does_not(people: Cast) -> None:
    token = ApiToken.issue(people.ai, now=NOW)
    right = call(Client(), "GET", "cases/", authorization=f"Bearer {token}")
    wrong = call(Client(), "GET", "cases/", authorization="Bearer nothing")
    assert right.status_code == 200
    problem(wrong, 401, "not_authenticated")
    assert wrong["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_outsiders_get_404_everywhere_and_an_empty_list(
    people: Cast, visit: Visit, who: str
) -> None:
    case = filing(people, FilingState.SUBMITTED)
    client = visit(getattr(people, who))
    assert call(client, "GET", "cases/").json()["count"] == 0
    paper = case.documents.first()
    assert paper is not None
    here = f"cases/{case.number}"
    parts = ["", "actions/", "timeline/", "deadlines/", "documents/", "notices/"]
    for path in [*(f"{here}/{part}" for part in parts), f"{here}/documents/{paper.pk}/"]:
        problem(call(client, "GET", path), 404, "not_found")
    sent = {"version": case.version, "data": {"title": "x"}}
    problem(call(client, "PATCH", f"{here}/", sent), 404, "not_found")
    problem(call(client, "POST", f"{here}/actions/withdraw/", sent), 404, "not_found")
    upload = {"slot": "licence", "version": 1, "file": png()}
    problem(client.post(f"/api/v1/{here}/documents/", upload), 404, "not_found")
    removed = client.delete(f"/api/v1/{here}/documents/{paper.pk}/?version=1")
    problem(removed, 404, "not_found")


def test_a_draft_is_hidden_from_the_authority(people: Cast, visit: Visit) -> None:
    case = draft(people)
    problem(call(visit(people.bo), "GET", f"cases/{case.number}/"), 404, "not_found")


def test_a_wrong_role_is_403_before_the_input_is_looked_at(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.SUBMITTED)
    sent = {"version": case.version, "data": {"nonsense": 1}}
    path = f"cases/{case.number}/actions"
    problem(call(visit(people.ai), "POST", f"{path}/decline/", sent), 403, "not_permitted")
    problem(call(visit(people.bo), "POST", "cases/", {"kind": "filing"}), 403, "not_permitted")


def test_a_wrong_state_is_409_and_an_unknown_action_404(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.SUBMITTED)
    path, sent = f"cases/{case.number}/actions", {"version": case.version}
    told = problem(call(visit(people.bo), "POST", f"{path}/record/", sent), 409, "wrong_state")
    assert told["version"] == case.version
    problem(call(visit(people.bo), "POST", f"{path}/explode/", sent), 404, "not_found")


def test_a_missing_version_is_428_and_a_stale_one_409_with_what_happened_since(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    path = f"cases/{case.number}/"
    problem(
        call(client, "PATCH", path, {"data": {"licence_address": "甲"}}), 428, "version_required"
    )
    problem(call(client, "POST", f"{path}actions/submit/", {}), 428, "version_required")
    call(client, "PATCH", path, {"version": 1, "data": {"licence_address": "甲"}})
    stale = call(client, "PATCH", path, {"version": 1, "data": {"licence_address": "乙"}})
    told = problem(stale, 409, "stale_version")
    assert (told["version"], [event["action"] for event in told["since"]]) == (2, ["edited"])
    assert call(client, "GET", path).json()["data"]["licence_address"] == "甲"


def test_an_incomplete_filing_is_refused_with_every_reason(people: Cast, visit: Visit) -> None:
    case = draft(people)
    sent = {"version": 1, "data": {}}
    answer = call(visit(people.ai), "POST", f"cases/{case.number}/actions/submit/", sent)
    told = problem(answer, 422, "guard_failed")
    assert told["errors"]["subject_name"] == ["“主体名称”未填写"]
    assert {"subject_name", "safety_officer_name", "principle", "products", "licence"} <= set(
        told["errors"]
    )
    assert len(told["reasons"]) == sum(len(told["errors"][name]) for name in told["errors"])
    assert Case.objects.get(pk=case.pk).state == "draft"


def test_someone_who_acts_for_two_companies_must_name_one(people: Cast, visit: Visit) -> None:
    second = organization("青云二号有限公司", "990101", uscc=uscc("91990101MA0000009"))
    both = person("both", people.company_a)
    for place in (people.company_a, second):
        both.memberships.create(organization=place, role="provider")
    client, sent = visit(both), {"kind": "filing", "data": OPENING}
    unnamed = problem(call(client, "POST", "cases/", sent), 422, "invalid_input")
    assert set(unnamed["errors"]) == {"organization"}
    strange = call(client, "POST", "cases/", {**sent, "organization": people.company_b.uscc})
    assert set(problem(strange, 422, "invalid_input")["errors"]) == {"organization"}
    named = call(client, "POST", "cases/", {**sent, "organization": second.uscc})
    assert named.json()["organization"]["name"] == second.name


HOSTILE_BODIES = [
    (b"{", 400, "malformed"),
    (b'{"kind": "filing", "kind": "filing"}', 400, "malformed"),
    (b'{"version": NaN}', 400, "malformed"),
    (b"\xff\xfe", 400, "malformed"),
    (b"[" * 200_000, 400, "malformed"),
    (b'{"version": ' + b"9" * 5000 + b"}", 400, "malformed"),
    (b"[]", 422, "invalid_input"),
    (b"null", 422, "invalid_input"),
    (b'"' + b"x" * 3_000_000 + b'"', 413, "too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), HOSTILE_BODIES)
def test_a_hostile_body_gets_a_clean_answer(
    people: Cast, visit: Visit, body: bytes, status: int, code: str
) -> None:
    case, client = draft(people), visit(people.ai)
    for method, path in [("POST", "cases/"), ("PATCH", f"cases/{case.number}/")]:
        problem(call(client, method, path, body), status, code)
    assert Case.objects.count() == 1


HOSTILE_VALUES: list[tuple[str, str]] = [
    ("subject_name", '{"a": 1}'),
    ("subject_name", "[1]"),
    ("subject_name", "7"),
    ("subject_name", "true"),
    ("subject_name", '"\\u0000"'),
    ("subject_name", '"\\ud800"'),
    ("subject_name", json.dumps("汉" * 10_000)),
    ("subject_name", "[" * 500 + "]" * 500),
    ("service_started_on", "20260914"),
    ("service_started_on", '"2026-02-30"'),
    ("service_started_on", '"<script>"'),
    ("algorithm_type", '"no_such_type"'),
    ("algorithm_type", "1e400"),
    ("algorithm_type", "{}"),
    ("input_modalities", '"text"'),
    ("input_modalities", '["text", "smell"]'),
    ("input_modalities", '[["text"]]'),
    ("has_biometrics", '"yes"'),
    ("has_biometrics", "1e400"),
    ("products", '"x"'),
    ("products", "[1e400]"),
    ("products", "[[]]"),
    ("products", '[{"name": "\\u0000"}]'),
    ("products", '[{"name": {"deep": []}, "surprise": 1}]'),
    ("no_such_field", "1"),
    ("state", '"recorded"'),
    ("\\ud800", "1"),
]


@pytest.mark.parametrize(("field", "value"), HOSTILE_VALUES)
def test_a_hostile_value_is_refused_by_the_name_of_its_field(
    people: Cast, visit: Visit, field: str, value: str
) -> None:
    case, client = draft(people), visit(people.ai)
    body = f'{{"version": 1, "data": {{"{field}": {value}}}}}'.encode()
    answer = call(client, "PATCH", f"cases/{case.number}/", body)
    assert set(problem(answer, 422, "invalid_input")["errors"]) == {field}
    assert Case.objects.get(pk=case.pk).version == 1


def test_markup_and_sql_are_kept_as_text(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    words = "<script>alert(1)</script>'; DROP TABLE cases_case; -- 反"
    sent = {"version": 1, "data": {"introduction": words}}
    answer = call(client, "PATCH", f"cases/{case.number}/", sent)
    assert answer.json()["data"]["introduction"] == words
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("version", ["1.5", "true", '"one"', "[]", "-1", "0", "99999999999"])
def test_a_version_that_is_no_number_is_named(people: Cast, visit: Visit, version: str) -> None:
    case, client = draft(people), visit(people.ai)
    body = f'{{"version": {version}, "data": {{"licence_address": "甲"}}}}'.encode()
    answer = call(client, "PATCH", f"cases/{case.number}/", body)
    assert set(problem(answer, 422, "invalid_input")["errors"]) == {"version"}


def test_other_media_methods_and_formats_are_problems_too(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    xml = client.generic("POST", "/api/v1/cases/", b"<x/>", content_type="application/xml")
    problem(xml, 415, "unsupported_media_type")
    problem(call(client, "DELETE", "cases/"), 405, "method_not_allowed")
    problem(call(client, "GET", "cases/", accept="text/csv"), 406, "not_acceptable")
    problem(call(client, "GET", "cases/?page=999"), 404, "not_found")


def test_a_session_call_without_the_csrf_token_is_refused(people: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.ai, backend="django.contrib.auth.backends.ModelBackend")
    problem(call(client, "POST", "cases/", {"kind": "filing"}), 403, "csrf_failed")


def test_schema_and_documentation_are_served_without_scripts(people: Cast) -> None:
    schema = Client().get("/api/v1/schema/", headers={"accept": "application/json"})
    assert schema.status_code == 200
    assert schema.json()["openapi"].startswith("3.1")
    page = Client().get("/api/v1/docs/")
    assert page.status_code == 200
    assert "/api/v1/cases/{number}/actions/{action}/" in page.content.decode()
    assert 'id="stale_version"' in page.content.decode()
