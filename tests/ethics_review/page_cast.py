"""What the tests of the review's pages share: the clock on the story's day, the cast, what a browser would post."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ethics_review.terms import ROWS, fields_of
from tests.ethics_review import applying
from tests.ethics_review.people import EthicsCast, cast
from tests.portal.web_cast import SetClock, Visit, read, set_clock, visit

__all__ = ["EthicsCast", "Visit", "encoded", "people", "post", "read", "set_clock", "visit"]
KEYS = {"risks": "point", "recheck_answers": "question"}


@pytest.fixture
def people(db: None, set_clock: SetClock) -> EthicsCast:
    """Everybody with the registered committee, in a story that goes on at ``applying.NOW``."""
    set_clock(applying.NOW)
    return cast()


def encoded(section: str, content: Mapping[str, Any]) -> dict[str, str]:
    """The fields of one section as a browser posts them: rows as numbered or coded controls, ticks as ``on``."""
    told: dict[str, str] = {}
    for name in fields_of(section):
        value = content.get(name, "")
        if name in ROWS:
            told |= rows(name, value or [])
        elif isinstance(value, date):
            told[name] = value.isoformat()
        elif value is True:
            told[name] = "on"
        elif value is not False:
            told[name] = str(value)
    return told


def rows(name: str, given: list[dict[str, Any]]) -> dict[str, str]:
    """The controls of a list field."""
    key = KEYS.get(name)
    told = {} if key else {f"{name}-count": str(len(given))}
    for index, row in enumerate(given):
        prefix = f"{name}-{row[key] if key else index}"
        told |= {f"{prefix}-{cell}": str(value) for cell, value in row.items() if cell != key}
    return told


def post(client: Client, path: str, **data: Any) -> Any:
    """Send the form of the page at ``path``, on the version that the page shows."""
    page = client.get(path).content.decode()
    shown = re.search(r'name="version" value="(\d+)"', page)
    return client.post(path, {"version": shown.group(1) if shown else "", **data})
