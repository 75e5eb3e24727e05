"""The register as files: complete, of one moment, the same entries as the search finds, and nothing beside them."""

import csv
import io
import json
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from filings.open_data import files
from filings.open_data.columns import NAMES
from filings.publishing import publish
from filings.search.query import Search
from filings.states import EntryStatus
from portal.cases.cells import restored
from tests.filings.open_files import CSV, JSON, every_place_is_given_back, own_index
from tests.filings.register import NOW, confirmed, marked, number, public, published

__all__ = ["every_place_is_given_back", "own_index"]
pytestmark = pytest.mark.django_db(transaction=True)


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
        "url": f"http://localhost:8000/registry/{number(1)[4:-1]}/",
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
