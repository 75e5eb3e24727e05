"""The public register as JSON: the pages' twin, open to anyone, whitelisted fields only."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from filings.publishing import publish
from tests.filings.register import NOW, number, public, published

pytestmark = pytest.mark.django_db

LISTED = {
    *("record_number", "digits", "algorithm_name", "algorithm_type", "algorithm_type_label"),
    *("published_class", "role", "role_label", "subject_name", "region", "region_label"),
    *("product", "purpose", "note", "list_name", "published_on", "published_text", "year"),
    *("confirmed_on", "status", "status_label", "source", "is_demo", "url"),
}
DETAILED = LISTED | {"principle", "mechanism", "scenario", "intent", "public_info", "versions"}


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()


def test_a_list_has_count_pages_results_and_facets(client: Client) -> None:
    for serial in range(1, 23):
        published(serial)
    told = client.get("/api/v1/registry/", {"q": "青鸟"}).json()
    assert (told["count"], len(told["results"]), told["previous"]) == (22, 20, None)
    assert told["next"] == "http://testserver/api/v1/registry/?q=%E9%9D%92%E9%B8%9F&page=2"
    assert told["facets"]["role"] == [
        {"value": "provider", "label": "服务提供者", "count": 22, "selected": False}
    ]
    second = client.get(told["next"]).json()
    assert (len(second["results"]), second["next"]) == (2, None)
    assert second["previous"] == "http://testserver/api/v1/registry/?q=%E9%9D%92%E9%B8%9F&page=1"


def test_nothing_but_published_fields_is_told(client: Client) -> None:
    with transaction.atomic():
        publish(public(), now=NOW, case_number="BA2026000001")
    listed = client.get("/api/v1/registry/")
    detailed = client.get(f"/api/v1/registry/{number(1)[4:-1]}/")
    assert set(listed.json()["results"][0]) == LISTED
    assert set(detailed.json()) == DETAILED
    for response in (listed, detailed):
        assert "BA2026000001" not in response.content.decode()


@pytest.mark.parametrize("spelling", [number(1), number(1)[4:-1]])
def test_one_entry_comes_with_its_versions(client: Client, spelling: str) -> None:
    published()
    published(product="青鸟（网站）")
    told = client.get(f"/api/v1/registry/{quote(spelling)}/").json()
    assert told["record_number"] == number(1)
    assert [(v["version"], v["action"], v["content"]["product"]) for v in told["versions"]] == [
        (1, "published", "青鸟（APP）"),
        (2, "changed", "青鸟（网站）"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("algorithm_type", "9", "算法类型没有“9”这一项"),
        ("page", "zero", "页码应为从 1 起的整数"),
        ("q", "算" * 501, "查询词最多 500 个字，实有 501 个"),
    ],
)
def test_a_malformed_question_is_a_problem_naming_the_field(
    client: Client, name: str, value: str, sentence: str
) -> None:
    response = client.get("/api/v1/registry/", {name: value})
    assert (response.status_code, response.headers["Content-Type"]) == (
        400,
        "application/problem+json",
    )
    assert response.json()["errors"] == {name: [sentence]}


@pytest.mark.parametrize("path", ["?page=7", "1101/", "x/"])
def test_what_is_not_there_is_a_problem_404(client: Client, path: str) -> None:
    published()
    response = client.get(f"/api/v1/registry/{path}")
    assert (response.status_code, response.json()["status"]) == (404, 404)
