"""The change feed: whoever reads it to the end has the register, whatever happened in between, in whatever order."""

import json
import random
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filings.importing.listings import Listing
from filings.importing.store import store
from filings.models import RegistryChange, RegistryEntry
from filings.open_data import changes
from filings.open_data.changes import PAGE
from filings.open_data.records import digest
from filings.publishing import confirm, mark_status, publish
from filings.states import EntryStatus
from tests.filings.register import NOW, confirmed, marked, number, public, published
from tests.portal.intruding import intruder
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
FEED, JSON = "/api/v1/registry/changes/", "/api/v1/registry/export.json"
Register = dict[str, dict[str, Any]]


class Follower:
    """A program that keeps its own copy of the register, by the rules of the documentation alone."""

    def __init__(self, client: Client, since: str = "") -> None:
        self.client, self.cursor = client, since
        self.register: Register = {}
        self.items: list[dict[str, Any]] = []

    def look(self) -> bool:
        """Take one page; whether there is more already."""
        answer = self.client.get(FEED, {"since": self.cursor} if self.cursor else {})
        assert answer.status_code == 200
        told = answer.json()
        assert len(told["items"]) <= changes.PAGE
        for item in told["items"]:
            assert item["sha256"] == digest(item["content"])
            self.register[item["record_number"]] = item["content"]
        self.items += told["items"]
        self.cursor = told["next"]
        return bool(told["more"])

    def catch_up(self) -> "Follower":
        """Take all there is."""
        while self.look():
            pass
        return self


def exported(client: Client) -> Register:
    told = json.loads(client.get(JSON).getvalue())
    return {entry["record_number"]: entry for entry in told["entries"]}


def test_the_feed_tells_each_step_of_an_entry_with_the_entry_as_it_stood_then(
    client: Client,
) -> None:
    published()
    published(subject_name="青鸟新名有限公司", note="原主体名称“青鸟”变更为“青鸟新名”")
    confirmed(1, date(2026, 9, 1), now=NOW + timedelta(days=183))
    marked(1, EntryStatus.CANCELLED, "已注销（2026年10月）", now=NOW + timedelta(days=220))
    items = Follower(client).catch_up().items
    assert [
        (i["version"], i["action"], i["content"]["status"], i["content"]["confirmed_on"])
        for i in items
    ] == [
        (1, "published", "in_force", None),
        (2, "changed", "in_force", None),
        (3, "confirmed", "in_force", "2026-09-01"),
        (4, "cancelled", "cancelled", "2026-09-01"),
    ]
    assert [i["content"]["published_on"] for i in items] == ["2026-03-02"] * 4
    assert items[0]["content"]["subject_name"] == "青鸟（演示）科技有限公司"
    assert items[0]["at"] == "2026-03-02T09:30:00+08:00"
    assert items[0]["action_label"] == "公示"


def test_pages_follow_each_other_without_loss_or_repetition(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PAGE", 4)
    for serial in range(1, 11):
        published(serial)
    follower = Follower(client)
    assert [follower.look(), follower.look(), follower.look()] == [True, True, False]
    assert [item["record_number"] for item in follower.items] == [number(n) for n in range(1, 11)]


def test_what_is_published_while_one_turns_the_pages_comes_behind_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PAGE", 2)
    for serial in (1, 2, 3):
        published(serial)
    follower = Follower(client)
    assert follower.look()
    published(4)
    published(1, product="乙产品")
    follower.catch_up().catch_up()
    assert [(i["record_number"], i["version"]) for i in follower.items] == [
        (number(1), 1),
        (number(2), 1),
        (number(3), 1),
        (number(4), 1),
        (number(1), 2),
    ]
    assert follower.register == exported(client)


def test_a_page_of_the_feed_holds_five_hundred() -> None:
    assert PAGE == 500


def test_an_idle_reader_keeps_the_same_cursor(client: Client) -> None:
    published()
    first = Follower(client).catch_up().cursor
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SELECT pg_current_xact_id()")
    assert Follower(client, first).catch_up().cursor == first


def test_the_cursor_of_a_file_goes_on_where_the_file_ends(client: Client) -> None:
    published(1)
    told = json.loads(client.get(JSON).getvalue())
    published(2)
    follower = Follower(client, told["cursor"]).catch_up()
    assert [item["record_number"] for item in follower.items] == [number(2)]


def test_a_transaction_that_commits_late_is_not_lost(client: Client) -> None:
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            published(1)
            wrote.set()
            may_commit.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(10)
    published(2)
    follower = Follower(client).catch_up()
    assert list(follower.register) == [number(2)]
    may_commit.set()
    thread.join(10)
    follower.catch_up()
    assert [item["record_number"] for item in follower.items] == [number(2), number(1)]


def test_versions_restored_from_another_server_belong_to_the_beginning_and_are_no_news(
    client: Client,
) -> None:
    published(1)
    before = Follower(client).catch_up().cursor
    with transaction.atomic(), intruder():
        RegistryChange.objects.update(transaction_id=2**60)
    assert list(Follower(client).catch_up().register) == [number(1)]
    published(2)
    assert list(Follower(client, before).catch_up().register) == [number(2)]


def test_an_older_list_taken_in_later_changes_the_first_date_and_not_the_content(
    client: Client,
) -> None:
    for day, name in ((date(2025, 3, 12), "新名称"), (date(2024, 12, 20), "旧名称")):
        listed = public(1, published_on=day, algorithm_name=name, list_name=f"{day:%Y年%m月}清单")
        store([Listing("第 1 行", listed)], now=NOW)
    follower = Follower(client).catch_up()
    last = follower.items[-1]["content"]
    assert (last["algorithm_name"], last["published_on"]) == ("新名称", "2024-12-20")
    assert follower.register == exported(client)


# --- Random lives -----------------------------------------------------------------------------------------------------
STEPS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["publish", "change", "cancel", "revoke", "restore", "confirm", "look"]),
        st.integers(0, 40),
    ),
    max_size=25,
)


