"""Opening a list: CSV, XLSX or the official DOCX, told apart by content. Nothing is trusted but text."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from filings.importing.tables import DamagedFile, Table, is_head

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_MEMBERS = 2_000
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "旧版 Word/Excel 文件，请另存为 DOCX 或 XLSX",
    b"%PDF": "PDF 文件，请用清单的 DOCX 版本",
}
_BROKEN = (
    *(zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, TypeError, AttributeError),
    *(IndexError, NotImplementedError, RuntimeError, XMLSyntaxError, InvalidFileException),
)


def read(path: Path) -> list[Table]:
    """The tables of the file at ``path``. Raises DamagedFile for what cannot be a list, OSError for no file."""
    size = path.stat().st_size
    if size == 0:
        raise DamagedFile("文件是空的")
    if size > MAX_BYTES:
        raise DamagedFile(f"文件超过 {MAX_BYTES // 1024 // 1024} MB")
    data = path.read_bytes()
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise DamagedFile(f"这是{what}")
    if data.startswith(b"PK"):
        return _packed(data)
    return [Table(_csv_lines(_decoded(data)))]


def _packed(data: bytes) -> list[Table]:
    try:
        kind = _inspect(data)
        reading = _sheets if kind == "xlsx" else _word_tables
        return reading(data)
    except DamagedFile:
        raise
    except _BROKEN as error:
        raise DamagedFile("文件结构损坏，无法打开") from error


def _inspect(data: bytes) -> str:
    """Which kind of office file this is. Refuses archives that unpack beyond measure or declare entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise DamagedFile("压缩内容过大，拒绝展开")
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if b"<!" in part.read(1024).replace(b"<!--", b""):
                        raise DamagedFile(f"文件内的 {member.filename} 带有实体声明，拒绝读取")
        if bad := archive.testzip():
            raise DamagedFile(f"文件内的 {bad} 校验不符，文件已损坏")
        names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    raise DamagedFile("这不是 XLSX 或 DOCX 文件")


# --- CSV --------------------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decoded_as_gb18030(data, error)


def _decoded_as_gb18030(data: bytes, error: UnicodeDecodeError) -> str:
    """What Chinese spreadsheets save. Only where the head reads as one: almost any bytes decode somehow."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    first = text.partition("\n")[0]
    if any("\u4e00" <= c <= "\u9fff" for c in first) and is_head(next(csv.reader([first]), [])):
        return text
    line = data.count(b"\n", 0, error.start) + 1
    raise DamagedFile(f"第 {line} 行：不是 UTF-8 文字，文件已损坏或编码不对") from error


def _csv_lines(text: str) -> Iterator[tuple[str, list[str]]]:
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise DamagedFile(f"第 {line} 行：含有空字符，文件已损坏")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DamagedFile(f"第 {line} 行：引号不成对或格式损坏") from error
        yield f"第 {line} 行", cells


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _sheets(data: bytes) -> list[Table]:
    book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    many = len(book.worksheets) > 1
    return [
        Table(_sheet_lines(sheet, f"工作表“{sheet.title}”" if many else ""))
        for sheet in book.worksheets
        if sheet.max_row > 1
    ]


def _sheet_lines(sheet: Worksheet, where: str) -> Iterator[tuple[str, list[str]]]:
    """The rows, each merged cell repeated over the rows and columns that it covers."""
    covered = {
        (row, column): sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    for number, cells in enumerate(sheet.iter_rows(), 1):
        place = f"{where}第 {number} 行"
        own = [covered.get((number, column), cell) for column, cell in enumerate(cells, 1)]
        yield place, [_cell_text(place, column, cell) for column, cell in enumerate(own, 1)]


def _cell_text(place: str, column: int, cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise DamagedFile(f"{place}第 {column} 列：是公式，请粘贴为数值后再导入")
    if cell.data_type == "e":
        raise DamagedFile(f"{place}第 {column} 列：是错误值 {value}")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= 10**15:
        raise DamagedFile(f"{place}第 {column} 列：长编号被存成数值，末几位已丢失")
    return str(value)


# --- DOCX -------------------------------------------------------------------------------------------------------------


def _word_tables(data: bytes) -> list[Table]:
    """The tables in order. One without a head continues the one before it, as after a page break."""
    document = Document(io.BytesIO(data))
    title = [p.text.strip() for p in document.paragraphs if p.text.strip()]
    lines = [
        line
        for index, table in enumerate(document.tables, 1)
        for line in _word_lines(table._tbl, f"表 {index} ")
    ]
    if not lines:
        raise DamagedFile("文件里没有表格")
    above = [("文首", [text]) for text in title[:10]]
    return [Table(iter(above + lines))]


def _word_lines(table, where: str) -> Iterator[tuple[str, list[str]]]:
    """The rows, each cell repeated over the columns and rows that it spans."""
    above: list[str] = []
    for number, row in enumerate(table.tr_lst, 1):
        cells: list[str] = []
        for cell in row.tc_lst:
            text = _word_text(cell)
            if cell.vMerge == "continue" and len(cells) < len(above):
                text = above[len(cells)]
            cells += [text] * cell.grid_span
        yield f"{where}第 {number} 行", cells
        above = cells


def _word_text(cell) -> str:
    paragraphs = cell.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs)
