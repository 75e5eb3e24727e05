"""The public versions of an entry, told one after the other: when, what happened, the remark, what became different."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from filings.publishing import PublicEntry
from filings.register import RegistryChange, RegistryEntry
from filings.states import AlgorithmType, EntryStatus, ProviderRole
from portal.law.rulebook import rulebook

_LABELS: dict[str, dict[str, str]] = {
    "algorithm_type": dict(AlgorithmType.choices),
    "role": dict(ProviderRole.choices),
    "status": dict(EntryStatus.choices),
}
#: Told apart from the differences: the date and the remark stand above them, a confirmation is an act of its own.
_TOLD_ABOVE = frozenset({"published_on", "published_text", "note", "confirmed_on", "list_name"})
_TITLES = {field.name: str(field.verbose_name) for field in RegistryEntry._meta.fields}
_CONFIRMATION = "algorithm.confirmation"


@dataclass(frozen=True)
class Changed:
    """One field that a version says differently from the one before."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One public version. ``remark`` is empty where the one before said the same."""

    number: int
    action: str
    when: str
    public: PublicEntry
    remark: str
    list_name: str
    changed: Sequence[Changed]
    ends: bool


def told(versions: Sequence[RegistryChange]) -> list[Told]:
    """The versions of an entry in their order."""
    found: list[Told] = []
    before: PublicEntry | None = None
    for version in versions:
        public = PublicEntry.from_content(version.content)
        found.append(_told(version, public, before))
        before = public
    return found


def _told(version: RegistryChange, public: PublicEntry, before: PublicEntry | None) -> Told:
    return Told(
        number=version.version,
        action=version.get_action_display(),
        when=public.content()["published_text"],
        public=public,
        remark=public.note if before is None or public.note != before.note else "",
        list_name=public.list_name
        if before is None or public.list_name != before.list_name
        else "",
        changed=_changed(before, public),
        ends=version.action in (RegistryChange.Action.CANCELLED, RegistryChange.Action.REVOKED),
    )


def _changed(before: PublicEntry | None, after: PublicEntry) -> list[Changed]:
    if before is None:
        return []
    names = [name for name in after.content() if name not in _TOLD_ABOVE]
    pairs = [(name, _shown(name, before), _shown(name, after)) for name in names]
    return [Changed(_TITLES[name], was, now) for name, was, now in pairs if was != now]


def _shown(name: str, public: PublicEntry) -> str:
    value = str(public.content()[name])
    return _LABELS.get(name, {}).get(value, value)


def stale_since(
    entry: RegistryEntry, versions: Sequence[RegistryChange], today: date
) -> date | None:
    """The day of the last sign that an entry of ours still holds, where that is longer ago than it should be."""
    if entry.status != EntryStatus.IN_FORCE or entry.source != RegistryEntry.Source.PORTAL:
        return None
    dates = (PublicEntry.from_content(version.content).published_on for version in versions)
    last = max(filter(None, (*dates, entry.confirmed_on)))
    years = rulebook(settings.ALGORITHM_PROFILE).limit(_CONFIRMATION).amount or 0
    grown_old = (last.year + years, last.month, last.day) < (today.year, today.month, today.day)
    return last if grown_old else None
