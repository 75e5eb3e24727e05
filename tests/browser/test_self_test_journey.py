"""The self-test in a real browser: by phone and without scripts to a dated result, back again, and on to a filing."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.visiting import Visitor
from tests.make import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(visitor: Visitor, *words: str) -> None:
    """Tick the choices and go on."""
    for label in words:
        visitor.page.get_by_label(label, exact=False).first.check()
    visitor.press("下一问")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visitor_learns_by_when_to_file_and_begins(
    people: Cast, visit: Visit, scripts: bool
) -> None:
    somebody = visit(phone=True, scripts=scripts)
    somebody.go("/")
    somebody.follow("我的服务需要备案吗？")
    somebody.press("下一问")
    assert "请选择一项" in somebody.words
    choose(somebody, "是")
    somebody.shoot("types")
    choose(somebody, "个性化推送类")
    choose(somebody, "短视频", "网络直播")
    somebody.page.locator("input[type=date]").fill("2026-09-14")
    somebody.shoot("launch")
    somebody.press("查看结果")
    assert "应当备案" in somebody.words
    assert "办理算法备案 2026年9月28日截止" in somebody.words
    assert "不是主管部门的认定" in somebody.words
    somebody.shoot("result")

    somebody.follow("上一问")
    assert somebody.page.locator("input[type=date]").input_value() == "2026-09-14"
    somebody.follow("上一问")
    assert somebody.page.get_by_label("短视频").is_checked()
    assert somebody.page.get_by_label("网络直播").is_checked()
    somebody.page.go_back()
    somebody.page.go_back()
    somebody.follow("开始备案")
    assert somebody.path == "/accounts/login/"


def test_a_company_takes_its_answers_along_into_the_filing(people: Cast, visit: Visit) -> None:
    company = visit(people.ai)
    company.go("/self-test/?a=py.tp.ff.l20260914")
    company.follow("开始备案")
    assert company.path == "/cases/new/filing/"
    assert company.page.get_by_label("上线时间").input_value() == "2026-09-14"
    assert company.page.get_by_label("算法类型").input_value() == "push"


def test_the_result_is_legible_on_paper(people: Cast, visit: Visit) -> None:
    somebody = visit()
    somebody.go("/self-test/?a=py.tp.ff.l20260914")
    somebody.page.emulate_media(media="print")
    main = somebody.page.locator("main")
    assert main.get_by_role("link", name="开始备案").is_hidden()
    assert main.get_by_text("应当备案", exact=True).is_visible()
    assert main.get_by_text("py.tp.ff.l20260914").is_visible()
