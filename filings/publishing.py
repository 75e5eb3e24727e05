"""Publishing: the only writer of the register. A whitelist goes in; what is not on it cannot come out.

Each call writes the entry and its public version in the caller's transaction, so that a case and what the public sees
of it change together or not at all. Locks: cases first, then the entry.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from filings.record_number import digits_of
from filings.register import RegistryChange, RegistryEntry
from filings.search.tokens import keys
from filings.states import EntryStatus
from portal.accounts.codes import PROVINCES
from portal.clock import china_date

Action = RegistryChange.Action
_ENDED = {EntryStatus.CANCELLED: Action.CANCELLED, EntryStatus.REVOKED: Action.REVOKED}


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """Everything that may ever be shown of an entry (art. 24 of the 2022 provisions and the published lists).

    ``published_on`` is the date of this version, ``published_text`` the same as its list prints it, a month where it
    prints no day. ``confirmed_on`` is when the filer last said that all of this still holds. The five texts from
    ``principle`` on are, with the name, the six fields that the filer submits for publication.
    """

    record_number: str
    algorithm_name: str
    algorithm_type: str
    subject_name: str
    published_on: date
    published_class: str = ""
    role: str = ""
    product: str = ""
    purpose: str = ""
    note: str = ""
    principle: str = ""
    mechanism: str = ""
    scenario: str = ""
    intent: str = ""
    public_info: str = ""
    list_name: str = ""
    published_text: str = ""
    confirmed_on: date | None = None
    status: str = EntryStatus.IN_FORCE
    suspension: str = ""

    def content(self) -> dict[str, Any]:
        """The public version as it is stored."""
        values = asdict(self)
        values["status"] = str(self.status)
        values["published_on"] = self.published_on.isoformat()
        values["confirmed_on"] = self.confirmed_on and self.confirmed_on.isoformat()
        values["published_text"] = self.published_text or values["published_on"]
        return values

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> "PublicEntry":
        """The whitelist read back from a stored version; keys that it does not know are left out."""
        known = {f.name: content[f.name] for f in fields(cls) if f.name in content}
        for name in ("published_on", "confirmed_on"):
            if known.get(name):
                known[name] = date.fromisoformat(known[name])
        return cls(**known)

    def after(self, current: "PublicEntry") -> "PublicEntry":
        """This content as the version that follows ``current``.

        A version is never dated before the one that it replaces, else the older one would stay in force; and what the
        filer confirmed once stays said.
        """
        later = max(filter(None, (self.confirmed_on, current.confirmed_on)), default=None)
        following = replace(self, confirmed_on=later)
        if following.published_on >= current.published_on:
            return following
        return following.dated(current.published_on)

    def dated(self, on: date) -> "PublicEntry":
        """The same content as a version of that day."""
        return replace(self, published_on=on, published_text="")


def publish(
    public: PublicEntry, *, now: datetime, case_number: str | None = None, is_demo: bool = False
) -> RegistryEntry:
    """Publish an entry, or its changed content, as the portal's own. Publishing the same content twice writes nothing.

    Raises ValueError where the record number has no digits: the number comes from filings.numbers.
    """
    entry = _locked(public.record_number)
    if entry is None:
        entry = RegistryEntry(source=RegistryEntry.Source.PORTAL, is_demo=is_demo)
        return _write(entry, [public], public, Action.PUBLISHED, now, case_number)
    history = versions_of(entry)
    following = _following(public, history)
    if history and history[-1] == normal(following):
        return entry
    number = case_number or entry.case_number
    return _write(entry, history, following, Action.CHANGED, now, number)


def mark_status(
    record_number: str, status: EntryStatus, *, now: datetime, note: str | None = None
) -> RegistryEntry:
    """Mark an entry as cancelled, revoked or in force again, with ``note`` as its remark; it stays in the register.

    Repeating it writes nothing. Raises RegistryEntry.DoesNotExist where the number was never published.
    """
    entry, history, current = _published(record_number)
    remark = current.note if note is None else note
    if (current.status, current.note) == (status, remark):
        return entry
    marked = replace(current, status=status, note=remark).dated(china_date(now)).after(current)
    action = _ENDED.get(status, Action.RESTORED)
    return _write(entry, history, marked, action, now, entry.case_number)


def mark_suspension(record_number: str, suspension: str, *, now: datetime) -> RegistryEntry:
    """Say that the entry's information updates are suspended by order, or with "" that they no longer are.

    Repeating it writes nothing. Raises RegistryEntry.DoesNotExist where the number was never published.
    """
    entry, history, current = _published(record_number)
    if current.suspension == suspension:
        return entry
    marked = replace(current, suspension=suspension).dated(china_date(now)).after(current)
    action = Action.SUSPENDED if suspension else Action.RESUMED
    return _write(entry, history, marked, action, now, entry.case_number)


def confirm(record_number: str, *, on: date, now: datetime) -> RegistryEntry:
    """Say publicly that the filer confirmed the entry on that day. Repeating it writes nothing.

    Raises RegistryEntry.DoesNotExist where the number was never published, ValueError for an entry that has ended.
    """
    entry, history, current = _published(record_number)
    if current.status != EntryStatus.IN_FORCE:
        raise ValueError("备案已经终止，不能确认现状")
    if current.confirmed_on and current.confirmed_on >= on:
        return entry
    confirmed = replace(current, confirmed_on=on).dated(on).after(current)
    return _write(entry, history, confirmed, Action.CONFIRMED, now, entry.case_number)


def normal(public: PublicEntry) -> PublicEntry:
    """``public`` as it reads back from the store, for comparing."""
    return PublicEntry.from_content(public.content())


def versions_of(entry: RegistryEntry) -> list[PublicEntry]:
    """The public versions of one entry, oldest first."""
    rows = entry.versions.order_by("version").values_list("content", flat=True)
    return [PublicEntry.from_content(content) for content in rows]


def current_of(history: list[PublicEntry]) -> PublicEntry:
    """What is in force among the versions: the latest by publication, of equal ones the last written."""
    return max(enumerate(history), key=lambda pair: (pair[1].published_on, pair[0]))[1]


def entry_values(history: list[PublicEntry]) -> dict[str, Any]:
    """The columns of an entry from its versions, whatever order their lists were read in.

    Texts of earlier versions stay searchable, so that who remembers an algorithm or company by its old name still
    finds it.
    """
    current = current_of(history)
    former = [text for public in history for text in _searched(public)]
    return public_values(history) | {
        "name_key": keys([current.algorithm_name]),
        "subject_key": keys([current.subject_name]),
        "text_key": keys(dict.fromkeys([current.product, current.purpose, *former])),
    }


def public_values(history: list[PublicEntry]) -> dict[str, Any]:
    """What the public reads of an entry with these versions: the texts of the current one, the date of the first."""
    current, first = current_of(history), min(history, key=lambda public: public.published_on)
    digits = digits_of(current.record_number)
    if not digits:
        raise ValueError(f"备案编号无数字：{current.record_number}")
    return {name: getattr(current, name) for name in _COPIED} | {
        "digits": digits,
        "subject_code": digits[6:13],
        "region": digits[:2] if digits[:2] in PROVINCES else "",
        "published_on": first.published_on,
        "published_text": first.published_text or first.published_on.isoformat(),
        "year": first.published_on.year,
    }


_COPIED = [f.name for f in fields(PublicEntry) if f.name not in {"published_on", "published_text"}]


def _searched(public: PublicEntry) -> Iterable[str]:
    return public.algorithm_name, public.subject_name, public.product, public.purpose


def _following(public: PublicEntry, history: list[PublicEntry]) -> PublicEntry:
    """New content as the next version: what was ordered of the entry stays until it is lifted."""
    if not history:
        return public
    current = current_of(history)
    return replace(public, suspension=current.suspension).after(current)


def _published(record_number: str) -> tuple[RegistryEntry, list[PublicEntry], PublicEntry]:
    """The entry, locked, its versions and the one in force among them."""
    entry = _locked(record_number)
    if entry is None:
        raise RegistryEntry.DoesNotExist(record_number)
    history = versions_of(entry)
    return entry, history, current_of(history)


def _locked(record_number: str) -> RegistryEntry | None:
    return RegistryEntry.objects.select_for_update().filter(record_number=record_number).first()


def _write(
    entry: RegistryEntry,
    history: list[PublicEntry],
    public: PublicEntry,
    action: RegistryChange.Action,
    now: datetime,
    case_number: str | None,
) -> RegistryEntry:
    """Store one new version and the entry that follows from all of them."""
    new = entry.pk is None
    for name, value in entry_values([public] if new else [*history, public]).items():
        setattr(entry, name, value)
    entry.case_number = case_number
    entry.save()
    RegistryChange.objects.create(
        entry=entry,
        version=1 if new else len(history) + 1,
        action=action,
        content=public.content(),
        at=now,
    )
    return entry
