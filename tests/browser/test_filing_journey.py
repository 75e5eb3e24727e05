"""The main job in a real browser, under both texts: from an empty form to the public entry and the letter."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from pytest_django.fixtures import Settings

from filings.record_number import problems
from portal import clock
from portal.notices.outbox import drain
from tests.browser.conftest import SetClock, Visit
from tests.browser.filling import begin, fill_sections, upload
from tests.browser.papers import papers
from tests.browser.visiting import Visitor
from tests.make import NAME, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Text:
    """What the pages and letters say under one text of the law."""

    profile: str
    title: str
    draft: bool
    initial: str
    decision: str
    change: str


TEXTS = (
    Text(
        "algorithm-2021-draft",
        "互联网信息服务算法推荐管理规定（征求意见稿）",
        True,
        "第二十条第一款",
        "第二十一条",
        "五个工作日内",
    ),
    Text(
        "algorithm-2022",
        "互联网信息服务算法推荐管理规定",
        False,
        "第二十四条第一款",
        "第二十五条",
        "十个工作日内",
    ),
)
NOTICE_OF_DRAFT = "依据征求意见稿，非现行有效规定"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.profile)
def test_a_filing_goes_from_the_empty_form_to_the_public_entry(
    text: Text,
    people: Cast,
    visit: Visit,
    settings: Settings,
    set_clock: SetClock,
    tmp_path: Path,
) -> None:
    settings.ALGORITHM_PROFILE = text.profile
    company, officer, supervisor = visit(people.ai), visit(people.bo), visit(people.chen)
    case = _file(company, people, papers(tmp_path), text)
    _submit(company, text)
    set_clock("2026-10-12 09:30")
    _ask_for_correction(officer, text)
    set_clock("2026-10-14 15:00")
    _answer_correction(company, case)
    set_clock("2026-10-28 16:00")
    _propose(officer, case)
    set_clock("2026-10-29 10:00")
    number = _countersign(supervisor, case)
    assert drain(clock.now()) == 4  # received, correction, received again, recorded
    code = _collect(company, case, number, text)
    _check_as_the_public(visit(), number, code, text)


def _file(company: Visitor, people: Cast, files: dict[str, Path], text: Text) -> str:
    """The form with one slip in it: the public name is not the algorithm's name."""
    company.shoot("工作台")
    case = begin(company)
    assert (NOTICE_OF_DRAFT in company.page.locator("body").inner_text()) is text.draft
    fill_sections(company, people, public_name="青云资讯推荐算法")
    upload(company, files)
    assert "请继续填报：还有 1 处需要补全或更正。" in company.words
    assert "2026年9月28日截止" in company.words
    assert text.initial in company.words
    company.shoot("发现不一致")
    slip = f"“拟公示算法名称”（青云资讯推荐算法）与“算法名称”（{NAME}）不一致，各处名称应完全相同"
    company.follow("继续填报")  # leads to the step with the slip
    assert company.path == f"/cases/{case}/edit/publication/"
    assert slip in company.words
    company.page.get_by_label("拟公示算法名称").fill(NAME)
    company.press("保存并进入下一步")
    company.go(f"/cases/{case}/")
    assert "内容齐备，您可以办理：提交备案" in company.words
    return case


def _submit(company: Visitor, text: Text) -> None:
    company.shoot("可以提交")
    company.follow("提交备案")
    assert f"（依据《{text.title}》{text.initial}）" in company.words
    company.shoot("提交")
    company.press("提交备案")
    company.page.get_by_text("已办理：提交备案。").wait_for()
    assert "审核中" in company.words
    assert "2026年11月10日截止" in company.words
    assert text.decision in company.words
    company.shoot("已提交")


def _ask_for_correction(officer: Visitor, text: Text) -> None:
    """From the desk, where the filing stands with its last day, to one list of two items."""
    officer.go("/desk/")
    row = officer.page.get_by_role("row").filter(has_text=NAME)
    assert "2026年11月10日截止" in row.inner_text()
    assert text.decision in row.inner_text()
    officer.shoot("待办")
    officer.follow(NAME)
    assert "自动检查未发现问题" in officer.words
    assert "打开应用 → 点击“首页” → 下拉刷新" in officer.words
    officer.shoot("齐全性检查")
    officer.follow("要求补正")
    main = officer.page.locator("main")
    main.get_by_label("问题与理由：主体信息").fill("注册地未填写，请补充。")
    main.get_by_label("问题与理由：算法安全自评估报告").fill("缺少对未成年人影响的评估。")
    officer.shoot("要求补正")
    officer.press("要求补正")
    officer.page.get_by_text("已办理：要求补正。").wait_for()
    assert "待补正" in officer.words
    assert "2026年11月10日截止" in officer.words


