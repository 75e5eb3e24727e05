"""Taking in published lists: every row, twice without change, in each of their shapes."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from docx import Document
from openpyxl import Workbook

from filings.models import RegistryChange, RegistryEntry
from filings.search.find import find
from filings.search.query import Search
from tests.filings.lists import GENERAL, HEAD, N1, N2, OFFICIAL, SYNTHESIS, line
from tests.filings.register import number, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def csv_file(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def imported(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_registry", str(path), *options, stdout=out)
    return out.getvalue()


def test_a_row_becomes_an_entry_that_is_found(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, line()))
    entry = RegistryEntry.objects.get()
    assert (entry.record_number, entry.algorithm_type, entry.region) == (N1, "push", "11")
    assert (entry.published_on, entry.published_text, entry.year) == (
        date(2022, 8, 1),
        "2022-08",
        2022,
    )
    assert (entry.source, entry.status, entry.subject_code) == ("import", "in_force", "1352243")
    assert find(Search("推荐资讯")).entries == [entry]


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, line(), line(N2, "乙算法"))
    assert "新增 2 条，变更 0 条，未变 0 条" in imported(path)
    assert "新增 0 条，变更 0 条，未变 2 条" in imported(path)
    assert RegistryChange.objects.count() == 2


def test_a_dry_run_reports_and_stores_nothing(tmp_path: Path) -> None:
    assert "新增 1 条，变更 0 条，未变 0 条（试运行，未写入）" in imported(
        csv_file(tmp_path, line()), "--dry-run"
    )
    assert not RegistryEntry.objects.exists()


def test_a_changed_remark_is_a_new_version(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, line()))
    assert "新增 0 条，变更 1 条，未变 0 条" in imported(csv_file(tmp_path, line(note="已注销")))
    entry = RegistryEntry.objects.get()
    assert (entry.status, [v.action for v in entry.versions.all()]) == (
        "cancelled",
        ["published", "changed"],
    )


def test_a_number_in_two_lists_is_one_entry_with_two_versions(tmp_path: Path) -> None:
    first = line(purpose="旧用途")
    later = line(purpose="新用途", published="2023-06-20", list=SYNTHESIS, role="服务提供者")
    report = imported(csv_file(tmp_path, later, first))
    entry = RegistryEntry.objects.get()
    assert (entry.purpose, entry.role, entry.published_text) == ("新用途", "provider", "2022-08")
    assert [v.action for v in entry.versions.all()] == ["published", "listed"]
    assert f"{N1}（先后列入不同清单）：第 2 行、第 3 行" in report
    assert find(Search("旧用途")).count == 1


def test_two_algorithms_under_one_number_are_both_kept_and_reported(tmp_path: Path) -> None:
    report = imported(csv_file(tmp_path, line(), line(name="误印算法")))
    assert f"{N1}（算法或主体不同，可能是编号误印）：第 2 行、第 3 行" in report
    assert (find(Search("甲算法")).count, find(Search("误印算法")).count) == (1, 1)


def test_odd_numbers_and_spellings_are_reported_and_taken_in(tmp_path: Path) -> None:
    report = imported(
        csv_file(
            tmp_path,
            line("网信算备1101082242366066220017号", subject="北京(三快)公司"),
            line("网信算备440305295988702220055号", subject="北京（三快）公司"),
        )
    )
    assert "第 2 行 网信算备1101082242366066220017号：编号应有 21 位数字，实有 22 位" in report
    assert "第 3 行 网信算备440305295988702220055号：编号校验位为 5，应为 7" in report
    assert "主体名称写法不一：1 处\n  北京(三快)公司　北京（三快）公司" in report
    assert RegistryEntry.objects.count() == 2


def test_an_unknown_type_is_reported_and_read_from_the_number(tmp_path: Path) -> None:
    report = imported(csv_file(tmp_path, line(type="推送", **{"class": ""})))
    assert "算法类型“推送”不在已知类型之内：1 行" in report
    assert RegistryEntry.objects.get().algorithm_type == "push"


def test_a_number_of_the_portal_follows_its_case_not_a_list(tmp_path: Path) -> None:
    published(1)
    report = imported(csv_file(tmp_path, line(number(1), "外来名称")))
    assert f"本门户自己的编号，未改动：1 处\n  {number(1)}" in report
    assert RegistryEntry.objects.get().algorithm_name == "青鸟智能客服算法"


def test_a_list_saved_by_a_chinese_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    head = "备案编号,算法名称,主体名称,算法类别,公示时间"
    path.write_bytes(f"{head}\r\n{N1},甲算法,甲公司,个性化推送类,2022年8月\r\n".encode("gb18030"))
    imported(path)
    assert RegistryEntry.objects.get().published_text == "2022-08"


def workbook(tmp_path: Path, rows: list[list[object]], *merged: str) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    path = tmp_path / "境内深度合成服务算法备案清单（2024年12月）.xlsx"
    book.save(path)
    return path


def test_an_official_workbook_with_title_and_merged_cells_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["境内深度合成服务算法备案清单（2024年12月20日）", *[None] * 7],
            OFFICIAL,
            [
                1,
                "甲算法",
                "服务提供者",
                "甲公司",
                "甲（APP）",
                "生成文本",
                N1.replace("02", "01"),
                "",
            ],
            [2, "乙算法", "服务技术支持者", None, "--", "生成图像", N2, "已注销"],
            ["注：本清单以发布为准", *[None] * 7],
        ],
        "A1:H1",
        "D3:D4",
    )
    imported(path)
    entries = RegistryEntry.objects.order_by("pk")
    assert [(e.algorithm_name, e.subject_name, e.role, e.status) for e in entries] == [
        ("甲算法", "甲公司", "provider", "in_force"),
        ("乙算法", "甲公司", "supporter", "cancelled"),
    ]
    assert {(e.published_text, e.list_name) for e in entries} == {
        ("2024-12-20", "境内深度合成服务算法备案清单（2024年12月20日）")
    }


def test_an_official_document_over_several_tables_is_read(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("国家互联网信息办公室关于发布深度合成服务算法备案信息的公告")
    document.add_paragraph("境内深度合成服务算法备案清单（2025年3月）")
    _table(
        document,
        [OFFICIAL, ["1", "甲算法", "服务提供者", "甲公司", "甲", "生成", N1, ""]],
        merge=False,
    )
    _table(
        document,
        [
            ["2", "乙算法", "服务提供者", "乙公司", "乙", "生成", N2, ""],
            ["3", "丙算法", "服务提供者", "", "丙", "生成", "330110391028001220027", ""],
        ],
        merge=True,
    )
    path = tmp_path / "a.docx"
    document.save(path)
    imported(path)
    told = list(
        RegistryEntry.objects.order_by("pk").values_list(
            "algorithm_name", "subject_name", "published_text"
        )
    )
    assert told == [
        ("甲算法", "甲公司", "2025-03"),
        ("乙算法", "乙公司", "2025-03"),
        ("丙算法", "乙公司", "2025-03"),
    ]


def _table(document, rows: list[list[str]], *, merge: bool) -> None:
    table = document.add_table(rows=len(rows), cols=len(OFFICIAL))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    if merge:
        table.cell(0, 3).merge(table.cell(1, 3))


def test_a_notice_of_cancellation_ends_the_entry(tmp_path: Path) -> None:
    imported(csv_file(tmp_path, line(N2)))
    head = "序号,算法名称,角色,主体名称,应用产品,主要用途,备案编号,注销时间"
    notice = f"1,甲算法,服务提供者,甲公司,甲（APP）,推荐资讯,{N2},2025年7月"
    imported(csv_file(tmp_path, notice, head=head))
    entry = RegistryEntry.objects.get()
    assert (entry.status, entry.note, entry.published_text) == ("cancelled", "已注销", "2022-08")


def test_the_date_may_be_given_or_comes_from_the_number(tmp_path: Path) -> None:
    head = "备案编号,算法名称,主体名称"
    path = csv_file(tmp_path, f"{N1},甲,甲公司", head=head)
    assert "清单没有公示时间，按编号中的年份登记：1 行" in imported(path, "--dry-run")
    imported(path, "--published", "2022-08-12", "--list-name", GENERAL)
    entry = RegistryEntry.objects.get()
    assert (entry.published_text, entry.list_name) == ("2022-08-12", GENERAL)
