"""The API door of batch work: the same answers as the pages', and every refusal a problem document."""

import json
from typing import Any

import pytest

from portal.workflow.models import BatchJob
from tests import make
from tests.make import Cast
from tests.workflow.door_cast import Visit, call, clock, people, visit
from tests.workflow.officers import begin, results, work

__all__ = ["clock", "people", "visit"]


def test_a_batch_is_started_and_watched_to_its_end(people: Cast, visit: Visit) -> None:
    case, client = make.filing(people), visit(people.bo)
    body = {
        "kind": "assign",
        "cases": [case.number, "BA2099000001"],
        "params": {"assignee": "bo"},
    }
    answer = call(client, "POST", "batches/", body)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["summary"], told["state"]) == ("assign", "分派给 Bo", "running")
    assert (told["total"], told["counts"]["queued"], told["counts"]["refused"]) == (2, 1, 1)
    work()
    after = call(client, "GET", f"batches/{told['id']}/").json()
    assert (after["state"], after["finished_at"]) == ("finished", "2026-09-22T10:00:00+08:00")
    assert after["items"] == [
        {
            "number": case.number,
            "status": "done",
            "status_label": "已完成",
            "message": "已分派给 Bo",
        },
        {
            "number": "BA2099000001",
            "status": "refused",
            "status_label": "未办理",
            "message": "该事项不存在，或者您无权查看",
        },
    ]


def test_a_filter_stands_for_the_cases_that_match_it(people: Cast, visit: Visit) -> None:
    make.filing(people)
    body = {"kind": "export", "filter": {"state": "submitted", "assignee": ":none"}}
    answer = call(visit(people.bo), "POST", "batches/", body)
    assert (answer.status_code, answer.json()["total"]) == (201, 1)


def test_a_repeated_call_answers_the_first_ones_batch(people: Cast, visit: Visit) -> None:
    case, client = make.filing(people), visit(people.bo)
    body = {"kind": "remind", "cases": [case.number]}
    first, second = (
        call(client, "POST", "batches/", body, **{"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert BatchJob.objects.count() == 1


def test_the_table_of_an_export_is_downloaded(people: Cast, visit: Visit) -> None:
    case, client = make.filing(people), visit(people.bo)
    made = call(client, "POST", "batches/", {"kind": "export", "cases": [case.number]}).json()
    assert made["table"] is None
    early = call(client, "GET", f"batches/{made['id']}/table.csv")
    assert (early.status_code, early.json()["code"]) == (422, "guard_failed")
    work()
    told = call(client, "GET", f"batches/{made['id']}/").json()
    data = client.get(told["table"])
    assert (data.status_code, data["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert case.number in data.content.decode()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "assign"}, "cases"),
        ({"kind": "assign", "cases": ["a"], "filter": {}}, "cases"),
        ({"kind": "nonsense", "cases": ["a"]}, "kind"),
        ({"kind": ["assign"], "cases": ["a"]}, "kind"),
        ({"kind": "assign", "cases": "BA2026000001"}, "cases"),
        ({"kind": "assign", "cases": []}, "cases"),
        ({"kind": "assign", "cases": [1]}, "cases"),
        ({"kind": "assign", "cases": ["\ud800"]}, None),
        ({"kind": "assign", "cases": ["a\u0000"]}, None),
        ({"kind": "assign", "cases": ["a"]}, "assignee"),
        ({"kind": "assign", "cases": ["a"], "params": {"assignee": "eve"}}, "assignee"),
        ({"kind": "assign", "cases": ["a"], "params": {"assignee": 5}}, "assignee"),
        ({"kind": "assign", "cases": ["a"], "params": {"who": "bo"}}, "who"),
        ({"kind": "assign", "cases": ["a"], "params": []}, "params"),
        ({"kind": "remind", "cases": ["a"], "params": {"note": "长" * 201}}, "note"),
        ({"kind": "remind", "cases": ["a"], "params": {"note": "\u0007"}}, None),
        ({"kind": "export", "filter": []}, "filter"),
        ({"kind": "export", "filter": {"region": "99"}}, "filter"),
        ({"kind": "export", "filter": {"state": ["draft"]}}, "filter"),
        ({"kind": "export", "filter": {"assignee": "a\u0000"}}, "filter"),
        ({"kind": "export", "filter": {"assignee": "\ud800"}}, None),
        ({"kind": "export", "filter": {"state": "nonsense"}}, "state"),
        ({"kind": "export", "filter": {"state": "draft"}}, "state"),
        ({"kind": "export", "cases": ["a"], "extra": 1}, "extra"),
    ],
)
def test_nonsense_is_refused_naming_the_field(
    people: Cast, visit: Visit, body: dict[str, Any], field: str | None
) -> None:
    make.filing(people)
    answer = call(visit(people.bo), "POST", "batches/", body)
    assert answer.status_code in ((422,) if field else (400, 422))
    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert field is None or field in told["errors"]
    assert not BatchJob.objects.exists()


def test_a_thousand_and_one_cases_are_too_many(people: Cast, visit: Visit) -> None:
    numbers = [f"BA2026{n:06}" for n in range(1001)]
    answer = call(visit(people.bo), "POST", "batches/", {"kind": "export", "cases": numbers})
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["code"] == "too_many_cases"
    twice = call(visit(people.bo), "POST", "batches/", {"kind": "export", "cases": numbers[:1] * 9})
    assert twice.json()["total"] == 1


@pytest.mark.parametrize("who", ["ai", "dai"])
def test_for_people_without_deciding_work_there_are_no_batches(
    people: Cast, visit: Visit, who: str
) -> None:
    case = make.filing(people)
    job = begin(people.bo, "export", [case])
    client = visit(getattr(people, who))
    body = {"kind": "export", "cases": [case.number]}
    assert call(client, "POST", "batches/", body).status_code == 404
    assert call(client, "GET", f"batches/{job.pk}/").status_code == 404
    assert results(job) == [("queued", "")]


def test_jobs_cannot_be_guessed(people: Cast, visit: Visit) -> None:
    job = begin(people.bo, "export", [make.filing(people)])
    for pk in (job.pk, job.pk + 1, 2**31 - 1, 2**63):
        assert call(visit(people.eve), "GET", f"batches/{pk}/").status_code == 404
    assert call(visit(people.eve), "GET", f"batches/{'9' * 40}/").status_code == 404


def test_the_calls_are_documented(people: Cast, visit: Visit) -> None:
    client = visit(people.bo)
    schema = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    paths = json.loads(schema.content)["paths"]
    assert set(paths["/api/v1/batches/"]) == {"post"}
    assert set(paths["/api/v1/batches/{id}/"]) == {"get"}
    assert "/api/v1/batches/{id}/table.csv" in paths
    docs = client.get("/api/v1/docs/").content.decode()
    assert "批量分派、催办或者导出" in docs
