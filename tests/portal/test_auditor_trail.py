"""The auditor's trail: found by filters, turned by keys, one event with its evidence; for nobody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.states import FilingState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.workflow.auditing import paging
from portal.workflow.auditing.scope import trail_of
from tests import make
from tests.workflow.door_cast import clock

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TRAIL = "/audit/trail/"


class World:
    """Filings in two provinces, and the auditors of the nation and of one province."""

    def __init__(self) -> None:
        self.cast = make.cast()
        self.auditor = make.person("auditor", self.cast.capital, Role.AUDITOR)
        self.local = make.person("local", self.cast.other_office, Role.AUDITOR)
        self.filing = make.filing(self.cast, FilingState.RECORDED)
        self.draft = make.draft(self.cast)
        self.late = AuditEvent.objects.filter(case=self.filing, action="submit").get()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield World()
            transaction.set_rollback(True)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def keys(client: Client, query: str = "") -> list[int]:
    """The events that a page of the trail lists, in its order."""
    page = client.get(f"{TRAIL}{query}").content.decode()
    return [int(key) for key in re.findall(rf'href="{TRAIL}(\d+)/"', page)]


def of(rows: Any) -> list[int]:
    return list(rows.order_by("-recorded_at", "-pk").values_list("pk", flat=True))


def test_the_auditor_reads_everything_of_the_place_the_newest_first(world: World) -> None:
    assert keys(browser(world.auditor)) == of(AuditEvent.objects.all())[: paging.ROWS]
    assert world.draft.events.get(action="created").pk in keys(browser(world.auditor))
    assert keys(browser(world.local)) == []
    assert not trail_of(world.local).exists()


@pytest.mark.parametrize("who", ["ai", "bo", "chen", "fang", "dai"])
def test_for_everybody_else_there_is_no_trail(world: World, who: str) -> None:
    client, event = browser(getattr(world.cast, who)), world.late.pk
    for address in (TRAIL, f"{TRAIL}{event}/", f"{TRAIL}export/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{TRAIL}export/", {"form": "jsonl"}).status_code == 404
    assert Client().get(TRAIL).status_code == 302  # to the sign-in page


def test_filters_find_what_they_name(world: World) -> None:
    client, events = browser(world.auditor), AuditEvent.objects
    paper = world.filing.documents.first()
    browser(world.cast.bo).get(f"/cases/{world.filing.number}/documents/{paper.pk}/")
    filters = {
        f"number={world.draft.number}": events.filter(case=world.draft),
        "actor=bo": events.filter(actor=world.cast.bo),
        "actor=Chen": events.filter(actor=world.cast.chen),
        "action=%E6%9F%A5%E9%98%85%E6%9D%90%E6%96%99": events.filter(action="paper_read"),
        "action=submit": events.filter(action="submit"),
        "role=filing_supervisor": events.filter(role="filing_supervisor"),
        "kind=filing": events.all(),
        "kind=penalty": events.none(),
        "only=reads": events.filter(action="paper_read"),
        "since=2026-09-22&until=2026-09-22": events.all(),
        "until=2026-09-21": events.none(),
    }
    for query, rows in filters.items():
        assert keys(client, f"?{query}") == of(rows)[: paging.ROWS], query
    assert keys(client, "?only=reads") != []


def test_late_are_missed_limits_and_what_was_done_too_late(world: World) -> None:
    told = AuditEvent.objects.filter(pk=world.late.pk)
    with transaction.atomic():
        assert keys(browser(world.auditor), "?only=late") == []
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        told.update(data={"closed": [{"code": "x", "outcome": "late"}]})
        assert keys(browser(world.auditor), "?only=late") == [world.late.pk]
        told.update(action="deadline_due", data={})
        assert keys(browser(world.auditor), "?only=late") == [world.late.pk]
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("actor=nobody", "没有这一操作人"),
        ("action=nothing", "没有这一动作"),
        ("since=2026-09-22&until=2026-09-21", "不能早于"),
        ("since=yesterday", "应为 2026-09-14 这样的日期"),
        ("role=king", "没有这一选项"),
    ],
)
def test_a_filter_that_cannot_be_is_told_in_words(world: World, query: str, sentence: str) -> None:
    answer = browser(world.auditor).get(f"{TRAIL}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("place", ["before=x", "after=-1", f"before={2**63}", "before=%EF%BC%91"])
def test_a_place_that_is_none_is_not_found(world: World, place: str) -> None:
    assert browser(world.auditor).get(f"{TRAIL}?{place}").status_code == 404


def test_pages_are_turned_by_keys_and_miss_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ROWS", 3)
    client, everything = browser(world.auditor), of(AuditEvent.objects.all())
    walked, query = [], ""
    while True:
        page = client.get(f"{TRAIL}{query}").content.decode()
        walked += [int(key) for key in re.findall(rf'href="{TRAIL}(\d+)/"', page)]
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if older is None:
            break
        query = older[1]
    assert walked == everything
    assert keys(client, f"?after={everything[3]}") == everything[:3]
    assert keys(client, f"?after={everything[5]}") == everything[2:5]


def test_a_page_asks_the_same_few_questions_for_few_rows_and_for_many(world: World) -> None:
    client = browser(world.auditor)
    asked = []
    for query in (f"?number={world.draft.number}", f"?number={world.filing.number}"):
        with CaptureQueriesContext(
            connection,
        ) as told:
            client.get(f"{TRAIL}{query}")
        asked.append(len(told))
    assert asked[0] == asked[1] <= 8


def test_one_event_is_shown_with_its_evidence_and_its_neighbours(world: World) -> None:
    client, event = browser(world.auditor), world.late
    page = client.get(f"{TRAIL}{event.pk}/").content.decode()
    for told in (
        event.hash,
        event.previous_hash,
        "内容与校验值相符",
        "与上一条衔接",
        "由本门户写入",
    ):
        assert told in page
    assert "尚未封印" in page
    beside = world.filing.events.filter(seq__in=(event.seq - 1, event.seq + 1))
    assert set(keys(client, f"{event.pk}/")) == set(of(beside))
    assert f'href="/cases/{world.filing.number}/"' in page
    drafted = world.draft.events.get(action="created")
    page = client.get(f"{TRAIL}{drafted.pk}/").content.decode()
    assert (
        f'href="/cases/{world.draft.number}/"' not in page
    )  # nobody but the company opens a draft
    assert browser(world.local).get(f"{TRAIL}{event.pk}/").status_code == 404
    assert client.get(f"{TRAIL}{2**62}/").status_code == 404


def test_a_changed_event_says_so(world: World) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        AuditEvent.objects.filter(pk=world.late.pk).update(role="provider", mac="0" * 64)
        AuditEvent.objects.filter(pk=world.late.pk).update(action="withdraw")
        page = browser(world.auditor).get(f"{TRAIL}{world.late.pk}/").content.decode()
        transaction.set_rollback(True)
    assert "内容与校验值不符" in page
    assert "不是由本门户写入的" in page