def _answer_correction(company: Visitor, case: str) -> None:
    company.go(f"/cases/{case}/")
    assert "注册地未填写，请补充。" in company.words
    assert "缺少对未成年人影响的评估。" in company.words
    company.shoot("收到补正通知")
    company.go(f"/cases/{case}/edit/subject/")
    company.page.get_by_label("注册地").fill("演示省演示市")
    company.press("保存")
    company.go(f"/cases/{case}/")
    company.follow("提交补正")
    company.press("提交补正")
    company.page.get_by_text("已办理：提交补正。").wait_for()
    assert "2026年11月10日截止" in company.words
    assert "第 2 版" in company.words


def _propose(officer: Visitor, case: str) -> None:
    """The officer proposes, and cannot sign what he proposed."""
    officer.go(f"/cases/{case}/")
    assert "演示省演示市" in officer.words
    officer.follow("提出予以备案")
    officer.page.get_by_label("审核意见").fill("材料齐全，建议予以备案。")
    officer.press("提出予以备案")
    officer.page.get_by_text("已办理：提出予以备案。").wait_for()
    refused = officer.page.get_by_role("link", name="复核签发并备案")
    assert refused.get_attribute("aria-disabled") == "true"
    assert "须由提出予以备案意见以外的第二名工作人员复核签发" in officer.words
    officer.shoot("不能自己签发")
    officer.go(f"/cases/{case}/actions/record/")
    assert "现在不能办理" in officer.words
    assert officer.page.locator("main").get_by_role("button", name="复核签发并备案").count() == 0


def _countersign(supervisor: Visitor, case: str) -> str:
    """The second signature gives the number."""
    supervisor.go("/desk/")
    supervisor.shoot("督办")
    supervisor.follow("待复核签发")
    supervisor.follow(NAME)
    assert "审核意见：材料齐全，建议予以备案。" in supervisor.words
    supervisor.follow("复核签发并备案")
    supervisor.press("复核签发并备案")
    assert "请勾选确认后再办理。" in supervisor.words
    supervisor.page.get_by_label("我已核对以上内容").check()
    supervisor.shoot("复核签发")
    supervisor.press("复核签发并备案")
    supervisor.page.get_by_text("已办理：复核签发并备案。").wait_for()
    assert supervisor.path == f"/cases/{case}/"
    supervisor.shoot("已备案")
    number = re.search("网信算备990101[0-9]{7}0326001[0-9]号", supervisor.words)
    assert number is not None
    assert problems(number.group(), frozenset({"99"})) == []
    return number.group()


def _collect(company: Visitor, case: str, number: str, text: Text) -> str:
    """The company reads the number and downloads the letter; answers the letter's verification code."""
    company.go(f"/cases/{case}/")
    assert f"备案编号 {number}" in company.words
    assert "2026年10月29日备案" in company.words
    company.shoot("企业看到编号")
    company.follow("备案通知书")
    company.shoot("通知书页面")
    with company.page.expect_download() as download:
        company.follow("下载文书（PDF）")
    body = Path(download.value.path()).read_bytes()
    assert body.startswith(b"%PDF")
    words = re.sub(
        r"\s", "", "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(body)).pages)
    )
    assert number in words
    assert "2026年10月29日" in words
    assert text.change in words
    assert ("征求意见稿" in words) is text.draft
    return company.page.locator("main dd code").first.inner_text()


def _check_as_the_public(public: Visitor, number: str, code: str, text: Text) -> None:
    """Signed out: two characters find the entry, the code proves the letter."""
    public.go("/")
    public.shoot("首页")
    public.go("/registry/")
    public.page.get_by_label("查询公示信息").fill("青云")
    public.page.get_by_role("button", name="查询", exact=True).click()
    assert "与“青云”相符的公示共 1 条" in public.words
    public.shoot("公示查询")
    public.follow(NAME)
    assert number in public.words
    assert "提取内容与行为特征后打分。" in public.words
    for secret in ("张三", "E12345678", "李四", "13800000000", "safety@example.com"):
        assert secret not in public.page.content()
    public.shoot("公示条目")
    public.go("/verify/")
    public.page.get_by_role("textbox", name="核验码").fill(code.lower().replace("-", " "))
    public.press("核验")
    assert "该核验码对应的文书由本门户签发。" in public.words
    assert number in public.words
    assert ("该文书依据征求意见稿作出，非现行有效规定。" in public.words) is text.draft
    public.shoot("核验结果")
