"""Turns one profile file into validated rows. Refuses the whole file at the first fault."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from portal.law.errors import RulebookError
from portal.law.reader import TableReader
from portal.law.rows import ListItem, Row, Sanction, Threshold, TimeLimit
from portal.law.terms import (
    Aggravation,
    Direction,
    Force,
    Kind,
    Measure,
    OnMiss,
    Party,
    SetBy,
    Status,
    Unit,
)

AnyRow = TypeVar("AnyRow", bound=Row)
_SECTIONS = {"head", "limit", "threshold", "sanction", "item"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a profile file: which instrument it holds."""

    profile: str
    title: str
    status: Status
    issued: date | None
    effective: date | None
    source: str
    note: str
    includes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """One file, read and validated, without the files it includes."""

    head: Head
    limits: tuple[TimeLimit, ...]
    thresholds: tuple[Threshold, ...]
    sanctions: tuple[Sanction, ...]
    items: tuple[ListItem, ...]


def load(path: Path) -> ProfileFile:
    """Read ``path``. Raises RulebookError naming file, row and field."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path.name}：文件无法读取：{error}") from error
    for section in sorted(set(tables) - _SECTIONS):
        raise RulebookError(f"{path.name}：{section}：未知部分")
    head = _head(path, tables.get("head", {}))
    return ProfileFile(
        head=head,
        limits=_rows(path, head, tables, "limit", _limit),
        thresholds=_rows(path, head, tables, "threshold", _threshold),
        sanctions=_rows(path, head, tables, "sanction", _sanction),
        items=_rows(path, head, tables, "item", _item),
    )


def require_unique(file: str, rows: Iterable[Row]) -> None:
    """Refuse two rows of one kind with the same code (list items: within their list)."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        key = (row.list_name if isinstance(row, ListItem) else "", row.code)
        if key in seen:
            raise RulebookError(f"{file}：{row.code} 的 code：重复")
        seen.add(key)


def _head(path: Path, table: dict[str, Any]) -> Head:
    read = TableReader(path.name, "head", table)
    head = Head(
        profile=path.stem,
        title=read.text("title"),
        status=read.word("status", Status),
        issued=read.day("issued"),
        effective=read.day("effective"),
        source=read.text("source"),
        note=read.text("note", ""),
        includes=read.texts("includes"),
    )
    read.finish()
    return head


def _rows(
    path: Path,
    head: Head,
    tables: dict[str, Any],
    section: str,
    build: Callable[[TableReader, dict[str, Any]], AnyRow],
) -> tuple[AnyRow, ...]:
    found = tables.get(section, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise RulebookError(f"{path.name}：{section}：应写作 [[{section}]]")
    rows = []
    for number, table in enumerate(found, start=1):
        read = TableReader(path.name, f"[[{section}]] 第 {number} 行（{table.get('code')}）", table)
        rows.append(build(read, _common(read, head)))
        read.finish()
    require_unique(path.name, rows)
    return tuple(rows)


def _common(read: TableReader, head: Head) -> dict[str, Any]:
    return {
        "code": read.text("code"),
        "profile": head.profile,
        "instrument": read.text("instrument", head.title),
        "article": read.text("article"),
        "ref": read.text("ref"),
        "summary": read.text("summary"),
        "status": read.word("status", Status, head.status),
        "verified": read.flag("verified", True),
        "note": read.text("note", ""),
    }


def _limit(read: TableReader, common: dict[str, Any]) -> TimeLimit:
    limit = TimeLimit(
        **common,
        act=read.text("act"),
        party=read.word("party", Party),
        trigger=read.text("trigger"),
        amount=read.count("amount"),
        unit=read.word("unit", Unit),
        direction=read.word("direction", Direction, Direction.AFTER),
        force=read.word("force", Force),
        kind=read.word("kind", Kind),
        set_by=read.word("set_by", SetBy, SetBy.LAW),
        year_date=read.month_day("year_date"),
        missed=read.text("missed", ""),
        on_miss=read.word("on_miss", OnMiss),
        extendable=read.flag("extendable", False),
        rolling=read.flag("rolling", True),
    )
    _require_length(read, limit)
    if limit.on_miss is OnMiss.LEAD and not limit.missed:
        raise read.fault("missed", "生成线索的期限应写明逾期所涉条文")
    return limit


def _require_length(read: TableReader, limit: TimeLimit) -> None:
    """A limit has exactly the length that its unit and ``set_by`` promise."""
    if (limit.unit is Unit.YEAR_DATE) != (limit.year_date is not None):
        raise read.fault("year_date", "unit 为 year_date 时必填，其他情形不填")
    if (limit.unit is Unit.PROMPTLY) != (limit.set_by is SetBy.NONE):
        raise read.fault("set_by", "unit 为 promptly 时应为 none，其他情形不得为 none")
    if limit.amount is not None and limit.unit in (Unit.YEAR_DATE, Unit.PROMPTLY):
        raise read.fault("amount", f"unit 为 {limit.unit.value} 时不填")
    numbered = limit.unit not in (Unit.YEAR_DATE, Unit.PROMPTLY)
    if numbered and limit.amount is None and limit.set_by is SetBy.LAW:
        raise read.fault("amount", "缺少数量；由文书或本平台确定的，请写 set_by")


def _threshold(read: TableReader, common: dict[str, Any]) -> Threshold:
    return Threshold(**common, value=read.fraction("value"), measure=read.text("measure", ""))


def _sanction(read: TableReader, common: dict[str, Any]) -> Sanction:
    sanction = Sanction(
        **common,
        violates=read.texts("violates"),
        measures=read.words("measures", Measure),
        opens_by=read.words("opens_by", Aggravation),
        severe=read.words("severe", Measure),
        fine_min=read.count("fine_min"),
        fine_max=read.count("fine_max"),
    )
    _require_steps(read, sanction)
    return sanction


def _require_steps(read: TableReader, sanction: Sanction) -> None:
    """The steps of a sanction are whole: measures, what opens the severe ones, both ends of a fine."""
    if not sanction.measures:
        raise read.fault("measures", "至少写一项措施")
    if bool(sanction.severe) != bool(sanction.opens_by):
        raise read.fault("opens_by", "有加重措施的必填，没有的不填")
    if (sanction.fine_min is None) != (sanction.fine_max is None):
        raise read.fault("fine_max", "罚款幅度的两端应同时填写")
    if sanction.fine_min and sanction.fine_max and sanction.fine_min > sanction.fine_max:
        raise read.fault("fine_max", "不得低于 fine_min")
    fined = Measure.FINE in (*sanction.measures, *sanction.severe)
    if fined != (sanction.fine_max is not None):
        raise read.fault("fine_max", "措施中有罚款的应写明幅度，没有的不写")


def _item(read: TableReader, common: dict[str, Any]) -> ListItem:
    return ListItem(**common, list_name=read.text("list"), sanction=read.text("sanction", ""))
