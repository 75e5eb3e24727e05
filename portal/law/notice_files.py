"""Reads a State Council holiday arrangement from a file: holiday-cn JSON, or CSV.

Takes the whole file or nothing; every refusal names the row and the reason.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from portal.law.calendar import FIRST_DAY, LAST_DAY, Arrangement, DayEntry
from portal.law.errors import NoticeFileError

__all__ = ["ImportedNotice", "NoticeFileError", "parse_csv", "parse_json", "parse_notice"]

_SIZE_CEILING = 1_000_000
_ROW_CEILING = 400
_TEXT_CEILING = 500
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KINDS = {
    "off": Arrangement.OFF,
    "休": Arrangement.OFF,
    "work": Arrangement.WORK,
    "班": Arrangement.WORK,
}
_HEADINGS = {
    "date": "date",
    "日期": "date",
    "kind": "kind",
    "type": "kind",
    "类型": "kind",
    "name": "name",
    "名称": "name",
    "source": "source",
    "来源": "source",
}


class ImportedNotice(NamedTuple):
    """The arrangement of one year, its days in order of date."""

    year: int
    days: list[DayEntry]


class _Raw(NamedTuple):
    """One row before the year is known."""

    row: int
    date: date
    kind: Arrangement
    name: str
    source: str


def parse_notice(content: bytes) -> ImportedNotice:
    """Read a file of either shape, told apart by its first character. Raises NoticeFileError."""
    if _text(content).lstrip().startswith(("{", "[")):
        return parse_json(content)
    return parse_csv(content)


def parse_json(content: bytes) -> ImportedNotice:
    """Read the holiday-cn shape: year, papers, days of name, date, isOffDay."""
    try:
        notice = json.loads(_text(content))
    except (ValueError, RecursionError):
        raise NoticeFileError("文件不是有效的 JSON") from None
    if not isinstance(notice, dict):
        raise NoticeFileError("文件应为一个 JSON 对象，含 year 和 days")
    year, days = notice.get("year"), notice.get("days")
    if type(year) is not int or not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise NoticeFileError("year 应为四位年份")
    if not isinstance(days, list):
        raise NoticeFileError("days 应为列表")
    source = _papers(notice.get("papers", []))
    return _notice(year, [_json_row(row, day, source) for row, day in _numbered(days)])


def parse_csv(content: bytes) -> ImportedNotice:
    """Read a table with the headings date, kind (off or work, 休 or 班), name, source.

    The year is the one most rows belong to.
    """
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise NoticeFileError(f"第 {reader.line_num} 行：不是有效的 CSV（{error}）") from None
    if not rows:
        raise NoticeFileError("文件为空")
    columns = _columns(rows[0][1])
    raws = [_csv_row(row, cells, columns) for row, cells in _limited(rows[1:])]
    if not raws:
        raise NoticeFileError("文件没有任何日期")
    years = Counter(raw.date.year for raw in raws)
    return _notice(max(years, key=lambda year: (years[year], year)), raws)


def _text(content: bytes) -> str:
    if len(content) > _SIZE_CEILING:
        raise NoticeFileError("文件过大，年度安排不应超过 1 MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise NoticeFileError(f"第 {row} 行：不是 UTF-8 编码") from None
    if not text.strip():
        raise NoticeFileError("文件为空")
    return text


def _papers(papers: Any) -> str:
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise NoticeFileError("papers 应为网址列表")
    return _clean(0, "papers", " ".join(papers))


def _limited(rows: list[Any]) -> list[Any]:
    if len(rows) > _ROW_CEILING:
        raise NoticeFileError(f"行数过多：年度安排不应超过 {_ROW_CEILING} 行")
    return rows


def _numbered(days: list[Any]) -> Iterator[tuple[int, Any]]:
    return enumerate(_limited(days), start=1)


def _json_row(row: int, day: Any, source: str) -> _Raw:
    if not isinstance(day, dict):
        raise NoticeFileError(f"第 {row} 行：应为对象，含 name、date、isOffDay")
    off = day.get("isOffDay")
    if not isinstance(off, bool):
        raise NoticeFileError(f"第 {row} 行：isOffDay 应为 true 或 false")
    kind = Arrangement.OFF if off else Arrangement.WORK
    name = _clean(row, "name", day.get("name", ""))
    return _Raw(row, _date(row, day.get("date")), kind, name, source)


def _columns(headings: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for position, heading in enumerate(headings):
        field = _HEADINGS.get(heading.strip().lower())
        if field is None:
            raise NoticeFileError(f"第 1 行：未知列名 {heading.strip()[:20]!r}")
        if field in columns:
            raise NoticeFileError(f"第 1 行：列 {field} 重复")
        columns[field] = position
    for field in ("date", "kind"):
        if field not in columns:
            raise NoticeFileError(f"第 1 行：缺少列 {field}")
    return columns


def _csv_row(row: int, cells: list[str], columns: dict[str, int]) -> _Raw:
    if len(cells) != len(columns):
        raise NoticeFileError(f"第 {row} 行：应有 {len(columns)} 列，实有 {len(cells)} 列")
    values = {field: cells[position].strip() for field, position in columns.items()}
    kind = _KINDS.get(values["kind"].lower())
    if kind is None:
        raise NoticeFileError(f"第 {row} 行：类型应为 off（休）或 work（班）")
    name = _clean(row, "name", values.get("name", ""))
    source = _clean(row, "source", values.get("source", ""))
    return _Raw(row, _date(row, values["date"]), kind, name, source)


def _date(row: int, value: Any) -> date:
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise NoticeFileError(f"第 {row} 行：日期应写作 2027-01-31 的形式")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NoticeFileError(f"第 {row} 行：没有 {value} 这一天") from None


def _clean(row: int, field: str, value: Any) -> str:
    where = f"第 {row} 行：{field}" if row else field
    if not isinstance(value, str):
        raise NoticeFileError(f"{where} 应为文字")
    if len(value) > _TEXT_CEILING:
        raise NoticeFileError(f"{where} 过长，不应超过 {_TEXT_CEILING} 字")
    if not value.isprintable():
        raise NoticeFileError(f"{where} 含有控制字符")
    return value.strip()


def _notice(year: int, raws: Iterable[_Raw]) -> ImportedNotice:
    first_seen: dict[date, _Raw] = {}
    for raw in raws:
        _require_year(raw, year)
        earlier = first_seen.setdefault(raw.date, raw)
        if earlier.kind is not raw.kind:
            raise NoticeFileError(
                f"第 {raw.row} 行：{raw.date} 与第 {earlier.row} 行矛盾，既放假又上班"
            )
    if not first_seen:
        raise NoticeFileError("文件没有任何日期")
    if all(raw.date.year != year for raw in first_seen.values()):
        raise NoticeFileError(f"文件没有 {year} 年的任何日期")
    days = [
        DayEntry(raw.date, raw.kind, raw.name, raw.source, year)
        for _, raw in sorted(first_seen.items())
    ]
    return ImportedNotice(year, days)


def _require_year(raw: _Raw, year: int) -> None:
    """A notice may reach into the December before its year and the January after it."""
    day = raw.date
    neighbour = (day.year, day.month) in ((year - 1, 12), (year + 1, 1))
    if day.year != year and not neighbour:
        raise NoticeFileError(f"第 {raw.row} 行：{day} 不属于 {year} 年的安排")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NoticeFileError(f"第 {raw.row} 行：{day} 超出可计算的范围")
