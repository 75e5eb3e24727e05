"""The real published list: taken in whole, and searched without losing a row."""

import csv
import io
import random
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from filings.models import RegistryChange, RegistryEntry
from filings.search import follower
from filings.search.indexed import from_index
from filings.search.query import Search
from filings.search.stored import from_register

LIST = Path(__file__).parents[3] / "shared" / "data" / "published_filings.csv"
SEARCHED = ("algorithm_name", "subject_name", "product", "purpose")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LIST.is_file(), reason=f"没有真实清单 {LIST}，本文件的测试略过"),
]


def imported() -> str:
    out = io.StringIO()
    call_command("import_registry", str(LIST), stdout=out)
    return out.getvalue()


def rows() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def test_all_rows_are_taken_in_and_twice_changes_nothing() -> None:
    first = imported()
    assert first.startswith("读取 4408 行，4398 个编号\n新增 4398 条，变更 0 条，未变 0 条\n")
    assert "重复的编号：10 处" in first
    assert "编号位数、校验位或组成有疑问：2 处" in first
    assert "主体名称写法不一：4 处" in first
    assert (RegistryEntry.objects.count(), RegistryChange.objects.count()) == (4398, 4408)
    assert "新增 0 条，变更 0 条，未变 4398 条" in imported()
    assert RegistryChange.objects.count() == 4408


def test_no_row_that_holds_a_word_is_missing_from_its_search(monkeypatch) -> None:
    """Recall 1.0: 300 random pieces of hanzi from the list, against a plain substring search of the list."""
    imported()
    monkeypatch.setattr("filings.search.indexed.PAGE_SIZE", 5_000)  # the whole answer on one page
    by_number: dict[str, list[str]] = {}
    for row in rows():
        by_number.setdefault(row["filing_number"], []).extend(row[name] for name in SEARCHED)
    chance = random.Random(20260302)
    searcher = follower.searcher()
    for word in _pieces(chance, rows(), 300):
        truth = {number for number, texts in by_number.items() if any(word in t for t in texts)}
        assert truth <= _all_numbers(searcher, word), word


def test_index_and_register_agree_on_the_real_list() -> None:
    imported()
    chance = random.Random(7)
    searcher = follower.searcher()
    for word in _pieces(chance, rows(), 40):
        search = Search(word, {"role": "provider"} if chance.random() < 0.5 else {})
        assert from_index(searcher, search) == from_register(search), word


def _pieces(chance: random.Random, listed: list[dict[str, str]], count: int) -> list[str]:
    found = []
    while len(found) < count:
        runs = re.findall("[\u4e00-\u9fff]+", chance.choice(listed)[chance.choice(SEARCHED)])
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run))
            found.append(run[start : start + chance.choice([1, 2, 2, 3, 4, 6, 9])])
    return found


def _all_numbers(searcher, word: str) -> set[str]:
    answer = from_index(searcher, Search(word))
    assert len(set(answer.keys)) == len(answer.keys) == answer.count
    entries = RegistryEntry.objects.filter(pk__in=answer.keys)
    return set(entries.values_list("record_number", flat=True))
