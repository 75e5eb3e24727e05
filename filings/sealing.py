"""The public register under the portal's seals, and the register's own consistency: entries against their versions.

All of it is public, so a leaf needs nothing that keeps it from being guessed.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from filings.publishing import PublicEntry, public_values
from filings.register import RegistryChange, RegistryEntry
from portal.audit.canon import compact
from portal.audit.leaves import Source, Standing, Waiting, reached, written_since
from portal.audit.verification import Break
from portal.workflow.presenters import instant

_NAME, _TABLE = "register", RegistryChange._meta.db_table
_AT_ONCE = 2000


def version_line(change: RegistryChange) -> str:
    """What is sealed of one public version of an entry."""
    return compact(
        {
            "register": change.entry.record_number,
            "version": change.version,
            "action": change.action,
            "at": instant(change.at),
            "content": change.content,
        }
    )


def _published(limit: int) -> list[Waiting]:
    keys = [key for (key,) in written_since(_NAME, _TABLE, limit)]
    found = RegistryChange.objects.select_related("entry").in_bulk(keys)
    return [Waiting(key, version_line(found[key])) for key in keys]


def _all_published() -> Iterator[Standing]:
    sealer = reached(_NAME, _TABLE)
    rows = RegistryChange.objects.select_related("entry").order_by("pk")
    for change in rows.iterator(_AT_ONCE):
        due = sealer.includes(change.transaction_id, change.pk)
        yield Standing(change.pk, change.entry.record_number, 0, version_line(change), due)


REGISTER = Source(name=_NAME, label="公示版本", waiting=_published, standing=_all_published)


def entries_match() -> Iterator[Break]:
    """An entry that shows something else than its versions say, or whose versions have a gap."""
    bare = RegistryEntry.objects.filter(versions=None).order_by("pk")
    for number in bare.values_list("record_number", flat=True):
        yield Break(number, 0, "公示条目没有任何公示版本")
    rows = RegistryChange.objects.select_related("entry").order_by("entry_id", "version")
    for _, versions in groupby(rows.iterator(_AT_ONCE), key=attrgetter("entry_id")):
        history = list(versions)
        entry = history[0].entry
        if [change.version for change in history] != list(range(1, len(history) + 1)):
            yield Break(entry.record_number, 0, "公示版本有缺")
            continue
        told = public_values([PublicEntry.from_content(change.content) for change in history])
        wrong = sorted(name for name, value in told.items() if getattr(entry, name) != value)
        if wrong:
            yield Break(entry.record_number, 0, f"公示条目与公示版本不符：{'、'.join(wrong)}")
