"""Double clicks, two tabs, two officers: one effect, and the other is told why and where to go on."""

import pytest
from playwright.sync_api import Page

from filings.states import FilingState
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from tests.browser.conftest import Visit
from tests.make import Cast, complete_draft, filing, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def times(case: Case, action: str) -> int:
    """How often something happened to a case."""
    return AuditEvent.objects.filter(case_id=case.pk, action=action).count()


def send(page: Page, button: str) -> None:
    page.locator("main").get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_double_click_hands_in_once(people: Cast, visit: Visit, scripts: bool) -> None:
    case = complete_draft(people)
    company = visit(people.ai, scripts=scripts)
    company.go(f"/cases/{case.number}/actions/submit/")
    company.page.locator("main").get_by_role("button", name="提交备案").dblclick(no_wait_after=True)
    company.page.get_by_text("审核中").first.wait_for()
    assert times(case, "submit") == 1
    assert case.notices.count() == 1
    assert Case.objects.get(pk=case.pk).version == case.version + 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_double_click_opens_one_case(people: Cast, visit: Visit, scripts: bool) -> None:
    company = visit(people.ai, scripts=scripts)
    company.go("/cases/new/filing/")
    main = company.page.locator("main")
    main.get_by_label("算法名称").fill("双击算法")
    main.get_by_label("算法类型").select_option(label="排序精选类")
    main.get_by_role("button", name="新建草稿并继续填报").dblclick(no_wait_after=True)
    company.page.wait_for_url("**/edit/**")
    assert Case.objects.count() == 1


def test_the_second_of_two_tabs_is_told_and_led_on(people: Cast, visit: Visit) -> None:
    case = complete_draft(people)
    company = visit(people.ai)
    company.go(f"/cases/{case.number}/actions/submit/")
    second = company.another_tab()
    company.press("提交备案")
    company.page.get_by_text("已办理：提交备案。").wait_for()
    send(second, "提交备案")
    told = second.get_by_role("alert")
    told.wait_for()
    assert "事项已有新的变动，本次提交没有生效" in told.inner_text()
    assert "Ai（备案填报人） 办理了“提交备案”，状态变为“审核中”" in told.inner_text()
    second.get_by_role("link", name="查看事项的最新情况").click()
    second.wait_for_url(f"**/cases/{case.number}/")
    assert times(case, "submit") == 1


def test_two_tabs_that_edit_lose_nobodys_words(people: Cast, visit: Visit) -> None:
    case = complete_draft(people)
    company = visit(people.ai)
    company.go(f"/cases/{case.number}/edit/publication/")
    second = company.another_tab()
    company.page.get_by_label("算法目的意图").fill("第一页写的")
    company.press("保存")
    company.page.get_by_text("“拟公示内容”已保存。").wait_for()
    second.get_by_label("算法目的意图").fill("第二页写的")
    send(second, "保存")
    second.get_by_role("alert").wait_for()
    assert second.get_by_label("算法目的意图").input_value() == "第二页写的"
    assert "尚未保存" in second.locator("main").inner_text()
    second.locator("main form").get_by_role("link", name="载入最新内容").click()
    second.wait_for_load_state()
    assert second.get_by_label("算法目的意图").input_value() == "第一页写的"


def test_of_two_officers_one_acts_and_the_other_is_told(people: Cast, visit: Visit) -> None:
    case = filing(people)
    other = person("gu", people.office, Role.FILING_OFFICER)
    first, second = visit(people.bo), visit(other)
    first.go(f"/cases/{case.number}/actions/propose_record/")
    second.go(f"/cases/{case.number}/actions/decline/")
    first.press("提出予以备案")
    first.page.get_by_text("已办理：提出予以备案。").wait_for()
    second.page.get_by_label("问题与理由：主体信息").fill("地址不一致。")
    second.page.get_by_label("我已核对以上内容").check()
    second.press("不予备案")
    told = second.page.get_by_role("alert").first
    told.wait_for()
    assert "办理了“提出予以备案”，状态变为“待复核签发”" in told.inner_text()
    assert second.page.get_by_label("问题与理由：主体信息").input_value() == "地址不一致。"
    second.follow("查看事项的最新情况")
    assert second.path == f"/cases/{case.number}/"
    assert "待复核签发" in second.words
    assert times(case, "decline") == 0
    assert Case.objects.get(pk=case.pk).state == FilingState.RECORD_PROPOSED
