"""How often the doors may be asked: one pace for every public call, told with Retry-After, and never a wall."""

from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from redis.exceptions import ConnectionError as Unreachable

from portal.settings import CACHES
from portal.workflow import throttling
from tests.workflow.door_cast import Cast, Visit, clock, people, visit

__all__ = ["clock", "people", "visit"]
pytestmark = pytest.mark.django_db
COUNTERS = CACHES["counters"]
PUBLIC = ["registry/", "law/limits/?profile=algorithm-2022", "verify/2222-2222-2222-2222/"]
RATES = {"anon": "2/hour", "user": "3/hour", "verify": "1/hour"}


@pytest.fixture(autouse=True)
def slow(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Low rates, and counters in this process that begin at nothing."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": RATES}
    settings.CACHES = {
        **settings.CACHES,
        "counters": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pace",
        },
    }
    monkeypatch.setattr(throttling, "_away_until", 0.0)
    monkeypatch.setattr(throttling.time, "time", lambda: 1_800_000_100.0)
    caches["counters"].clear()


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.7 x", content_type="application/pdf")


def refused(answer: Any) -> bool:
    """Whether it is a 429 in the API's form."""
    if answer.status_code != 429:
        return False
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_many_requests"
    assert 0 < int(answer["Retry-After"]) <= 3600
    return True


@pytest.mark.parametrize("call", [*PUBLIC, "schema/"])
def test_every_public_call_has_a_pace(client: Client, call: str) -> None:
    answers = [client.get(f"/api/v1/{call}") for _ in range(3)]
    assert [refused(answer) for answer in answers] == [False, False, True]


def test_all_public_calls_of_an_address_share_one_pace_and_another_address_has_its_own(
    client: Client,
) -> None:
    assert [refused(client.get(f"/api/v1/{call}")) for call in PUBLIC] == [False, False, True]
    assert client.get("/api/v1/registry/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_claimed_address_is_not_believed_without_a_proxy(client: Client) -> None:
    answers = [
        client.get("/api/v1/registry/", headers={"X-Forwarded-For": f"192.0.2.{n}"})
        for n in range(3)
    ]
    assert [refused(answer) for answer in answers] == [False, False, True]


@pytest.mark.parametrize("token", ["Bearer wrong", ""])
def test_a_flood_of_unknown_callers_is_slowed_down(client: Client, token: str) -> None:
    headers = {"Authorization": token} if token else {}
    answers = [client.get("/api/v1/cases/", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert refused(answers[-1])


def test_a_person_has_a_wider_pace_of_their_own(people: Cast, visit: Visit) -> None:
    ai, bo = visit(people.ai), visit(people.bo)
    codes = [ai.get("/api/v1/cases/").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert bo.get("/api/v1/cases/").status_code == 200


def test_whole_files_are_checked_at_one_pace_at_both_doors(client: Client) -> None:
    assert client.post("/verify/", {"file": pdf()}).status_code == 200
    page = client.post("/verify/", {"file": pdf()})
    assert (page.status_code, "操作过于频繁" in page.content.decode()) == (429, True)
    assert 0 < int(page["Retry-After"]) <= 3600
    assert refused(client.post("/api/v1/verify/", {"file": pdf()}))
    assert client.get("/verify/").status_code == 200


def test_codes_are_not_tried_out_without_measure(client: Client) -> None:
    codes = [client.get("/verify/2222-2222-2222-2222/").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_pace_begins_anew_with_the_next_window(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [client.get("/api/v1/registry/").status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(throttling.time, "time", lambda: 1_800_003_700.0)
    assert client.get("/api/v1/registry/").status_code == 200


def test_without_counters_everybody_is_let_through_and_the_log_says_so_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise Unreachable("nobody there")

    monkeypatch.setattr(caches["counters"], "add", away)
    assert [client.get("/api/v1/registry/").status_code for _ in range(4)] == [200] * 4
    said = [r.message for r in caplog.records if r.name == "portal.workflow.throttling"]
    assert said == ["访问频率计数不可用，暂不限制：nobody there"]


def test_a_broker_that_is_not_there_stops_nobody(client: Client, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "counters": {
            **COUNTERS,
            "LOCATION": "redis://127.0.0.1:1/0",
        },
    }
    assert [client.get("/api/v1/registry/").status_code for _ in range(4)] == [200] * 4
