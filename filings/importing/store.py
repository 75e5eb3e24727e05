"""Putting listings into the register, by sets, in one transaction; a second time changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from filings.importing.listings import Listing
from filings.publishing import PublicEntry, entry_values, normal
from filings.register import RegistryChange, RegistryEntry

Action = RegistryChange.Action
Source = RegistryEntry.Source
_BATCH = 1000
_ONE_IMPORT_AT_A_TIME = 0x7265_6769  # any constant; an advisory lock


@dataclass
class Outcome:
    """How many numbers were new, changed and unchanged, and which belong to the portal's own filings."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    versions: int = 0
    own: list[str] = field(default_factory=list)


def store(listings: Iterable[Listing], *, now: datetime, dry_run: bool = False) -> Outcome:
    """Take in ``listings``: an entry a number, a version for each different row. ``dry_run`` only counts.

    A number that this portal gave out is left alone: its entry follows its case, not a list.
    """
    by_number: dict[str, list[PublicEntry]] = defaultdict(list)
    for listing in listings:
        by_number[listing.public.record_number].append(normal(listing.public))
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
        existing = _existing(by_number)
        histories = _histories(existing)
        outcome, steps = _plan(by_number, existing, histories)
        if not dry_run:
            _write(steps, now)
    return outcome


@dataclass
class _Step:
    entry: RegistryEntry
    history: list[PublicEntry]
    added: list[PublicEntry]


def _existing(by_number: dict[str, list[PublicEntry]]) -> dict[str, RegistryEntry]:
    rows = RegistryEntry.objects.select_for_update().order_by("pk")
    return {entry.record_number: entry for entry in rows.filter(record_number__in=by_number)}


def _histories(existing: dict[str, RegistryEntry]) -> dict[int, list[PublicEntry]]:
    rows = RegistryChange.objects.filter(entry__in=existing.values()).order_by("entry", "version")
    histories: dict[int, list[PublicEntry]] = defaultdict(list)
    for entry_id, content in rows.values_list("entry_id", "content"):
        histories[entry_id].append(PublicEntry.from_content(content))
    return histories


def _plan(
    by_number: dict[str, list[PublicEntry]],
    existing: dict[str, RegistryEntry],
    histories: dict[int, list[PublicEntry]],
) -> tuple[Outcome, list[_Step]]:
    outcome, steps = Outcome(), []
    for number, rows in by_number.items():
        entry = existing.get(number) or RegistryEntry(source=Source.IMPORT)
        history = histories.get(entry.pk, []) if entry.pk else []
        in_order = sorted(dict.fromkeys(rows), key=lambda public: public.published_on)
        added = [public for public in in_order if public not in history]
        if entry.source == Source.PORTAL:
            outcome.own.append(number)
        elif not added:
            outcome.unchanged += 1
        else:
            outcome.new += not history
            outcome.changed += bool(history)
            outcome.versions += len(added)
            steps.append(_Step(entry, history, added))
    return outcome, steps


def _write(steps: list[_Step], now: datetime) -> None:
    for step in steps:
        for name, value in entry_values([*step.history, *step.added]).items():
            setattr(step.entry, name, value)
    fields = [f.name for f in RegistryEntry._meta.fields if f.name != "id"]
    fresh = [step.entry for step in steps if step.entry.pk is None]
    known = [step.entry for step in steps if step.entry.pk is not None]
    RegistryEntry.objects.bulk_create(fresh, batch_size=_BATCH)
    RegistryEntry.objects.bulk_update(known, fields, batch_size=_BATCH)
    RegistryChange.objects.bulk_create(
        (change for step in steps for change in _changes(step, now)), batch_size=_BATCH
    )


def _changes(step: _Step, now: datetime) -> Iterable[RegistryChange]:
    lists = {public.list_name for public in step.history}
    for version, public in enumerate(step.added, len(step.history) + 1):
        if version == 1:
            action = Action.PUBLISHED
        else:
            action = Action.CHANGED if public.list_name in lists else Action.LISTED
        lists.add(public.list_name)
        yield RegistryChange(
            entry=step.entry,
            version=version,
            action=action,
            content=public.content(),
            at=now,
        )
