"""A damaged file is refused whole, with the row named; nothing of it is stored."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from openpyxl import Workbook

from filings.importing import readers
from filings.models import RegistryEntry
from tests.filings.lists import HEAD, N1, N2, OFFICIAL, line

pytestmark = pytest.mark.django_db


def refused(path: Path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("import_registry", str(path), stdout=io.StringIO())
    assert not RegistryEntry.objects.exists()
    assert error.value.returncode == 1
    return str(error.value)


def refused_text(tmp_path: Path, text: str | bytes) -> str:
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return refused(path)


@pytest.mark.parametrize(
    ("damaged", "sentence"),
    [
        (f"{N2},乙算法", "第 3 行：应有 11 列，实有 2 列"),
        (line(N2) + ",多余", "第 3 行：应有 11 列，实有 12 列"),
        (line("", "乙"), "第 3 行：“备案编号”是空的"),
        (line(N2, ""), "第 3 行：“算法名称”是空的"),
        (line(N2, subject=""), "第 3 行：“主体名称”是空的"),
        (line("Beijing-2023"), "第 3 行：备案编号“Beijing-2023”不是“网信算备”加数字加“号”"),
        (line("网信算备123号"), "第 3 行：备案编号有 3 位数字，无法当作编号"),
        (line(N2, published="2024-13"), "第 3 行：公示时间“2024-13”不是有效的日期"),
        (line(N2, published="昨天"), "第 3 行：公示时间“昨天”不是年-月或年-月-日"),
        (line(N2, "算" * 201), "第 3 行：“算法名称”超过 200 个字"),
        (line(N2, '"没有收尾'), "第 3 行：引号不成对或格式损坏"),
        (line(N2, "\x00"), "第 3 行：含有空字符，文件已损坏"),
    ],
)
def test_one_damaged_row_refuses_the_whole_file(
    tmp_path: Path, damaged: str, sentence: str
) -> None:
    said = refused_text(tmp_path, "\n".join([HEAD, line(), damaged]))
    assert said == f"list.csv 整份拒绝，没有写入任何内容。{sentence}"


def test_broken_encoding_names_the_line(tmp_path: Path) -> None:
    text = "\n".join([HEAD, line(), line(N2)]).encode()
    assert "第 3 行：不是 UTF-8 文字" in refused_text(tmp_path, text + b"\xff\xfe")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"just words\nand more\n", "没有找到表头"),
        (HEAD.encode(), "表头之下没有任何一行"),
        ("备案编号,算法名称\n1,2\n".encode(), "第 1 行：表头缺少“主体名称”一列"),
        ("备案编号,算法名称,主体名称,算法名称\n".encode(), "第 1 行：表头“算法名称”出现了两次"),
        (b"%PDF-1.7 ...", "这是PDF 文件，请用清单的 DOCX 版本"),
        (b"\xd0\xcf\x11\xe0....", "这是旧版 Word/Excel 文件"),
        (b"PK\x03\x04 not really", "文件结构损坏，无法打开"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in refused_text(tmp_path, content)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "读不到文件" in refused(tmp_path / "absent.csv")


def workbook(tmp_path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    return path


def test_a_formula_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, ["备案编号", "算法名称", "主体名称"], [N1, '=HYPERLINK("x")', "甲公司"]
    )
    assert "第 2 行第 2 列：是公式" in refused(path)


def test_a_number_that_a_spreadsheet_rounded_is_refused(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, ["备案编号", "算法名称", "主体名称"], [110101135224302220011, "甲", "甲公司"]
    )
    assert "第 2 行第 1 列：长编号被存成数值，末几位已丢失" in refused(path)


def repacked(source: Path, target: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return target


def test_an_archive_that_unpacks_beyond_measure_is_not_opened(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(readers, "MAX_UNPACKED", 1_000_000)
    source = workbook(tmp_path, ["备案编号"], [N1])
    bomb = repacked(source, tmp_path / "bomb.xlsx", "xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert "压缩内容过大，拒绝展开" in refused(bomb)


def test_entity_declarations_are_not_read(tmp_path: Path) -> None:
    source = workbook(tmp_path, ["备案编号"], [N1])
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    path = repacked(source, tmp_path / "laugh.xlsx", "xl/worksheets/sheet1.xml", laughs)
    assert "带有实体声明，拒绝读取" in refused(path)


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["备案编号", "算法名称", "主体名称"], [N1, "甲", "甲公司"])
    path.write_bytes(path.read_bytes()[:-200])
    assert "文件结构损坏，无法打开" in refused(path)


def test_a_damaged_row_of_a_document_is_named_by_table_and_row(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=2, cols=len(OFFICIAL))
    for cell, text in zip(table.rows[0].cells, OFFICIAL, strict=True):
        cell.text = text
    table.rows[1].cells[1].text = "甲算法"
    path = tmp_path / "a.docx"
    document.save(path)
    assert "表 1 第 2 行：“备案编号”是空的" in refused(path)


def test_a_document_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = Document()
    document.add_paragraph("没有表格")
    document.save(path)
    assert "文件里没有表格" in refused(path)
