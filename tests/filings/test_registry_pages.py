"""The public register as pages: whoever asks, whatever they type."""

from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from filings.publishing import mark_status
from filings.states import EntryStatus
from tests.filings.register import NOW, number, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def body(client: Client, path: str, expected: int = 200, **parameters: str) -> str:
    response = client.get(path, parameters)
    assert response.status_code == expected
    return response.content.decode()


def test_an_empty_register_says_so(client: Client) -> None:
    assert "没有相符的公示" in body(client, "/registry/")


def test_the_list_shows_what_was_published(client: Client) -> None:
    published()
    page = body(client, "/registry/", q="客服")
    assert "青鸟智能客服算法" in page
    assert number(1) in page
    assert "共 <strong>1</strong> 条" in page


def test_facets_are_links_and_active_filters_can_be_taken_off(client: Client) -> None:
    published(1)
    published(2, algorithm_type="push", published_class="个性化推送类", role="")
    page = body(client, "/registry/", q="青鸟", algorithm_type="push", year="2026")
    assert (
        'href="/registry/?q=%E9%9D%92%E9%B8%9F&amp;algorithm_type=generation&amp;year=2026"' in page
    )
    assert 'href="/registry/?q=%E9%9D%92%E9%B8%9F&amp;year=2026"' in page
    assert "去掉全部条件" in page


def test_pages_keep_the_words_and_filters(client: Client) -> None:
    for serial in range(1, 25):
        published(serial)
    page = body(client, "/registry/", q="青鸟", status="in_force")
    assert "q=%E9%9D%92%E9%B8%9F&amp;status=in_force&amp;page=2" in page
    second = body(client, "/registry/", q="青鸟", status="in_force", page="2")
    assert second.count('<li class="card">') == 4


def test_a_page_beyond_the_last_is_not_found_but_kindly(client: Client) -> None:
    published()
    assert "没有这一页" in body(client, "/registry/", 404, page="9")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("role", "boss", "角色没有“boss”这一项"),
        ("page", "x", "页码应为从 1 起的整数"),
        ("q", "算" * 10_000, "查询词最多 500 个字，实有 10000 个"),
    ],
)
def test_an_unanswerable_question_is_refused_in_words(
    client: Client, name: str, value: str, sentence: str
) -> None:
    assert sentence in body(client, "/registry/", 400, **{name: value})


@pytest.mark.parametrize(
    "query", ["🎉", "，。", "<script>alert(1)</script>", "'--", "\u202e算", "%_\\"]
)
def test_hostile_words_are_shown_as_text(client: Client, query: str) -> None:
    published()
    page = body(client, "/registry/", q=query)
    assert "<script>alert" not in page


@pytest.mark.django_db(transaction=True)
def test_the_list_costs_two_statements_for_any_number_of_rows(
    client: Client, django_assert_num_queries
) -> None:
    published(1)
    client.get("/registry/")
    with django_assert_num_queries(2):
        client.get("/registry/")
    for serial in range(2, 22):
        published(serial)
    client.get("/registry/")
    with django_assert_num_queries(2):
        client.get("/registry/", {"q": "青鸟", "role": "provider"})


@pytest.mark.parametrize("spelling", [number(1), number(1)[4:-1]])
def test_an_entry_is_found_by_either_spelling_of_its_number(client: Client, spelling: str) -> None:
    published(principle="以用户提问检索知识库")
    page = body(client, f"/registry/{quote(spelling)}/")
    assert "青鸟智能客服算法" in page
    assert "以用户提问检索知识库" in page


@pytest.mark.parametrize(
    "address", ["1" * 21, "1" * 400, "abc", "网信算备号", "..%2f..", "%F0%9F%8E%89"]
)
def test_an_unknown_number_is_not_found(client: Client, address: str) -> None:
    published()
    assert client.get(f"/registry/{address}/").status_code == 404


def test_an_entry_tells_its_versions_latest_first(client: Client) -> None:
    published(published_on=date(2025, 1, 2), product="甲产品")
    published(published_on=date(2025, 3, 4), product="乙产品")
    mark_status(number(1), EntryStatus.CANCELLED, now=NOW, note="已注销")
    page = body(client, f"/registry/{number(1)[4:-1]}/")
    assert page.index('id="v3"') < page.index('id="v2"') < page.index('id="v1"')
    assert "<del>甲产品</del> → <ins>乙产品</ins>" in page
    assert "<del>有效</del> → <ins>已注销</ins>" in page


def test_an_entry_costs_two_statements(client: Client, django_assert_num_queries) -> None:
    published()
    with django_assert_num_queries(2):
        client.get(f"/registry/{number(1)[4:-1]}/")


def test_the_register_only_reads(client: Client) -> None:
    assert client.post("/registry/").status_code == 405
    assert client.delete(f"/registry/{number(1)[4:-1]}/").status_code == 405
