"""The law for programs: rows and answers as the interface promises, refusals as problems."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def get(client: Client, call: str, status: int = 200, **words: str) -> Any:
    response = client.get(f"/api/v1/law/{call}/", words)
    assert response.status_code == status
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"].startswith(kind)
    return response.json()


def test_limits_of_one_profile(client: Client) -> None:
    answer = get(client, "limits", profile="algorithm-2021-draft")
    assert answer["count"] == len(answer["results"]) == 58
    row = next(row for row in answer["results"] if row["code"] == "algorithm.change")
    assert (row["amount"], row["unit"], row["direction"]) == (5, "working_day", "after")
    assert (row["article"], row["status"], row["verified"]) == ("第二十条第二款", "draft", True)
    assert (row["missed"], row["on_miss"]) == ("第二十九条第一款", "lead")


def test_limits_of_all_profiles(client: Client) -> None:
    assert get(client, "limits")["count"] == 147


def test_due_gives_last_day_exclusive_moment_article_and_steps(client: Client) -> None:
    answer = get(
        client, "due", profile="algorithm-2022", code="algorithm.change", start="2026-09-14"
    )
    assert answer["last_day"] == "2026-09-28"
    assert answer["moment"] == "2026-09-29T00:00:00+08:00"
    assert answer["provisional"] is False
    assert answer["article"] == "第二十四条第二款"
    assert answer["steps"][0].startswith("2026-09-14（周一）")


def test_due_in_hours_has_a_moment_and_no_last_day(client: Client) -> None:
    words = {"profile": "ethics-2025-draft", "code": "ethics.emergency_total"}
    for start in ("2026-02-13T18:30+08:00", "2026-02-13T18:30", "2026-02-13T10:30:00Z"):
        answer = get(client, "due", **words, start=start)
        assert (answer["last_day"], answer["moment"]) == (None, "2026-02-16T18:30:00+08:00")


def test_a_plus_sign_that_arrived_as_a_blank_is_understood(client: Client) -> None:
    response = client.get(
        "/api/v1/law/due/?profile=ethics-2025-draft&code=ethics.emergency_total"
        "&start=2026-02-13T18:30+08:00"
    )
    assert response.json()["moment"] == "2026-02-16T18:30:00+08:00"


def test_due_beyond_the_horizon_is_provisional(client: Client) -> None:
    words = {"profile": "algorithm-2021-draft", "code": "algorithm.decision"}
    assert get(client, "due", **words, start="2026-11-20")["provisional"] is True


def test_an_order_sets_the_number(client: Client) -> None:
    words = {
        "profile": "algorithm-2022",
        "code": "enforcement.rectification",
        "start": "2026-09-14",
    }
    assert get(client, "due", **words, amount="10")["last_day"] == "2026-09-24"
    assert list(get(client, "due", 422, **words)["errors"]) == ["amount"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"profile": ""}, "profile"),
        ({"code": ""}, "code"),
        ({"start": ""}, "start"),
        ({"profile": "nothing"}, "code"),
        ({"code": "nothing"}, "code"),
        ({"start": "yesterday"}, "start"),
        ({"start": "2003-12-31"}, "start"),
        ({"start": "2100-01-01"}, "start"),
        ({"start": "2099-12-31"}, "start"),
        ({"start": "0001-01-01T00:00+23:59"}, "start"),
        ({"amount": "7"}, "amount"),
        ({"code": "complaint.handling"}, "code"),
        ({"profile": "ethics-2025-draft", "code": "ethics.emergency_total"}, "start"),
        ({"code": "enforcement.rectification", "amount": "-1"}, "amount"),
        ({"code": "enforcement.rectification", "amount": "٣"}, "amount"),
        ({"code": "enforcement.rectification", "amount": "0"}, "amount"),
    ],
)
def test_a_wrong_question_is_a_problem_that_names_its_parameter(
    client: Client, words: dict[str, str], field: str
) -> None:
    whole = {"profile": "algorithm-2021-draft", "code": "algorithm.change", "start": "2026-09-14"}
    answer = get(client, "due", 422, **(whole | words))
    assert list(answer["errors"]) == [field]
    assert answer["detail"]


def test_an_unknown_profile_has_no_rows(client: Client) -> None:
    answer = get(client, "limits", 422, profile="nothing")
    assert answer["errors"] == {"profile": ["没有名为 'nothing' 的规则集"]}
