"""One profile of the law, ready to ask: ``rulebook("algorithm-2022").limit("algorithm.change")``.

A profile is a file in ``profiles/``. What several profiles share (the penalty law, the 2018
assessment rules, the 2023 ethics measures) is said once in ``profiles/shared/`` and pulled in
by ``includes`` in the head. An included row keeps its own file, instrument and status, so the
penalty law stays law in force even in a case conducted under a draft.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from portal.law.errors import RulebookError, UnknownLimit, UnknownProfile, UnknownRow
from portal.law.loader import ProfileFile, load, require_unique
from portal.law.rows import ListItem, Row, Sanction, Threshold, TimeLimit
from portal.law.terms import Status

__all__ = [
    "ListItem",
    "Rulebook",
    "RulebookError",
    "Sanction",
    "Threshold",
    "TimeLimit",
    "UnknownLimit",
    "UnknownProfile",
    "UnknownRow",
    "assemble",
    "profiles",
    "rulebook",
]

_FOLDER = Path(__file__).parent / "profiles"
AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class Rulebook:
    """All rows that govern a case under one profile, its included files' rows among them."""

    profile: str
    title: str
    status: Status
    issued: date | None
    effective: date | None
    source: str
    note: str
    limits: tuple[TimeLimit, ...]
    thresholds: tuple[Threshold, ...]
    sanctions: tuple[Sanction, ...]
    lists: Mapping[str, tuple[ListItem, ...]]

    @property
    def is_draft(self) -> bool:
        """True when pages and letters under this profile must carry the draft banner."""
        return self.status is Status.DRAFT

    def limit(self, code: str) -> TimeLimit:
        """The time limit of that code. Raises UnknownLimit."""
        try:
            return self._limits[code]
        except KeyError:
            raise UnknownLimit(f"{self.profile} 中没有期限 {code!r}") from None

    def threshold(self, code: str) -> Threshold:
        """The threshold of that code. Raises UnknownRow."""
        return _find(self.profile, self.thresholds, code)

    def sanction(self, code: str) -> Sanction:
        """The sanction of that code. Raises UnknownRow."""
        return _find(self.profile, self.sanctions, code)

    def items(self, list_name: str) -> tuple[ListItem, ...]:
        """The entries of one list, in the order of the text. Raises UnknownRow."""
        try:
            return self.lists[list_name]
        except KeyError:
            raise UnknownRow(f"{self.profile} 中没有清单 {list_name!r}") from None

    def cited(self, code: str) -> Row | None:
        """The row that an act rests on: a limit, a sanction, a number, or a list's first entry; None for others."""
        if code in self._limits:
            return self._limits[code]
        numbered: tuple[Row, ...] = (*self.sanctions, *self.thresholds)
        found = next((row for row in numbered if row.code == code), None)
        return found or next(iter(self.lists.get(code, ())), None)

    def cites_draft(self, citation: str) -> bool:
        """Whether a citation names a consultation draft: a case under one also rests on laws in force."""
        return any(f"《{title}》" in citation for title in self._drafts)

    @cached_property
    def _drafts(self) -> frozenset[str]:
        listed = [row for rows in self.lists.values() for row in rows]
        rows: list[Row] = [*self.limits, *self.thresholds, *self.sanctions, *listed]
        return frozenset(row.instrument for row in rows if row.is_draft)

    @cached_property
    def _limits(self) -> dict[str, TimeLimit]:
        return {limit.code: limit for limit in self.limits}


@cache
def profiles() -> tuple[str, ...]:
    """The profiles a case can be conducted under, sorted; shared files are not among them."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def rulebook(profile: str) -> Rulebook:
    """The rulebook of that name (a profile or a shared file). Raises UnknownProfile."""
    return assemble(profile, _paths())


def assemble(profile: str, paths: Mapping[str, Path]) -> Rulebook:
    """Build a rulebook from its file and the files it includes, found by name in ``paths``.

    Raises UnknownProfile, or RulebookError when a file is damaged or two files clash.
    """
    if profile not in paths:
        raise UnknownProfile(f"没有名为 {profile!r} 的规则集")
    own = load(paths[profile])
    files = [own, *_included(own, paths)]
    head = own.head
    items = _merged(own, (file.items for file in files))
    return Rulebook(
        profile=head.profile,
        title=head.title,
        status=head.status,
        issued=head.issued,
        effective=head.effective,
        source=head.source,
        note=head.note,
        limits=_merged(own, (file.limits for file in files)),
        thresholds=_merged(own, (file.thresholds for file in files)),
        sanctions=_merged(own, (file.sanctions for file in files)),
        lists=_lists(own, items),
    )


def _paths() -> dict[str, Path]:
    return {path.stem: path for path in sorted(_FOLDER.rglob("*.toml"))}


def _included(own: ProfileFile, paths: Mapping[str, Path]) -> list[ProfileFile]:
    name = own.head.profile
    for included in own.head.includes:
        if included not in paths or included == name:
            raise RulebookError(f"{name}.toml：head 的 includes：没有可引入的文件 {included!r}")
    files = [load(paths[included]) for included in own.head.includes]
    for file in files:
        if file.head.includes:
            raise RulebookError(
                f"{file.head.profile}.toml：head 的 includes：被引入的文件不得再引入"
            )
    return files


def _merged(own: ProfileFile, parts: Iterable[tuple[AnyRow, ...]]) -> tuple[AnyRow, ...]:
    rows = tuple(row for part in parts for row in part)
    require_unique(f"{own.head.profile}.toml（含引入文件）", rows)
    return rows


def _lists(own: ProfileFile, items: tuple[ListItem, ...]) -> Mapping[str, tuple[ListItem, ...]]:
    lists: dict[str, tuple[ListItem, ...]] = {}
    for name, entries in groupby(items, key=lambda item: item.list_name):
        if name in lists:
            raise RulebookError(f"{own.head.profile}.toml：清单 {name}：各项应连续排列")
        lists[name] = tuple(entries)
    return MappingProxyType(lists)


def _find(profile: str, rows: tuple[AnyRow, ...], code: str) -> AnyRow:
    for row in rows:
        if row.code == code:
            return row
    raise UnknownRow(f"{profile} 中没有 {code!r}")
