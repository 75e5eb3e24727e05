"""Reading State Council arrangements: both shapes, and everything that can be wrong."""

import json
from datetime import date

import pytest

from portal.law.calendar import Arrangement, DayEntry
from portal.law.notice_files import NoticeFileError, parse_csv, parse_json, parse_notice

NEW_YEAR = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
MADE_UP = {"name": "元旦", "date": "2026-12-27", "isOffDay": False}
PAPER = "https://www.gov.cn/notice.htm"


def notice(*days: object, year: object = 2027, **others: object) -> bytes:
    return json.dumps({"year": year, "papers": [PAPER], "days": list(days), **others}).encode()


def table(*rows: str, head: str = "date,kind,name,source") -> bytes:
    return "\n".join([head, *rows]).encode()


def test_the_json_shape_is_read_in_order_of_date() -> None:
    assert parse_notice(notice(NEW_YEAR, MADE_UP)) == (
        2027,
        [
            DayEntry(date(2026, 12, 27), Arrangement.WORK, "元旦", PAPER, 2027),
            DayEntry(date(2027, 1, 1), Arrangement.OFF, "元旦", PAPER, 2027),
        ],
    )


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("date,kind,name,source", ("2027-01-01,off,元旦,国办发", "2026-12-27,work,元旦,国办发")),
        ("日期,类型,名称,来源", ("2027-01-01,休,元旦,国办发", "2026-12-27,班,元旦,国办发")),
        (
            "名称,日期,来源,类型",
            ("元旦, 2027-01-01 ,国办发,OFF", "元旦,2026-12-27,国办发,work", ""),
        ),
    ],
)
def test_the_csv_shape_is_read_in_either_language(head: str, rows: tuple[str, ...]) -> None:
    rows = (*rows, rows[0].replace("01-01", "02-08"))
    assert parse_notice(table(*rows, head=head)) == (
        2027,
        [
            DayEntry(date(2026, 12, 27), Arrangement.WORK, "元旦", "国办发", 2027),
            DayEntry(date(2027, 1, 1), Arrangement.OFF, "元旦", "国办发", 2027),
            DayEntry(date(2027, 2, 8), Arrangement.OFF, "元旦", "国办发", 2027),
        ],
    )


def test_a_spreadsheet_with_byte_order_mark_is_read() -> None:
    content = b"\xef\xbb\xbf" + table("2027-01-01,off,,")
    assert parse_notice(content).days == [DayEntry(date(2027, 1, 1), Arrangement.OFF, "", "", 2027)]


def test_the_same_day_twice_without_contradiction_counts_once() -> None:
    assert len(parse_json(notice(NEW_YEAR, NEW_YEAR)).days) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件为空"),
        (b" \n\t", "文件为空"),
        (b"x" * 1_000_001, "文件过大"),
        (b"date,kind\n2027-01-01,off\n\xff\xfe", "第 3 行：不是 UTF-8 编码"),
        (b"{", "不是有效的 JSON"),
        (b"[" * 100_000, "不是有效的 JSON"),
        (b"[]", "应为一个 JSON 对象"),
        (notice(NEW_YEAR, year="2027"), "year 应为四位年份"),
        (notice(NEW_YEAR, year=True), "year 应为四位年份"),
        (notice(NEW_YEAR, year=1900), "year 应为四位年份"),
        (notice(NEW_YEAR, days={}), "days 应为列表"),
        (notice(NEW_YEAR, papers="https://"), "papers 应为网址列表"),
        (notice(NEW_YEAR, papers=["a\0b"]), "papers 含有控制字符"),
        (notice(), "文件没有任何日期"),
        (notice(*[NEW_YEAR] * 401), "行数过多"),
        (notice("2027-01-01"), "第 1 行：应为对象"),
        (notice(NEW_YEAR, {**NEW_YEAR, "isOffDay": 1}), "第 2 行：isOffDay"),
        (notice({**NEW_YEAR, "isOffDay": "true"}), "第 1 行：isOffDay"),
        (notice({**NEW_YEAR, "name": 5}), "第 1 行：name 应为文字"),
        (notice({**NEW_YEAR, "name": "节" * 501}), "第 1 行：name 过长"),
        (notice({**NEW_YEAR, "name": "a\u202eb"}), "第 1 行：name 含有控制字符"),
        (notice({**NEW_YEAR, "date": None}), "第 1 行：日期应写作"),
        (notice({**NEW_YEAR, "date": "2027-1-1"}), "第 1 行：日期应写作"),
        (notice({**NEW_YEAR, "date": "20270101"}), "第 1 行：日期应写作"),
        (notice({**NEW_YEAR, "date": "2027-W01-1"}), "第 1 行：日期应写作"),
        (notice({**NEW_YEAR, "date": "２０２７-01-01"}), "第 1 行：日期应写作"),
        (notice({**NEW_YEAR, "date": "2027-02-29"}), "第 1 行：没有 2027-02-29 这一天"),
        (notice({**NEW_YEAR, "date": "2026-11-30"}), "第 1 行：2026-11-30 不属于 2027 年"),
        (notice({**NEW_YEAR, "date": "2028-02-01"}), "第 1 行：2028-02-01 不属于 2027 年"),
        (notice(MADE_UP), "文件没有 2027 年的任何日期"),
        (notice(NEW_YEAR, {**NEW_YEAR, "isOffDay": False}), "第 2 行：2027-01-01 与第 1 行矛盾"),
        (notice({**NEW_YEAR, "date": "1999-12-31"}, year=2000), "1999-12-31 超出可计算的范围"),
        (table(), "文件没有任何日期"),
        (table("2027-01-01,off"), "第 2 行：应有 4 列，实有 2 列"),
        (table("2027-01-01,holiday,,"), "第 2 行：类型应为 off（休）或 work（班）"),
        (table("2027-01-01,off,,", "2027-01-01,work,,"), "第 3 行：2027-01-01 与第 2 行矛盾"),
        (table("2027-01-01,off,,", "2029-01-01,off,,", "2027-02-08,off,,"), "第 3 行：2029-01-01"),
        (table('2027-01-01,off,"元旦,'), "不是有效的 CSV"),
        (table("2027-01-01,off", head="date,mood"), "第 1 行：未知列名 'mood'"),
        (table("2027-01-01,off", head="date,日期"), "第 1 行：列 date 重复"),
        (table("2027-01-01,元旦", head="date,name"), "第 1 行：缺少列 kind"),
        (b"PK\x03\x04 not a table", "第 1 行：未知列名"),
    ],
)
def test_a_damaged_file_is_refused_whole_with_its_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(NoticeFileError) as refusal:
        parse_notice(content)
    assert sentence in str(refusal.value)


def test_each_shape_can_be_asked_for_by_name() -> None:
    assert parse_json(notice(NEW_YEAR)).year == parse_csv(table("2027-01-01,off,,")).year == 2027
