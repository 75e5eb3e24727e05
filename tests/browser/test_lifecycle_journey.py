"""A change in a real browser, under both texts, from declaring it to the new public version; strangers see nothing."""

import re

import pytest
from playwright.sync_api import Locator

from filings.models import Filing
from portal import clock
from portal.notices.outbox import drain
from tests.browser.conftest import SetClock, Visit
from tests.browser.filling import fill
from tests.browser.lifecycle import Text, Unseen, both_texts, recorded, unseen
from tests.browser.visiting import Visitor
from tests.make import NAME, Cast

__all__ = ["recorded", "unseen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@both_texts
def test_a_change_is_declared_compared_returned_mended_and_published(
    text: Text,
    people: Cast,
    recorded: Filing,
    unseen: Unseen,
    visit: Visit,
    set_clock: SetClock,
) -> None:
    company, officer, public = visit(people.ai), visit(people.bo), visit()
    set_clock("2026-10-12 09:30")
    _declare(company, recorded, text)
    unseen()
    _type(company, recorded)
    told = _hand_in(company, recorded)
    unseen()
    _is_still_the_old_one(public, recorded)
    set_clock("2026-10-14 10:00")
    _compare_and_return(officer, recorded, told)
    _mend(company, recorded)
    set_clock("2026-10-19 10:00")
    _accept(officer, recorded)
    unseen()
    assert drain(clock.now()) == 6
    _is_the_new_one(public, recorded)
    company.go(f"/cases/{recorded.number}/")
    assert f"备案编号 {recorded.record_number}" in company.words
    assert "2026年10月19日变更" in company.words
    assert "变更备案通知书" in company.words
    company.shoot("变更备案后")


def _declare(company: Visitor, case: Filing, text: Text) -> None:
    company.go(f"/cases/{case.number}/")
    company.shoot("已备案")
    company.follow("申报变更")
    assert text.change in company.words
    company.page.get_by_label("变更发生日").fill("2026-10-13")
    company.page.get_by_label("变更情况").fill("更换算法安全责任人；新增小程序。")
    company.press("申报变更")
    assert "“变更发生日”不能晚于今天" in company.words  # it has not happened yet
    company.page.get_by_label("变更发生日").fill("2026-10-12")
    company.shoot("申报变更")
    company.press("申报变更")
    company.page.get_by_text("已办理：申报变更。").wait_for()
    assert text.change_ends in company.words
    assert "请修改发生变化的内容" in company.words
    company.shoot("变更待提交")
    company.go("/desk/")
    assert "办理变更手续" in company.words
    company.follow("待我方办理")
    assert NAME in company.words


def _type(company: Visitor, case: Filing) -> None:
    """Two fields and one more product."""
    company.go(f"/cases/{case.number}/edit/safety_officer/")
    fill(company.page.locator("main form"), {"姓名": "王五", "证件号码": "E11112222"})
    company.press("保存")
    company.page.get_by_text("“算法安全责任人”已保存。").wait_for()
    company.go(f"/cases/{case.number}/edit/products/")
    added = company.page.get_by_role("group", name="再添加一个产品")
    answers = {"产品名称": "青云小程序", "服务形式": "小程序", "服务状态": "已上线"}
    answers |= {"访问地址": "https://example.com/mini", "功能名称": "首页推荐"}
    fill(added, {**answers, "功能介绍": "推荐资讯。", "访问路径": "打开小程序\n首页"})
    company.press("保存")
    company.page.get_by_text("“产品及功能信息”已保存。").wait_for()


def _hand_in(company: Visitor, case: Filing) -> list[str]:
    """The company reads its differences and hands them in; answers the rows of the comparison."""
    company.go(f"/cases/{case.number}/")
    assert "已修改 3 处。请核对下面变更前后的差异" in company.words
    told = _differences(company.page.locator("#change").locator(".."))
    assert told == [
        "算法安全责任人姓名 李四 王五",
        "算法安全责任人证件号码 *****4321 *****2222",
        "产品及功能信息产品 （无） 青云小程序（小程序）",
    ]
    company.shoot("变更前后的差异")
    company.follow("提交变更")
    company.press("提交变更")
    company.page.get_by_text("已办理：提交变更。").wait_for()
    assert "变更正在审核，已公示的原内容继续有效。" in company.words
    company.shoot("变更审核中")
    return told


def _differences(section: Locator) -> list[str]:
    """The rows of the comparison, blanks made one."""
    rows = section.locator("tbody tr")
    cells = [row.locator("th, td").all_inner_texts() for row in rows.all()]
    return [" ".join(re.sub(r"\s+", "", cell) for cell in row) for row in cells]


def _is_still_the_old_one(public: Visitor, case: Filing) -> None:
    public.go(f"/registry/{case.record_number}/")
    assert "青云小程序" not in public.page.content()
    assert "版本 2 ·" not in public.words


def _compare_and_return(officer: Visitor, case: Filing, told: list[str]) -> None:
    """From the figure on the desk to the same comparison; back with reasons beside what changes."""
    officer.go("/desk/")
    officer.follow("变更待审")
    assert "共 1 件" in officer.words
    officer.shoot("变更待审")
    officer.follow(NAME)
    assert "请核对变更前后的差异" in officer.words
    assert _differences(officer.page.locator("#change").locator("..")) == told
    officer.shoot("变更审核")
    officer.follow("退回变更")
    officer.page.get_by_label("问题与理由：产品及功能信息").fill("新增产品的访问路径不完整。")
    officer.shoot("退回变更")
    officer.press("退回变更")
    officer.page.get_by_text("已办理：退回变更。").wait_for()
    assert "企业正在办理变更，提交之前无需审核。" in officer.words


def _mend(company: Visitor, case: Filing) -> None:
    company.go(f"/cases/{case.number}/")
    assert "变更被退回，理由 1 项。请修改后重新提交变更。" in company.words
    assert "新增产品的访问路径不完整。" in company.words
    company.shoot("变更被退回")
    company.go(f"/cases/{case.number}/edit/products/")
    product = company.page.get_by_role("group", name="产品 2：青云小程序")
    product.get_by_label("访问路径").fill("打开小程序\n点击“首页”\n下拉刷新")
    company.press("保存")
    company.go(f"/cases/{case.number}/")
    company.follow("提交变更")
    company.press("提交变更")
    company.page.get_by_text("已办理：提交变更。").wait_for()


def _accept(officer: Visitor, case: Filing) -> None:
    officer.go(f"/cases/{case.number}/")
    officer.follow("同意变更")
    officer.page.get_by_label("我已核对以上内容").check()
    officer.shoot("同意变更")
    officer.press("同意变更")
    officer.page.get_by_text("已办理：同意变更。").wait_for()
    assert "已备案，目前没有等待审核的事项。" in officer.words


def _is_the_new_one(public: Visitor, case: Filing) -> None:
    """The same number, what changed, and the version before it; of the officer only that there is another."""
    public.go(f"/registry/{case.record_number}/")
    assert str(case.record_number) in public.words
    assert "新增产品青云小程序（小程序）；变更算法安全责任人" in public.words
    assert "版本 2 · 变更" in public.words
    assert "版本 1 · 公示" in public.words
    for secret in ("王五", "李四", "E11112222"):
        assert secret not in public.page.content()
    public.shoot("变更后的公示")
