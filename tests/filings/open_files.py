"""What the tests of the register's files share: their addresses, how they are read, that no download stays open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from filings.api import open_data

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


@pytest.fixture(autouse=True)
def every_place_is_given_back() -> Iterator[None]:
    """A download that stayed open would refuse the next one."""
    yield
    assert open_data._places._value == open_data.AT_ONCE
