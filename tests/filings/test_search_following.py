"""The index follows the register: at once, in any order of commits, and after any loss."""

import io
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from filings.models import RegistryChange, RegistryEntry
from filings.search import directory as directory_of
from filings.search import feed, follower, index
from filings.search import find as filings_find
from filings.search.find import find
from filings.search.query import Search
from tests.filings.register import published
from tests.portal.intruding import intruder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def directory(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    monkeypatch.setattr(follower, "_failed_at", None)
    return settings.SEARCH_INDEX_DIR


def found(text: str = "") -> int:
    return find(Search(text)).count


def generation(directory: Path) -> str:
    return json.loads((directory / "state.json").read_text())["generation"]


def test_an_entry_is_found_by_the_very_next_search() -> None:
    assert found("青鸟") == 0
    published()
    assert found("青鸟") == 1


def test_a_change_replaces_what_the_index_held(directory: Path) -> None:
    published(product="甲产品", published_class="甲类")
    assert found() == 1
    first = generation(directory)
    published(product="乙产品")
    assert (found("乙产品"), found()) == (1, 1)
    assert generation(directory) == first


def test_an_answer_is_kept_until_the_register_changes(monkeypatch) -> None:
    asked: list[Search] = []
    answer = filings_find.from_index
    monkeypatch.setattr(
        filings_find,
        "from_index",
        lambda seen, search: asked.append(search) or answer(seen, search),
    )
    published(1)
    assert [found("青鸟"), found(" 青鸟 "), len(asked)] == [1, 1, 1]
    published(2)
    assert [found("青鸟"), len(asked)] == [2, 2]


def test_nothing_new_leaves_the_index_alone(directory: Path) -> None:
    published()
    found()
    before = (directory / "state.json").stat().st_mtime_ns
    found()
    assert (directory / "state.json").stat().st_mtime_ns == before


def test_a_transaction_that_commits_late_is_not_lost() -> None:
    """The earlier number becomes visible after the later one, and both are found at once."""
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            published(1, algorithm_name="先写后交")
            wrote.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(10)
    published(2, algorithm_name="后写先交")
    assert (found("后写先交"), found("先写后交")) == (1, 0)
    may_commit.set()
    thread.join(10)
    assert (found("先写后交"), found()) == (1, 2)
    published(3)
    assert found() == 3
    order = list(
        RegistryChange.objects.order_by("pk").values_list("entry__algorithm_name", flat=True)
    )
    assert order[:2] == ["先写后交", "后写先交"]


def test_a_long_transaction_elsewhere_neither_delays_nor_repeats_news() -> None:
    """The stranger holds back the oldest open transaction; the feed does not wait for it and reads nothing twice."""
    began, may_end = threading.Event(), threading.Event()

    def stranger() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            began.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=stranger)
    thread.start()
    assert began.wait(10)
    first = published(1)
    news = feed.since(feed.Cursor())
    assert news.entry_ids == {first.pk}
    assert feed.since(news.cursor).entry_ids == frozenset()
    second = published(2)
    assert feed.since(news.cursor).entry_ids == {second.pk}
    may_end.set()
    thread.join(10)
    assert feed.since(feed.since(news.cursor).cursor).entry_ids == frozenset()


def test_a_writer_finds_its_own_entries_before_it_commits() -> None:
    with transaction.atomic():
        published(1)
        assert found("青鸟") == 1
        published(2)
        assert found("青鸟") == 2


@pytest.mark.parametrize(
    "loss", ["everything", "generation", "meta", "state", "nonsense", "segment"]
)
def test_a_lost_or_damaged_index_builds_itself_anew(directory: Path, loss: str) -> None:
    published()
    found()
    old = directory / generation(directory)
    if loss == "everything":
        _remove(directory)
    elif loss == "generation":
        _remove(old)
    elif loss == "meta":
        (old / "meta.json").write_text("{broken")
    elif loss == "state":
        (directory / "state.json").unlink()
    elif loss == "nonsense":
        (directory / "state.json").write_text("[]")
    else:
        for part in old.glob("*.idx"):
            part.unlink()
    follower._opened = None
    published(2)
    assert found("青鸟") == 2


def _remove(directory: Path) -> None:
    for path in sorted(directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    directory.rmdir()


def test_an_index_of_another_format_is_rebuilt(directory: Path) -> None:
    published()
    found()
    _retell(directory, format=0)
    assert found() == 1
    assert json.loads((directory / "state.json").read_text())["format"] == index.FORMAT


def test_an_index_of_another_database_is_rebuilt(directory: Path) -> None:
    published()
    found()
    first = generation(directory)
    _retell(directory, database="1/2")
    assert found() == 1
    assert generation(directory) != first


def test_an_index_ahead_of_a_restored_database_is_rebuilt(directory: Path) -> None:
    published()
    found()
    _retell(directory, cursor={"horizon": 2**60, "open": []})
    published(2)
    assert found() == 2


def _retell(directory: Path, **told: object) -> None:
    state = json.loads((directory / "state.json").read_text())
    (directory / "state.json").write_text(json.dumps(state | told))


def test_a_change_restored_from_another_server_is_history_and_no_news() -> None:
    entry = published()
    assert found("青鸟") == 1
    with transaction.atomic(), intruder():
        RegistryChange.objects.filter(entry=entry).update(transaction_id=2**60)
    assert feed.since(feed.Cursor()).entry_ids == frozenset()
    call_command("rebuild_index", stdout=io.StringIO())
    published(2)
    assert found("青鸟") == 2


def test_while_another_process_writes_the_register_answers_itself(directory: Path) -> None:
    published(1)
    found()
    published(2)
    with directory_of.locked("write"):
        assert found("青鸟") == 2


def test_where_no_index_can_be_written_the_register_answers_itself(
    settings, tmp_path: Path, caplog
) -> None:
    (tmp_path / "file").write_text("")
    settings.SEARCH_INDEX_DIR = tmp_path / "file" / "search"
    published()
    assert found("青鸟") == 1
    assert "检索索引不可用，改由数据库回答" in caplog.text


def test_an_entry_that_only_the_index_knows_is_never_counted(directory: Path) -> None:
    published(1)
    found()
    with transaction.atomic(), intruder():
        RegistryChange.objects.all().delete()
        RegistryEntry.objects.all().delete()
    assert found("青鸟") == 0
    published(2)
    assert found("青鸟") == 1


_LOOKS = """
import django
django.setup()
from filings.search.find import find
from filings.search.query import Search
print(find(Search("青鸟")).count)
"""


def test_another_process_finds_an_entry_at_once(
    directory: Path, child_environment: dict[str, str]
) -> None:
    published(1)
    assert found("青鸟") == 1
    environment = child_environment | {"SEARCH_INDEX_DIR": str(directory)}
    published(2)
    told = subprocess.run(
        [sys.executable, "-c", _LOOKS], env=environment, capture_output=True, check=True, text=True
    )
    assert told.stdout == "2\n"
    assert found("青鸟") == 2


def test_two_threads_at_once_build_one_index(directory: Path) -> None:
    published()
    counts: list[int] = []

    def look() -> None:
        counts.append(found("青鸟"))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert counts == [1] * 6
    assert len([p for p in directory.iterdir() if p.is_dir()]) == 1
