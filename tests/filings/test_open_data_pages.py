"""Open data for people: a page that explains it, a feed for readers, links that lead there."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import etree

from filings.open_data.columns import COLUMNS
from filings.publishing import publish
from filings.states import EntryStatus
from filings.views import open_data
from tests.filings.register import NOW, confirmed, marked, number, public, published
from tests.portal.web_cast import read

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
GUIDE = Path(__file__).parents[2] / "docs" / "open-data.md"


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def feed(client: Client) -> Any:
    answer = client.get("/registry/feed.atom")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def text(element: Any, name: str) -> str:
    return str(element.findtext(f"{ATOM}{name}"))


def links(element: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def test_the_page_names_every_column_and_every_way(client: Client) -> None:
    published()
    page = read(client, "/registry/open-data/")
    for column in COLUMNS:
        assert f"<code>{column.name}</code>" in page
    for address in ("export.csv", "export.json", "changes/"):
        assert f"/api/v1/registry/{address}" in page
    assert "全部 1 条公示" in page
    assert "备案不是对算法、产品或者服务的认可" in page


def test_the_documentation_describes_every_column() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.title} |" in guide


def test_the_list_leads_to_files_of_what_it_shows(client: Client) -> None:
    published()
    page = read(client, "/registry/?q=青鸟&year=2026")
    question = "?q=%E9%9D%92%E9%B8%9F&amp;year=2026"
    assert f'href="/api/v1/registry/export.csv{question}"' in page
    assert f'href="/api/v1/registry/export.json{question}"' in page
    assert 'href="/registry/open-data/"' in page


@pytest.mark.parametrize("path", ["", "open-data/", f"{number(1)[4:-1]}/"])
def test_readers_find_the_feed_from_every_page_of_the_register(client: Client, path: str) -> None:
    published()
    page = read(client, f"/registry/{path}")
    assert '<link rel="alternate" type="application/atom+xml"' in page.partition("</head>")[0]


def test_the_feed_is_valid_atom_with_permanent_ids(client: Client) -> None:
    published()
    marked(1, EntryStatus.CANCELLED, "已注销（2026年3月）")
    told = feed(client)
    assert links(told)["self"] == "http://localhost:8000/registry/feed.atom"
    assert links(told)["alternate"] == "http://localhost:8000/registry/"
    assert text(told, "updated") == "2026-03-02T01:30:00+00:00"
    assert text(told, "rights").startswith("备案不是")
    assert told.findtext(f"{ATOM}author/{ATOM}name") == "算法备案与科技伦理审查合规门户"
    entries = told.findall(f"{ATOM}entry")
    address = f"http://localhost:8000/registry/{number(1)[4:-1]}/versions"
    assert [text(entry, "id") for entry in entries] == [f"{address}/2/", f"{address}/1/"]
    assert text(entries[0], "title") == f"［演示］注销：青鸟智能客服算法（{number(1)}）"
    assert "备注：已注销（2026年3月）" in text(entries[0], "summary")
    assert client.get(text(entries[0], "id")).status_code == 200


def test_the_feed_ends_after_the_latest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_data, "_LATEST", 2)
    for serial in (1, 2, 3):
        published(serial)
    assert len(feed(client).findall(f"{ATOM}entry")) == 2


def test_hostile_words_leave_the_feed_well_formed(client: Client) -> None:
    hostile = "<b>&\x01\x0b\ufffe]]>甲"
    with transaction.atomic():
        publish(public(algorithm_name=hostile, note=hostile), now=NOW)
    entry = feed(client).find(f"{ATOM}entry")
    assert text(entry, "title").startswith("公示：<b>&]]>甲（")
    assert "备注：&lt;b&gt;&amp;]]&gt;甲" in text(entry, "summary")


def test_an_empty_register_has_an_empty_feed(client: Client) -> None:
    assert feed(client).findall(f"{ATOM}entry") == []


def test_the_feed_costs_the_same_for_one_entry_and_for_many(
    client: Client, django_assert_num_queries: Any
) -> None:
    for serial in range(1, 8):
        published(serial)
    confirmed(1, date(2026, 9, 1))
    with django_assert_num_queries(4):
        feed(client)


@pytest.mark.parametrize("path", ["open-data/", "feed.atom", "export.csv"])
def test_open_data_are_only_read(client: Client, path: str) -> None:
    assert client.post(f"/registry/{path}").status_code == 405


def test_addresses_are_the_configured_ones_whatever_name_the_reader_called(
    client: Client, settings: Any
) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://filing.example/", ["*"]
    published()
    for path in ("/registry/feed.atom", "/api/v1/registry/export.json", "/api/v1/registry/"):
        one, other = (client.get(path, headers={"host": host}) for host in ("a.test", "b.test"))
        texts = [re.sub(rb'"cursor":"[^"]+"', b"", answer.getvalue()) for answer in (one, other)]
        assert texts[0] == texts[1]
        assert b"https://filing.example/registry/" in texts[0]
        assert b".test" not in texts[0]
