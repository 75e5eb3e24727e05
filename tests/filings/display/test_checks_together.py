"""Several workers, real pages, and workers that die: each check is answered once."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from filings import tasks
from filings.checking import asking, claims
from filings.display.entry import Entry
from filings.display.examine import Finding
from filings.display.results import Result
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from tests import make
from tests.filings.display.site import Site, html
from tests.make import Cast, at
from tests.together import together

NOW = at("2026-09-29 10:00")
#: A worker that has fetched the page and is about to store what it found.
WORKER = """
import django, sys, time; django.setup()
from pathlib import Path
from datetime import datetime
from filings.checking import claims
from filings.display.examine import Finding
from filings.display.results import Result
now = datetime.fromisoformat(sys.argv[1])
def look(address, entry):
    Path(sys.argv[2]).write_text(address)
    time.sleep(60)
    return Finding(Result.SHOWN)
claims.work(claims.claim(now), lambda: now, look)
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return make.cast()


def recorded(people: Cast, *urls: str) -> Filing:
    products = [make.product(service_form="website", url=url) for url in urls]
    return make.filing(people, FilingState.RECORDED, products=products)


def test_workers_side_by_side_take_different_rows(people: Cast) -> None:
    filing = recorded(people, *(f"https://a.example/{n}" for n in range(6)))
    asking.ask(filing, people.ai, NOW)
    looked: list[str] = []

    def look(address: str, entry: Entry) -> Finding:
        looked.append(address)
        time.sleep(0.05)
        assert not connection.in_atomic_block
        return Finding(Result.SHOWN)

    def worker() -> int:
        answered = 0
        while found := claims.claim(NOW):
            answered += claims.work(found, lambda: NOW, look)
        return answered

    assert sum(together(worker, worker, worker)) == 6
    assert sorted(looked) == sorted(asking.addresses_of(filing).addresses)


def test_two_people_who_ask_at_once_ask_for_one_check(people: Cast) -> None:
    filing = recorded(people, "https://a.example/")
    results = together(
        lambda: asking.ask(filing, people.ai, NOW), lambda: asking.ask(filing, people.bo, NOW)
    )
    assert all(isinstance(result, int | asking.TooSoon) for result in results)
    assert DisplayCheck.objects.count() == 1


def test_a_worker_killed_between_fetch_and_store_leaves_one_result(
    people: Cast, child_environment: dict[str, str], tmp_path: Path
) -> None:
    filing = recorded(people, "https://a.example/")
    asking.ask(filing, people.ai, NOW)
    fetched = tmp_path / "fetched"
    command = [sys.executable, "-c", WORKER, NOW.isoformat(), str(fetched)]
    with subprocess.Popen(command, env=child_environment) as child:
        until = time.monotonic() + 60
        while not fetched.exists() and time.monotonic() < until:
            time.sleep(0.05)
        child.kill()
    assert fetched.read_text() == "https://a.example/"
    assert claims.claim(NOW + timedelta(minutes=1)) is None
    after = NOW + timedelta(minutes=10)
    again = claims.claim(after)
    assert again is not None
    assert claims.work(again, lambda: after, lambda address, entry: Finding(Result.LINK_MISSING))
    done = DisplayCheck.objects.get()
    assert (done.result, done.attempts, done.finished_at) == ("link_missing", 2, after)


def test_the_task_checks_a_real_page_and_confirms(
    people: Cast, settings, monkeypatch: pytest.MonkeyPatch, web: Site
) -> None:
    settings.DISPLAY_CHECK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(tasks, "now", lambda: NOW)
    filing = recorded(people, web.url("/home"))
    entry = asking.entry_of(filing)
    page = f"<p>欢迎阅读本站的资讯与评论。</p><a href='{entry.url}'>{filing.record_number}</a>"
    web.put("/home", html(page))
    asking.ask(filing, people.ai, NOW)
    assert tasks.run_display_checks() == 1
    done = DisplayCheck.objects.select_related("body", "event").get()
    assert (done.result, done.http_status, done.final_url) == ("shown", 200, web.url("/home"))
    assert bytes(done.body.data).decode() == page
    assert done.event.action == "confirm_display"
    assert tasks.run_display_checks() == 0


def test_without_opened_networks_this_machine_is_not_called(
    people: Cast, monkeypatch: pytest.MonkeyPatch, web: Site
) -> None:
    monkeypatch.setattr(tasks, "now", lambda: NOW)
    asking.ask(recorded(people, web.url("/home")), people.ai, NOW)
    assert tasks.run_display_checks() == 1
    done = DisplayCheck.objects.get()
    assert (done.result, done.reason) == ("unreachable", "域名指向的不是公网地址，不予访问")
    assert web.asked == []


def test_the_timetables_door_asks_for_what_is_due(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(people, "https://a.example/")
    monkeypatch.setattr(tasks, "now", lambda: at("2026-10-09 10:00"))
    assert tasks.ask_display_checks() == 1
    assert tasks.ask_display_checks() == 0


def test_one_worker_at_a_time_fetches_pages(people: Cast) -> None:
    asking.ask(recorded(people, "https://a.example/"), people.ai, NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [tasks._LOCK])
    try:
        assert together(tasks.run_display_checks) == [0]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [tasks._LOCK])
    assert DisplayCheck.objects.get().started_at is None
