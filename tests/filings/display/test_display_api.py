"""The API of the display duty: what programs read, ask and state."""

import pytest

from filings.checking import claims
from filings.models import DisplayCheck, Filing
from tests.filings.display.pages import FOUND, NOW, PAGE, by_hand, clock, window
from tests.make import Cast

__all__ = ["by_hand", "clock"]
pytestmark = pytest.mark.django_db


def test_programs_read_the_duty_and_ask(filing: Filing, people: Cast) -> None:
    client, path = window(people.ai), f"/api/v1/cases/{filing.number}/display/"
    asked = client.post(path, {}, content_type="application/json")
    assert asked.status_code == 202
    assert (asked.json()["waiting"], asked.json()["standing"]) == (True, "unknown")
    assert asked.json()["checks"][0]["result"] == "waiting"
    again = client.post(path, {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (429, "too_many_requests")
    assert again["Retry-After"] == "61"
    found = claims.claim(NOW)
    assert found is not None
    claims.work(found, lambda: NOW, lambda page, entry: FOUND)
    told = client.get(path).json()
    digits = (filing.record_number or "")[4:-1]
    assert told["record_number"] == filing.record_number
    assert told["snippet"]["qr"] == f"http://localhost:8000/registry/{digits}/qr.svg"
    assert (told["addresses"], told["each"]) == (["https://a.example/"], True)
    assert (told["standing"], told["waiting"]) == ("missing", False)
    check = told["checks"][0]
    assert (check["result"], check["result_label"], check["http_status"]) == (
        "both_missing",
        "未见编号和链接",
        200,
    )
    assert (check["size"], len(check["sha256"]), check["requested_by"]) == (
        len(PAGE),
        64,
        "备案主体",
    )
    assert len(told["checks"]) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"other": 1}, 422),
        ({"where": 1}, 422),
        ({"where": "x" * 501}, 422),
        ({"where": ""}, 422),
        ([], 422),
    ],
)
def test_programs_are_told_what_is_wrong_with_what_they_send(
    by_hand: Filing, people: Cast, sent: object, status: int
) -> None:
    path = f"/api/v1/cases/{by_hand.number}/display/"
    answer = window(people.ai).post(path, sent, content_type="application/json")
    assert answer.status_code == status
    assert not DisplayCheck.objects.exists()


def test_programs_state_it_by_hand_where_there_is_nothing_to_fetch(
    by_hand: Filing, people: Cast
) -> None:
    path = f"/api/v1/cases/{by_hand.number}/display/"
    sent = {"where": "设置页底部"}
    answer = window(people.ai).post(path, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["standing"]) == (202, "shown")
    assert answer.json()["checks"][0]["reason"] == "设置页底部"


def test_where_a_page_can_be_checked_programs_cannot_state_it_by_hand(
    filing: Filing, people: Cast
) -> None:
    path = f"/api/v1/cases/{filing.number}/display/"
    answer = window(people.ai).post(path, {"where": "页脚"}, content_type="application/json")
    assert answer.status_code == 422
    assert "备案内容中有网址" in answer.json()["detail"]
