"""The register as files: complete, of one moment, the same entries as the search finds, and nothing beside them."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils.http import http_date

from filings.api import open_data
from filings.models import RegistryEntry
from filings.open_data import files
from filings.open_data.columns import NAMES
from filings.publishing import publish
from filings.search.query import Search
from filings.states import EntryStatus
from portal.cases.cells import restored
from portal.workflow import throttling
from tests.filings.register import NOW, confirmed, marked, number, public, published
from tests.portal.web_cast import SetClock, set_clock

__all__ = ["set_clock"]
pytestmark = pytest.mark.django_db(transaction=True)
CSV, JSON = "/api/v1/registry/export.csv", "/api/v1/registry/export.json"


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def taken(client: Client, address: str, question: Any = None, **headers: str) -> Any:
    """The answer, read to its end as a reader would."""
    answer = client.get(address, question, headers=headers)
    if answer.streaming:
        answer.body = answer.getvalue()
    return answer


def table(client: Client, **question: str) -> list[dict[str, str]]:
    """The rows of the CSV file, texts restored."""
    text = client.get(CSV, question).getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: restored(cell) for name, cell in row.items()} for row in rows]


def document(client: Client, **question: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(client.get(JSON, question).getvalue())
    return told


def test_the_table_begins_with_its_mark_and_names_and_ends_its_lines_as_the_standard_says(
    client: Client,
) -> None:
    published(product='甲\n“乙”,"丙"')
    answer = client.get(CSV)
    raw = answer.getvalue()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert raw.startswith(b"\xef\xbb\xbfrecord_number,algorithm_name,algorithm_type,")
    assert raw.split(b"\r\n")[0].decode("utf-8-sig").split(",") == list(NAMES)
    assert raw.endswith(b"\r\n")
    assert table(client)[0]["product"] == '甲\n“乙”,"丙"'


def test_both_files_say_the_same_of_an_entry(client: Client) -> None:
    published(note="新增产品“青鸟（网站）”", principle="以用户提问检索知识库")
    confirmed(1, date(2027, 3, 1), now=NOW + timedelta(days=364))
    told = document(client)["entries"][0]
    assert told == {
        "record_number": number(1),
        "algorithm_name": "青鸟智能客服算法",
        "algorithm_type": "generation",
        "algorithm_type_label": "生成合成类",
        "published_class": "生成合成类",
        "role": "provider",
        "role_label": "服务提供者",
        "subject_name": "青鸟（演示）科技有限公司",
        "region": "99",
        "region_label": "演示地区",
        "product": "青鸟（APP）",
        "purpose": "应用于在线客服场景，生成文本回答。",
        "note": "新增产品“青鸟（网站）”",
        "principle": "以用户提问检索知识库",
        "mechanism": "",
        "scenario": "",
        "intent": "",
        "public_info": "",
        "list_name": "",
        "published_on": "2026-03-02",
        "published_text": "2026-03-02",
        "year": 2026,
        "confirmed_on": "2027-03-01",
        "status": "in_force",
        "status_label": "有效",
        "version": 2,
        "source": "portal",
        "is_demo": True,
        "url": f"http://testserver/registry/{number(1)[4:-1]}/",
    }
    cells = {name: "" if value is None else str(value) for name, value in told.items()}
    assert table(client) == [cells | {"is_demo": "true"}]


def test_formulas_and_long_digits_arrive_as_text(client: Client) -> None:
    published(
        algorithm_name='=HYPERLINK("http://x")', subject_name="＠甲", product="110101234567890"
    )
    raw = client.get(CSV).getvalue().decode("utf-8-sig")
    assert '"\'=HYPERLINK(""http://x"")"' in raw
    assert ",'＠甲," in raw
    assert ",'110101234567890," in raw
    assert table(client)[0]["algorithm_name"] == '=HYPERLINK("http://x")'


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"q": "青鸟"},
        {"q": "推荐", "algorithm_type": "push"},
        {"role": "provider", "region": "99", "year": "2026"},
        {"status": "cancelled"},
        {"q": "，。"},
        {"q": "没有这样的词"},
    ],
)
def test_a_file_holds_exactly_the_entries_that_the_list_counts(
    client: Client, question: dict[str, str]
) -> None:
    for serial in range(1, 24):
        published(serial)
    published(30, algorithm_name="推荐一", algorithm_type="push", role="")
    marked(30, EntryStatus.CANCELLED, "已注销（2026年3月）")
    counted = client.get("/api/v1/registry/", question).json()["count"]
    told = document(client, **question)
    assert (told["count"], len(told["entries"]), len(table(client, **question))) == (counted,) * 3
    assert told["filters"] == question


def test_ended_entries_stay_in_the_file_with_their_mark(client: Client) -> None:
    published()
    marked(1, EntryStatus.REVOKED, "已撤销（2026年3月）")
    row = table(client)[0]
    assert (row["status"], row["status_label"], row["note"]) == (
        "revoked",
        "已撤销",
        "已撤销（2026年3月）",
    )


def test_nothing_of_the_case_is_told(client: Client) -> None:
    with transaction.atomic():
        publish(public(), now=NOW, case_number="BA2026000001")
    for address in (CSV, JSON):
        assert b"BA2026000001" not in client.get(address).getvalue()


def test_an_empty_register_is_an_empty_file(client: Client) -> None:
    assert table(client) == []
    assert (document(client)["entries"], document(client)["count"]) == ([], 0)


def test_a_file_of_many_pieces_is_whole(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_ROWS", 3)
    for serial in range(1, 11):
        published(serial)
    numbers = {number(serial) for serial in range(1, 11)}
    assert {one["record_number"] for one in document(client)["entries"]} == numbers
    assert {row["record_number"] for row in table(client)} == numbers


def test_what_is_published_during_a_download_belongs_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "_ROWS", 1)
    for serial in (1, 2, 3):
        published(serial)
    reading = files.records(Search(), "http://x")
    first = next(reading)

    def elsewhere() -> None:
        published(9)
        marked(1, EntryStatus.CANCELLED)
        connections.close_all()

    in_another_thread(elsewhere)
    rest = list(reading)
    assert [one["status"] for one in [first, *rest]] == ["in_force"] * 3
    assert len(list(files.records(Search(), "http://x"))) == 4


def in_another_thread(job: Any) -> None:
    thread = threading.Thread(target=job)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


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


@pytest.fixture(autouse=True)
def every_place_is_given_back() -> Iterator[None]:
    """A download that stayed open would refuse the next one."""
    yield
    assert open_data._places._value == open_data.AT_ONCE
