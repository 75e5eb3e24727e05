"""Publishing writes the entry and its public version, nothing but the whitelist, and nothing twice."""

from dataclasses import fields
from datetime import date

import pytest
from django.db import connection, transaction

from filings.models import RegistryChange, RegistryEntry
from filings.publishing import PublicEntry, mark_status, publish
from filings.states import EntryStatus
from tests.filings.register import NOW, number, public, published

pytestmark = pytest.mark.django_db


def test_publication_writes_one_entry_and_one_version() -> None:
    entry = published()
    version = entry.versions.get()
    assert (version.version, version.action, version.at) == (1, "published", NOW)
    assert version.content == public().content()
    assert (entry.region, entry.year, entry.digits) == ("99", 2026, number(1)[4:-1])


def test_publishing_the_same_content_again_writes_nothing() -> None:
    published()
    published()
    assert RegistryChange.objects.count() == 1


def test_a_changed_product_is_a_second_version_of_the_same_entry() -> None:
    published()
    entry = published(product="青鸟（APP、网站）")
    assert RegistryEntry.objects.count() == 1
    assert [v.action for v in entry.versions.all()] == ["published", "changed"]
    assert entry.product == "青鸟（APP、网站）"


def test_cancellation_keeps_the_entry_and_says_so_once() -> None:
    published()
    mark_status(number(1), EntryStatus.CANCELLED, now=NOW, note="已注销")
    entry = mark_status(number(1), EntryStatus.CANCELLED, now=NOW)
    assert (entry.status, entry.note) == ("cancelled", "已注销")
    assert [v.action for v in entry.versions.all()] == ["published", "cancelled"]


def test_revocation_is_a_status_of_its_own() -> None:
    published()
    assert mark_status(number(1), EntryStatus.REVOKED, now=NOW).status == "revoked"


def test_a_number_that_was_never_published_cannot_be_marked() -> None:
    with pytest.raises(RegistryEntry.DoesNotExist):
        mark_status(number(7), EntryStatus.REVOKED, now=NOW)


def test_a_version_holds_the_whitelist_and_no_more() -> None:
    content = publish(public(), now=NOW, case_number="BA2026000001").versions.get().content
    assert set(content) == {field.name for field in fields(PublicEntry)}
    assert "BA2026000001" not in str(content)


def test_a_stored_key_outside_the_whitelist_is_not_read_back() -> None:
    content = public().content() | {"contact_phone": "13800000000"}
    assert PublicEntry.from_content(content) == PublicEntry.from_content(public().content())


def test_the_first_publication_gives_the_date_and_the_latest_the_content() -> None:
    published(published_on=date(2024, 12, 20), purpose="旧用途")
    entry = published(published_on=date(2025, 3, 12), purpose="新用途")
    assert (entry.published_on, entry.year, entry.purpose) == (date(2024, 12, 20), 2024, "新用途")


def test_an_abandoned_transaction_publishes_nothing() -> None:
    with transaction.atomic():
        published()
        transaction.set_rollback(True)
    assert not RegistryEntry.objects.exists()


def test_each_version_carries_the_transaction_that_wrote_it() -> None:
    change = published().versions.get()
    change.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert change.transaction_id == cursor.fetchone()[0]
