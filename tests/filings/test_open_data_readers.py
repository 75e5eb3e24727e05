"""Who reads the register's files: whoever has the newest is told so, too many wait, nobody leaves anything open."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.http import http_date

from filings.api import open_data
from filings.models import RegistryEntry
from portal.workflow import throttling
from tests.filings.open_files import CSV, JSON, every_place_is_given_back, own_index, taken
from tests.filings.register import NOW, confirmed, published
from tests.portal.web_cast import SetClock, set_clock

__all__ = ["every_place_is_given_back", "own_index", "set_clock"]
pytestmark = pytest.mark.django_db(transaction=True)


# --- Has the reader got it already? -----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [CSV, JSON, "/registry/feed.atom"])
def test_who_has_the_newest_is_told_so_in_one_word(client: Client, address: str) -> None:
    published()
    tag = taken(client, address)["ETag"]
    again = taken(client, address, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    confirmed(1, date(2026, 9, 1))
    changed = taken(client, address, **{"If-None-Match": tag})
    assert (changed.status_code, changed["ETag"] == tag) == (200, False)


def test_two_questions_have_two_tags(client: Client) -> None:
    published()
    tags = {taken(client, CSV, {"year": year})["ETag"] for year in ("2025", "2026", "")}
    assert len(tags | {taken(client, JSON)["ETag"]}) == 4


@pytest.mark.parametrize("address", [CSV, JSON, "/registry/feed.atom"])
def test_a_date_is_told_only_when_no_late_transaction_can_come_before_it(
    client: Client, set_clock: SetClock, address: str
) -> None:
    published()
    set_clock(NOW + timedelta(minutes=59))
    assert not taken(client, address).has_header("Last-Modified")
    set_clock(NOW + timedelta(minutes=61))
    date_told = taken(client, address)["Last-Modified"]
    assert date_told == http_date(NOW.timestamp())
    again = taken(client, address, **{"If-Modified-Since": date_told})
    assert again.status_code == 304


def test_a_question_without_body_is_answered_without_reading_the_register(client: Client) -> None:
    published()
    answer = client.head(CSV)
    assert (answer.status_code, answer.content, bool(answer["ETag"])) == (200, b"", True)


def test_files_are_for_everybody_and_for_caches(client: Client) -> None:
    answer = taken(client, CSV, Accept="text/html", Authorization="Bearer nonsense")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.get("Vary", "")


# --- Refusals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [CSV, JSON])
def test_a_question_that_cannot_be_answered_is_a_problem(client: Client, address: str) -> None:
    answer = client.get(address, {"role": "boss"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"] == {"role": ["角色没有“boss”这一项"]}


def test_more_readers_than_threads_to_spare_are_asked_to_wait(client: Client) -> None:
    published()
    reading = [client.get(CSV) for _ in range(open_data.AT_ONCE)]
    refused = client.get(CSV)
    assert (refused.status_code, refused["Retry-After"]) == (503, "31")
    reading[0].close()
    assert client.get(CSV).getvalue().count(b"\r\n") == 2
    for one in reading:
        one.close()


def test_a_reader_who_leaves_early_leaves_no_transaction_behind(client: Client) -> None:
    for serial in range(1, 4):
        published(serial)
    answer = client.get(CSV)
    next(iter(answer.streaming_content))
    answer.close()
    assert not connection.in_atomic_block
    assert RegistryEntry.objects.count() == 3


def test_whole_files_have_a_pace_of_their_own(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"export": "2/hour"},
    }
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "export"}
    settings.CACHES = {**settings.CACHES, "counters": local}
    monkeypatch.setattr(throttling, "_away_until", 0.0)
    codes = [taken(client, address).status_code for address in (CSV, JSON, CSV)]
    assert codes == [200, 200, 429]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_addresses_that_people_guess_lead_to_the_files(client: Client, kind: str) -> None:
    answer = client.get(f"/registry/export.{kind}?q=%E9%9D%92&year=2026")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/api/v1/registry/export.{kind}?q=%E9%9D%92&year=2026",
    )