def do(serial: int, step: str, day: int) -> None:
    """One act on one entry; an act that does not fit is refused and leaves nothing."""
    now, on = NOW + timedelta(days=day), date(2026, 3, 2) + timedelta(days=day)
    ends = {"cancel": EntryStatus.CANCELLED, "revoke": EntryStatus.REVOKED}
    acts: dict[str, Callable[[], Any]] = {
        "publish": lambda: publish(public(serial), now=now),
        "change": lambda: publish(
            public(serial, product=f"产品{day}", published_on=on, note=f"变更{day}"), now=now
        ),
        "restore": lambda: mark_status(number(serial), EntryStatus.IN_FORCE, now=now),
        "confirm": lambda: confirm(number(serial), on=on, now=now),
    }
    act = acts.get(step) or (lambda: mark_status(number(serial), ends[step], now=now, note=step))
    try:
        with transaction.atomic():
            act()
    except (RegistryEntry.DoesNotExist, ValueError, IntegrityError):
        pass  # nothing published yet, ended already, or published by somebody else just now


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, page=st.integers(1, 7))
def test_replaying_the_feed_gives_the_register_after_any_history(
    steps: list[tuple[int, str, int]], page: int
) -> None:
    with transaction.atomic(), intruder(), connection.cursor() as sql:
        sql.execute("TRUNCATE filings_registryentry, filings_registrychange CASCADE")
    client, monkeypatch = Client(), pytest.MonkeyPatch()
    with monkeypatch.context() as patched:
        patched.setattr(changes, "PAGE", page)
        along = Follower(client)
        for serial, step, day in steps:
            along.look() if step == "look" else do(serial, step, day)
        along.catch_up().catch_up()  # a page of an old window, then what came since
        assert along.register == exported(client)
        assert Follower(client).catch_up().register == exported(client)
        seen = [(item["record_number"], item["version"]) for item in along.items]
        assert len(seen) == len(set(seen)) == RegistryChange.objects.count()


def test_replaying_the_feed_gives_the_register_while_many_write_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changes, "PAGE", 3)
    done = threading.Event()
    steps = ["publish", "change", "change", "confirm", "cancel", "restore"]

    def writer(seed: int) -> Callable[[], int]:
        def write() -> int:
            dice = random.Random(seed)
            for _ in range(25):
                with transaction.atomic():  # several acts, seen together
                    order = sorted(dice.sample(range(1, 9), 2))
                    for serial in order:
                        do(serial, dice.choice(steps), dice.randrange(40))
            return seed

        return write

    def reader() -> Follower:
        follower = Follower(Client())
        while not done.is_set():
            follower.look()
        return follower.catch_up().catch_up()

    def writers() -> list[Any]:
        try:
            return together(*(writer(seed) for seed in range(4)))
        finally:
            done.set()

    wrote, *followers = together(writers, reader, reader)
    assert wrote == [0, 1, 2, 3]
    register = exported(Client())
    for follower in followers:
        seen = [(item["record_number"], item["version"]) for item in follower.items]
        assert len(seen) == len(set(seen)) == RegistryChange.objects.count()
        assert follower.register == register
