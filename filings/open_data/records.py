"""One entry as a record of the open data: the same whether it is read from the register or from its versions."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from filings.open_data.columns import NAMES
from filings.publishing import PublicEntry, public_values
from filings.register import RegistryEntry
from filings.states import AlgorithmType, EntryStatus, ProviderRole
from portal.accounts.codes import PROVINCES

Record = dict[str, Any]
#: What is read from the register; the rest follows from it.
STORED = (
    *("record_number", "algorithm_name", "algorithm_type", "published_class", "role"),
    *("subject_name", "region", "product", "purpose", "note", "principle", "mechanism"),
    *("scenario", "intent", "public_info", "list_name", "published_on", "published_text", "year"),
    *("confirmed_on", "status", "version", "source", "is_demo", "digits"),
)
_LABELS: dict[str, Mapping[str, str]] = {
    "algorithm_type": {value: str(label) for value, label in AlgorithmType.choices},
    "role": {value: str(label) for value, label in ProviderRole.choices},
    "region": PROVINCES,
    "status": {value: str(label) for value, label in EntryStatus.choices},
}


def record(stored: Sequence[Any], site: str) -> Record:
    """The record of one row of ``STORED`` columns. ``site`` is the portal's address without a slash at its end."""
    values = dict(zip(STORED, stored, strict=True))
    for name, labels in _LABELS.items():
        values[f"{name}_label"] = labels.get(values[name], "")
    for name in ("published_on", "confirmed_on"):
        day: date | None = values[name]
        values[name] = day and day.isoformat()
    values["url"] = f"{site}/registry/{values['digits']}/"
    return {name: values[name] for name in NAMES}


def record_of(history: list[PublicEntry], entry: RegistryEntry, site: str) -> Record:
    """The record of ``entry`` as it stood when its versions were ``history``."""
    values = public_values(history)
    values |= {"version": len(history), "source": entry.source, "is_demo": entry.is_demo}
    return record([values[name] for name in STORED], site)


def digest(told: Record) -> str:
    """SHA-256 of a record: over its JSON with sorted keys, no blanks, and Chinese as it is, in UTF-8."""
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
