"""Entries for tests of the register: published as the portal publishes, numbers as the lists print them."""

from datetime import UTC, date, datetime

from django.db import transaction

from filings.models import RegistryEntry
from filings.publishing import PublicEntry, confirm, mark_status, publish
from filings.record_number import compose
from filings.states import EntryStatus

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def number(serial: int, *, subject: str = "1352243", class_code: str = "01") -> str:
    """A sound number of the demonstration region."""
    return str(compose("990101", subject, class_code, 2026, serial))


def public(serial: int = 1, **given: object) -> PublicEntry:
    """A whole public entry; ``given`` replaces fields."""
    fields: dict[str, object] = {
        "record_number": number(serial),
        "algorithm_name": "青鸟智能客服算法",
        "algorithm_type": "generation",
        "published_class": "生成合成类",
        "role": "provider",
        "subject_name": "青鸟（演示）科技有限公司",
        "product": "青鸟（APP）",
        "purpose": "应用于在线客服场景，生成文本回答。",
        "published_on": date(2026, 3, 2),
    }
    return PublicEntry(**fields | given)


def published(serial: int = 1, **given: object) -> RegistryEntry:
    """The same, in the register."""
    with transaction.atomic():
        return publish(public(serial, **given), now=NOW, is_demo=True)


def marked(
    serial: int, status: EntryStatus, note: str = "", *, now: datetime = NOW
) -> RegistryEntry:
    """An entry that ended, with the remark that lists print."""
    with transaction.atomic():
        return mark_status(number(serial), status, now=now, note=note)


def confirmed(serial: int, on: date, *, now: datetime = NOW) -> RegistryEntry:
    """An entry whose filer said on that day that it still holds."""
    with transaction.atomic():
        return confirm(number(serial), on=on, now=now)
