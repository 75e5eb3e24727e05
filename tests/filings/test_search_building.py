"""Building the index: behind the answers, told to the operator, and harmless when it is killed."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from filings.search import directory as directory_of
from filings.search import find as filings_find
from filings.search import follower
from filings.search.find import Busy, find
from filings.search.query import Search
from tests.filings.register import published

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


def test_the_command_rebuilds_and_tells_how_far_it_is(directory: Path, capsys, monkeypatch) -> None:
    published(1)
    published(2)
    found()
    first = generation(directory)
    monkeypatch.setattr(follower, "_TOLD_EVERY", 1)
    call_command("rebuild_index")
    assert capsys.readouterr().out == "已写入 1 / 2 条（50%）\n检索索引已重建：2 条\n"
    assert [p.name for p in directory.iterdir() if p.is_dir()] == [generation(directory)]
    assert generation(directory) != first
    assert found("青鸟") == 2


def test_an_empty_directory_and_a_large_register_build_behind_the_answers(monkeypatch) -> None:
    monkeypatch.setattr(follower, "AT_ONCE", 1)
    published(1)
    published(2)
    assert follower.condition().detail == "检索索引正在后台追上登记册，其间由数据库回答，较慢"
    assert found("青鸟") == 2
    follower._background.join(20)
    assert follower.condition() == follower.Condition(True, "检索索引有 2 条，与登记册同步")
    assert follower.searcher().num_docs == 2


@pytest.mark.parametrize("more", [2, 9])
def test_a_long_backlog_is_taken_in_behind_the_answers(
    directory: Path, monkeypatch, more: int
) -> None:
    """Entry by entry where the index is the greater part, else by a new one."""
    published(1)
    found()
    first = generation(directory)
    monkeypatch.setattr(follower, "AT_ONCE", 1)
    for serial in range(2, 2 + more):
        published(serial)
    assert found("青鸟") == 1 + more
    follower._background.join(20)
    assert follower.searcher().num_docs == 1 + more
    assert (generation(directory) == first) is (more == 2)


def test_while_a_build_goes_on_the_old_index_follows_the_feed(directory: Path) -> None:
    published(1)
    found()
    first = generation(directory)
    with directory_of.locked("build"):
        directory_of.write_progress(1, 2)
        published(2)
        assert found("青鸟") == 2
        assert generation(directory) == first
        told = "检索索引正在建立，已写入 1 / 2 条，其间旧索引照常回答"
        assert follower.condition() == follower.Condition(True, told)


def test_readiness_says_how_far_the_first_build_is(monkeypatch) -> None:
    published(1)
    published(2)
    monkeypatch.setattr(follower, "AT_ONCE", 1)
    with directory_of.locked("build"):
        directory_of.write_progress(1, 2)
        told = "检索索引正在建立，已写入 1 / 2 条，其间由数据库回答，较慢"
        assert follower.condition() == follower.Condition(False, told)


def test_readiness_says_that_no_index_can_be_written(settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.SEARCH_INDEX_DIR = tmp_path / "file" / "search"
    told = follower.condition()
    assert (told.ok, told.detail.startswith("检索索引不可用，由数据库回答")) == (False, True)


def test_readiness_says_that_a_small_index_is_made_when_first_asked_for() -> None:
    published()
    assert follower.condition() == follower.Condition(True, "检索索引将在第一次查询时建立")


def test_without_an_index_one_visitor_at_a_time_is_answered_the_rest_are_told(
    monkeypatch, directory: Path
) -> None:
    monkeypatch.setattr("filings.search.find._PATIENCE", 0.01)
    published()
    with directory_of.locked("build"):
        assert found("青鸟") == 1
        with filings_find._register, pytest.raises(Busy, match="请稍后再试"):
            find(Search("青鸟"))
    assert found("青鸟") == 1


@pytest.mark.parametrize("first", [True, False])
def test_a_killed_build_leaves_no_broken_index(
    directory: Path, child_environment: dict[str, str], first: bool
) -> None:
    for serial in range(1, 41):
        published(serial)
    if not first:
        assert found("青鸟") == 40
    environment = child_environment | {"SEARCH_INDEX_DIR": str(directory)}
    with subprocess.Popen([sys.executable, "-c", _DIES_IN_A_BUILD], env=environment) as builder:
        assert builder.wait(60) == -signal.SIGKILL
    left = {p.name for p in directory.iterdir() if p.is_dir()}
    assert len(left) == (1 if first else 2)
    published(41)
    assert (found("青鸟"), follower.searcher().num_docs) == (41, 41)
    assert {p.name for p in directory.iterdir() if p.is_dir()} == {generation(directory)}


def test_a_writer_killed_before_its_commit_loses_nothing(
    directory: Path, child_environment: dict[str, str]
) -> None:
    published(1)
    assert found("青鸟") == 1
    published(2)
    environment = child_environment | {"SEARCH_INDEX_DIR": str(directory)}
    with subprocess.Popen([sys.executable, "-c", _DIES_IN_A_WRITE], env=environment) as writer:
        assert writer.wait(60) == -signal.SIGKILL
    assert (found("青鸟"), follower.searcher().num_docs) == (2, 2)


_DIES_IN_A_BUILD = """
import os, signal, django
django.setup()
from filings.search import follower
def told(done, total):
    if done == 30:
        os.kill(os.getpid(), signal.SIGKILL)
follower._TOLD_EVERY = 10
follower.rebuild(told)
"""
_DIES_IN_A_WRITE = """
import os, signal, django
django.setup()
from filings.search import directory, follower
directory.write_state = lambda state: os.kill(os.getpid(), signal.SIGKILL)
follower.catch_up()
"""
