"""What happened to an entry, as the public reads it: versions, remarks, differences, its end, and its age."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from filings.models import FilingRevision, RegistryChange
from filings.publishing import confirm, publish
from filings.states import EntryStatus, FilingState
from tests import make
from tests.filings.register import NOW, confirmed, marked, number, public, published
from tests.portal.web_cast import SetClock, read, set_clock

__all__ = ["set_clock"]
pytestmark = pytest.mark.django_db
ENTRY = f"/registry/{number(1)[4:-1]}/"


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def renamed() -> None:
    published(
        subject_name="青鸟新名有限公司",
        note="原主体名称“青鸟（演示）科技有限公司”变更为“青鸟新名有限公司”",
        published_on=date(2026, 5, 6),
    )


# --- On the entry's page ----------------------------------------------------------------------------------------------
def test_a_change_is_told_with_its_date_its_remark_and_what_differs(client: Client) -> None:
    published()
    renamed()
    page = read(client, ENTRY)
    assert "2026-05-06" in page
    assert "备注：原主体名称“青鸟（演示）科技有限公司”变更为“青鸟新名有限公司”" in page
    assert "<del>青鸟（演示）科技有限公司</del> → <ins>青鸟新名有限公司</ins>" in page
    assert page.count("<del>") == 1


def test_a_remark_is_told_once_and_not_with_every_later_version(client: Client) -> None:
    published()
    renamed()
    confirmed(1, date(2026, 9, 1))
    page = read(client, ENTRY)
    assert page.count("备注：原主体名称") == 1
    assert "确认现状" in page
    assert "<dt>最近确认</dt>" in page


@pytest.mark.parametrize(
    ("status", "label", "sentence"),
    [
        (EntryStatus.CANCELLED, "已注销（2026年10月）", "该备案已经注销，备案编号不再有效"),
        (EntryStatus.REVOKED, "已撤销（2026年10月）", "该备案已被备案机关撤销"),
    ],
)
def test_an_entry_that_has_ended_says_so_above_all_and_stays_findable(
    client: Client, status: EntryStatus, label: str, sentence: str
) -> None:
    published()
    published(2)
    marked(1, status, label)
    page = read(client, ENTRY)
    assert f"<strong>{label}</strong>：{sentence}" in page
    assert page.index(sentence) < page.index("公示信息</h2>")
    listed = read(client, f"/registry/?status={status}")
    assert (number(1) in listed, number(2) in listed, label in listed) == (True, False, True)
    assert number(1) in read(client, "/registry/?q=青鸟")


def test_an_entry_in_force_has_no_word_of_an_end(client: Client) -> None:
    published(note="已注销的产品不再列出")
    page = read(client, ENTRY)
    assert "不再有效" not in page
    assert "chip--warn" not in read(client, "/registry/")


def test_an_entry_that_nobody_vouched_for_in_a_year_is_called_old(
    client: Client, set_clock: SetClock
) -> None:
    published()
    for day, old in ((365, False), (366, True)):
        set_clock(NOW + timedelta(days=day))
        assert ("自 2026年3月2日以来没有更新或者确认过" in read(client, ENTRY)) == old
    confirmed(1, date(2027, 3, 3), now=NOW + timedelta(days=366))
    assert "可能已经过时" not in read(client, ENTRY)


def test_neither_an_ended_nor_an_imported_entry_is_called_old(
    client: Client, set_clock: SetClock
) -> None:
    published(1)
    marked(1, EntryStatus.CANCELLED)
    imported = published(2)
    imported.source = "import"
    imported.save()
    set_clock(NOW + timedelta(days=900))
    for serial in (1, 2):
        assert "可能已经过时" not in read(client, f"/registry/{number(serial)[4:-1]}/")


# --- One version's own page -------------------------------------------------------------------------------------------
def test_each_version_has_a_permanent_address_and_its_own_content(client: Client) -> None:
    published(principle="原理一")
    renamed()
    first, second = read(client, f"{ENTRY}versions/1/"), read(client, f"{ENTRY}versions/2/")
    assert "不是现行内容" in first
    assert '<dd class="pre-line">青鸟（演示）科技有限公司</dd>' in first
    assert "原理一" in first
    assert "这是现行的版本" in second
    assert '<dd class="pre-line">青鸟新名有限公司</dd>' in second
    assert 'href="' + ENTRY + 'versions/1/"' in second
    assert 'href="' + ENTRY + 'versions/2/"' in first


def test_an_old_version_of_an_ended_entry_shows_it_as_it_was(client: Client) -> None:
    published()
    marked(1, EntryStatus.CANCELLED, "已注销（2026年10月）")
    assert '<dd class="pre-line">有效</dd>' in read(client, f"{ENTRY}versions/1/")
    assert '<dd class="pre-line">已注销</dd>' in read(client, f"{ENTRY}versions/2/")


@pytest.mark.parametrize("version", ["0", "2", "99999999999999999999999", "x", "-1"])
def test_a_version_that_never_was_is_not_found(client: Client, version: str) -> None:
    published()
    read(client, f"{ENTRY}versions/{version}/", status=404)


def test_a_version_costs_two_statements(client: Client, django_assert_num_queries: Any) -> None:
    published()
    renamed()
    with django_assert_num_queries(2):
        client.get(f"{ENTRY}versions/2/")


# --- Writing ----------------------------------------------------------------------------------------------------------
def test_a_confirmation_is_a_version_that_changes_nothing_else() -> None:
    before = published()
    entry = confirmed(1, date(2026, 9, 1))
    assert (entry.confirmed_on, entry.published_on) == (date(2026, 9, 1), date(2026, 3, 2))
    assert (entry.product, entry.status) == (before.product, before.status)
    assert confirmed(1, date(2026, 9, 1)).versions.count() == 2
    assert confirmed(1, date(2026, 8, 1)).versions.count() == 2


def test_what_was_confirmed_stays_said_through_later_changes() -> None:
    published()
    confirmed(1, date(2026, 9, 1))
    entry = published(product="乙产品", published_on=date(2026, 10, 1))
    assert (entry.confirmed_on, entry.product) == (date(2026, 9, 1), "乙产品")


def test_a_change_dated_before_the_last_version_still_takes_effect() -> None:
    published()
    confirmed(1, date(2026, 9, 1))
    entry = published(product="乙产品", published_on=date(2026, 3, 2))
    assert entry.product == "乙产品"
    assert entry.versions.last().content["published_on"] == "2026-09-01"


def test_an_ended_entry_cannot_be_confirmed() -> None:
    published()
    marked(1, EntryStatus.REVOKED)
    with pytest.raises(ValueError, match="已经终止"):
        confirm(number(1), on=date(2026, 9, 1), now=NOW)


def test_an_end_is_dated_by_its_day_and_the_entry_by_its_first() -> None:
    published()
    entry = marked(1, EntryStatus.CANCELLED, now=NOW + timedelta(days=200))
    assert entry.published_on == date(2026, 3, 2)
    assert entry.versions.last().content["published_on"] == "2026-09-18"


# --- The database's own part ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("change", [{"action": "changed"}, {"content": {}}, {"version": 9}])
def test_a_public_version_cannot_be_changed(change: dict[str, Any]) -> None:
    entry = published()
    with pytest.raises(DatabaseError, match="公示版本 只能追加"), transaction.atomic():
        RegistryChange.objects.filter(entry=entry).update(**change)
    assert entry.versions.get().content == public().content()


def test_a_public_version_cannot_be_deleted() -> None:
    entry = published()
    with pytest.raises(DatabaseError, match="公示版本 只能追加"), transaction.atomic():
        RegistryChange.objects.all().delete()
    assert entry.versions.count() == 1


def test_a_frozen_version_of_a_filing_can_neither_be_changed_nor_deleted() -> None:
    filing = make.filing(make.cast(), FilingState.SUBMITTED)
    rows = FilingRevision.objects.filter(filing=filing)
    for harm in (lambda: rows.update(content={}), lambda: rows.delete()):
        with pytest.raises(DatabaseError, match="固化的备案内容 只能追加"), transaction.atomic():
            harm()
    assert rows.get().content["algorithm_name"] == make.NAME


def test_a_change_of_nothing_is_no_version() -> None:
    published()
    assert publish(public(), now=NOW + timedelta(days=3)).versions.count() == 1
