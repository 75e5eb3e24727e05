"""A reader takes the register home, looks at what became of an entry, and says what is wrong with it."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from filings.models import EntryReport
from filings.states import EntryStatus
from portal.cases.cells import restored
from tests.browser.conftest import Visit
from tests.browser.visiting import Visitor
from tests.filings.register import confirmed, marked, number, published
from tests.make import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTRY = f"/registry/{number(1)[4:-1]}/"


@pytest.fixture(autouse=True)
def register(settings: Any, tmp_path: Path, transactional_db: None) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    published(1)
    published(
        1, subject_name="青鸟新名有限公司", note="变更主体名称", published_on=date(2026, 5, 6)
    )
    confirmed(1, date(2026, 9, 1))
    published(2, algorithm_name="=1+1")
    marked(2, EntryStatus.CANCELLED, "已注销（2026年9月）")


def download(visitor: Visitor, link: str) -> str:
    with visitor.page.expect_download() as taking:
        visitor.follow(link)
    return Path(taking.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("phone", [False, True])
def test_a_reader_takes_what_a_search_found_and_the_whole(
    people: Cast, visit: Visit, phone: bool
) -> None:
    reader = visit(phone=phone, scripts=False)
    reader.go("/registry/?status=cancelled")
    assert "已注销（2026年9月）" in reader.words
    reader.shoot("list")
    (row,) = csv.DictReader(io.StringIO(download(reader, "CSV")))
    assert (row["algorithm_name"], restored(row["algorithm_name"])) == ("'=1+1", "=1+1")
    reader.follow("开放数据说明")
    assert "全部 2 条公示" in reader.words
    reader.shoot("open-data")
    assert download(reader, "下载 CSV").count("\n") == 3


@pytest.mark.parametrize("phone", [False, True])
def test_a_reader_follows_an_entry_through_its_versions(
    people: Cast, visit: Visit, phone: bool
) -> None:
    reader = visit(phone=phone, scripts=False)
    reader.go(ENTRY)
    assert "版本 3 · 确认现状" in reader.words
    reader.follow("版本 2")
    assert reader.path == f"{ENTRY}versions/2/"
    assert "备注：变更主体名称" in reader.words
    reader.shoot("version")
    reader.follow("← 版本 1")
    assert "不是现行内容" in reader.words
    reader.go(f"/registry/{number(2)[4:-1]}/")
    assert "该备案已经注销，备案编号不再有效" in reader.words
    reader.shoot("ended")


@pytest.mark.parametrize("phone", [False, True])
def test_a_reader_reports_and_reads_the_officers_answer(
    people: Cast, visit: Visit, phone: bool
) -> None:
    reader = visit(phone=phone, scripts=False)
    reader.go(ENTRY)
    reader.follow("反映问题")
    reader.press("提交")
    assert "未能提交" in reader.words
    reader.shoot("refused")
    reader.page.get_by_label("内容过期").check()
    reader.page.get_by_label("请说明").fill("产品已经下线")
    reader.page.get_by_label("联系邮箱").fill("reader@example.com")
    reader.press("提交")
    assert "已收到" in reader.words
    receipt = reader.path
    assert re.fullmatch(r"/registry/reports/[-2-9A-Z]{24}/", receipt)
    reader.shoot("receipt")
    officer = visit(people.bo, phone=phone)
    officer.page.get_by_role("link", name="公示条目反映").first.click()
    officer.shoot("worklist")
    officer.follow("内容过期")
    assert "reader@example.com" in officer.words
    officer.page.get_by_label("已处理").check()
    officer.page.get_by_label("答复").fill("已通知该企业办理变更。")
    officer.shoot("settle")
    officer.press("答复并办结")
    assert "共 0 项" in officer.words
    reader.go(receipt)
    assert "已通知该企业办理变更。" in reader.words
    assert "产品已经下线" not in reader.words
    reader.shoot("answered")
    assert EntryReport.objects.get().handled_by == people.bo


def test_the_bait_is_out_of_sight(people: Cast, visit: Visit) -> None:
    reader = visit()
    reader.go(f"{ENTRY}report/")
    box = (
        reader.page.get_by_label("请勿填写此栏")
        .locator("xpath=ancestor::div[@class='bait']")
        .bounding_box()
    )
    assert box is not None
    assert (box["width"], box["height"]) == (1, 1)
