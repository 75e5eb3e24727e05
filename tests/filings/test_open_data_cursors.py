"""Cursors of the change feed: only what this register gave out is taken, everything else is told so."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from filings.open_data import changes
from filings.open_data.cursors import BadCursor, Place, read, written
from filings.search.feed import Cursor as Snapshot

FEED = "/api/v1/registry/changes/"


def packed(told: Any) -> str:
    return (
        base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


PRINT = "0" * 12
STRANGE = [
    "x",
    "游标",
    "A" * 30_000,
    "====",
    "-1",
    "0",
    packed([]),
    packed({}),
    packed([1, PRINT, None, None, 0]),
    packed([2, PRINT, [5], None, 0]),
    packed("[" * 5000),
    base64.urlsafe_b64encode(b"[" * 9000).decode(),
]


@pytest.mark.django_db
@pytest.mark.parametrize("since", STRANGE)
def test_a_cursor_that_was_never_given_out_is_a_problem(client: Client, since: str) -> None:
    answer = client.get(FEED, {"since": since})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["since"]


@pytest.mark.django_db
def test_a_cursor_of_another_register_is_a_problem(client: Client) -> None:
    foreign = written(Place(Snapshot(5, ())), "another/1")
    answer = client.get(FEED, {"since": foreign})
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"since": ["since 是另一登记册的游标，请从头读取"]}


@pytest.mark.django_db
def test_a_cursor_from_before_a_restore_is_a_problem(client: Client) -> None:
    _, database = changes.snapshot()
    ahead = written(Place(Snapshot(2**60, ())), database)
    answer = client.get(FEED, {"since": ahead})
    assert (answer.status_code, "由备份恢复" in answer.json()["detail"]) == (400, True)


BROKEN = [
    [1, None, [5, 6], None, 0],
    [1, None, [5], None, 3],
    [1, None, [5], [7], 0],
    [1, None, [5.0], None, 0],
    [1, None, [True], None, 0],
    [1, None, [-1], None, 0],
    [1, None, [2**63], None, 0],
    [1, None, ["5"], None, 0],
    [1, None, [], None, 0],
    [1, None, "5", None, 0],
    [1, None, [5], None],
]


@pytest.mark.parametrize("told", BROKEN)
def test_a_cursor_with_one_part_wrong_is_refused(told: list[Any]) -> None:
    whole = json.loads(base64.urlsafe_b64decode(written(Place(Snapshot(5)), "db/1") + "=="))
    with pytest.raises(BadCursor):
        read(packed([told[0], whole[1], *told[2:]]), "db/1")


@given(
    horizon=st.integers(0, 2**63 - 1),
    behind=st.sets(st.integers(1, 10**6), max_size=30),
    later=st.integers(0, 10**6),
    after=st.integers(0, 2**63 - 1),
)
def test_a_cursor_reads_back_as_it_was_written(
    horizon: int, behind: set[int], later: int, after: int
) -> None:
    still_open = tuple(sorted(horizon - step for step in behind if step <= horizon))
    since = Snapshot(horizon, still_open)
    until = Snapshot(min(horizon + later, 2**63 - 1)) if after else None
    place = Place(since, until, after)
    assert read(written(place, "db/1"), "db/1") == place


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_of_cursors(text: str) -> None:
    with pytest.raises(BadCursor):
        read(text, "db/1")
