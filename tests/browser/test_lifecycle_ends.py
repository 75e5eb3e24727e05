"""How a number ends, and how it is graded, in a real browser; strangers see nothing of it at any stage."""

import pytest

from filings.models import Filing
from portal import clock
from portal.notices.outbox import drain
from tests.browser.conftest import SetClock, Visit
from tests.browser.lifecycle import TEXTS, Text, Unseen, both_texts, recorded, unseen
from tests.browser.visiting import Visitor
from tests.make import NAME, Cast

__all__ = ["recorded", "unseen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@both_texts
def test_a_service_ends_and_its_number_with_it(
    text: Text,
    people: Cast,
    recorded: Filing,
    unseen: Unseen,
    visit: Visit,
    set_clock: SetClock,
) -> None:
    company, officer, public = visit(people.ai), visit(people.bo), visit()
    set_clock("2026-11-03 09:30")
    company.go(f"/cases/{recorded.number}/")
    company.follow("申报终止服务")
    company.page.get_by_label("服务终止日").fill(text.service_ends)
    company.page.get_by_label("终止服务的原因").fill("业务调整。")
    company.press("申报终止服务")
    company.page.get_by_text("已办理：申报终止服务。").wait_for()
    assert text.deregistration_ends in company.words
    assert "请说明对用户和数据的安排，申请注销备案。" in company.words
    company.shoot("待申请注销")
    company.follow("申请注销备案")
    company.page.get_by_label("对用户的安排").fill("提前三十日公告，退还余额。")
    company.page.get_by_label("对数据的安排").fill("到期删除，日志留存六个月。")
    company.shoot("申请注销")
    company.press("申请注销备案")
    company.page.get_by_text("已办理：申请注销备案。").wait_for()
    unseen()
    officer.go("/desk/")
    officer.follow("注销待审")
    officer.follow(NAME)
    assert "请核对对用户和数据的安排" in officer.words
    assert "到期删除，日志留存六个月。" in officer.words
    officer.shoot("注销审核")
    _has_to_wait_for_the_end(officer, text)
    set_clock(text.granted_at)
    officer.go(f"/cases/{recorded.number}/")
    officer.follow("准予注销")
    officer.page.get_by_label("我已核对以上内容").check()
    officer.press("准予注销")
    officer.page.get_by_text("已办理：准予注销。").wait_for()
    officer.shoot("已注销")
    company.go(f"/cases/{recorded.number}/")
    assert "已注销。请从网站、应用程序上撤下备案编号" in company.words
    company.shoot("已注销")
    public.go(f"/registry/{recorded.record_number}/")
    assert text.marked in public.words
    public.shoot("已注销的公示")
    public.go("/registry/?q=青云")
    assert "共 1 条" in public.words  # it stays, marked
    assert "已注销" in public.words
    unseen()


def _has_to_wait_for_the_end(officer: Visitor, text: Text) -> None:
    """By the draft the application comes long before the service ends, and the number holds until then."""
    waits = text.profile == "algorithm-2021-draft"
    assert ("服务终止日尚未到来，备案编号到终止日仍须有效" in officer.words) == waits
    granting = officer.page.get_by_role("link", name="准予注销", exact=True)
    assert granting.get_attribute("aria-disabled") == ("true" if waits else None)


@both_texts
def test_a_number_obtained_by_false_material_is_revoked_by_a_second_person(
    text: Text,
    people: Cast,
    recorded: Filing,
    unseen: Unseen,
    visit: Visit,
    set_clock: SetClock,
) -> None:
    company, officer, supervisor = visit(people.ai), visit(people.bo), visit(people.chen)
    set_clock("2026-10-12 09:30")
    officer.go(f"/cases/{recorded.number}/")
    officer.follow("告知拟撤销备案")
    officer.page.get_by_label("撤销的情形").select_option("false_material")
    officer.page.get_by_label("认定的事实").fill("自评估报告系伪造。")
    officer.page.get_by_label("证据").fill("鉴定意见一份。")
    officer.page.get_by_label("我已核对以上内容").check()
    officer.shoot("告知拟撤销")
    officer.press("告知拟撤销备案")
    officer.page.get_by_text("已办理：告知拟撤销备案。").wait_for()
    refused = officer.page.get_by_role("link", name="撤销备案", exact=True)
    assert refused.get_attribute("aria-disabled") == "true"
    assert "须由提出撤销意见以外的第二名工作人员作出决定" in officer.words
    officer.shoot("已告知")
    unseen()
    _answer(company, recorded)
    set_clock("2026-10-15 10:00")
    _decide(supervisor, recorded, text)
    assert drain(clock.now()) == 4  # received, recorded, prior notice, decision
    company.go(f"/cases/{recorded.number}/")
    assert "备案已被撤销。请撤下备案编号" in company.words
    assert "撤销备案决定书" in company.words
    company.shoot("已撤销")
    public = visit()
    public.go(f"/registry/{recorded.record_number}/")
    assert "已撤销（2026年10月）" in public.words
    assert "自评估报告系伪造" not in public.page.content()
    public.shoot("已撤销的公示")
    unseen()


def _answer(company: Visitor, case: Filing) -> None:
    """The company finds it on its desk, with the last day, and answers."""
    company.go("/desk/to-do/")
    company.follow(NAME)
    assert "备案机关拟撤销本备案，请尽快阅读事先告知书，并在期限内陈述申辩。" in company.words
    assert "2026年10月19日截止" in company.words
    assert "鉴定意见一份。" in company.words
    company.shoot("被告知拟撤销")
    company.follow("陈述申辩")
    company.page.get_by_label("陈述申辩意见").fill("报告由供应商提供，我司不知情。")
    assert "一次说明全部意见：提交即视为陈述完毕" in company.words
    company.press("陈述申辩")
    assert "请勾选确认后再办理。" in company.words
    company.page.get_by_label("我已核对以上内容").check()
    company.shoot("陈述申辩")
    company.press("陈述申辩")
    company.page.get_by_text("已办理：陈述申辩。").wait_for()
    company.go("/desk/to-do/")
    assert NAME not in company.words


def _decide(supervisor: Visitor, case: Filing, text: Text) -> None:
    supervisor.go("/desk/")
    supervisor.follow("拟撤销")
    supervisor.follow(NAME)
    assert "企业已经陈述申辩，请决定是否撤销" in supervisor.words
    assert "报告由供应商提供，我司不知情。" in supervisor.words
    supervisor.shoot("待决定")
    supervisor.follow("撤销备案")
    assert text.revocation in supervisor.words
    supervisor.page.get_by_label("决定理由").fill("陈述不影响事实认定，不予采纳。")
    supervisor.page.get_by_label("我已核对以上内容").check()
    supervisor.shoot("撤销备案")
    supervisor.press("撤销备案")
    supervisor.page.get_by_text("已办理：撤销备案。").wait_for()
    assert "已撤销备案" in supervisor.words


@both_texts
def test_a_closed_site_is_cancelled_ex_officio_and_a_limit_that_still_runs_is_no_ground(
    text: Text,
    people: Cast,
    recorded: Filing,
    unseen: Unseen,
    visit: Visit,
    set_clock: SetClock,
) -> None:
    company, officer, public = visit(people.ai), visit(people.bo), visit()
    set_clock("2026-11-03 09:30")
    officer.go(f"/cases/{recorded.number}/actions/cancel_ex_officio/")
    officer.page.get_by_label("认定的事实").fill("网站无法访问。")
    officer.page.get_by_label("注销的情形").select_option("not_deregistered")
    officer.page.get_by_label("服务终止之日").fill(text.service_ends)
    officer.page.get_by_label("我已核对以上内容").check()
    officer.press("依职权注销")
    assert text.not_missed in officer.words
    officer.page.get_by_label("注销的情形").select_option("site_closed")
    officer.page.get_by_label("认定的事实").fill("网站已被责令关闭。")
    officer.page.get_by_label("我已核对以上内容").check()
    officer.shoot("依职权注销")
    officer.press("依职权注销")
    officer.page.get_by_text("已办理：依职权注销。").wait_for()
    officer.shoot("已依职权注销")
    company.go(f"/cases/{recorded.number}/")
    assert "备案已被依职权注销。请撤下备案编号" in company.words
    assert "网站已被责令关闭。" in company.words
    company.shoot("被依职权注销")
    public.go(f"/registry/{recorded.record_number}/")
    assert "已注销（2026年11月）" in public.words
    unseen()


@pytest.mark.parametrize("text", TEXTS[:1], ids=lambda text: text.profile)
def test_a_filing_is_graded_without_scripts_and_nobody_outside_sees_it(
    text: Text, people: Cast, recorded: Filing, unseen: Unseen, visit: Visit
) -> None:
    officer, company = visit(people.bo, scripts=False, phone=True), visit(people.ai)
    officer.go(f"/cases/{recorded.number}/")
    officer.follow("分级分类")
    for score in officer.page.locator("fieldset").all():
        score.get_by_label("4", exact=True).check()
    officer.page.get_by_label("理由").fill("用户千万级，影响议程。")
    officer.press("分级分类")
    assert "所选五项合计 20 分，建议“一级（重点）”" in officer.words
    officer.page.get_by_label("级别").select_option(label="一级（重点）")
    officer.page.get_by_label("标记为高风险").check()
    officer.shoot("分级分类")
    officer.press("分级分类")
    officer.page.get_by_text("已办理：分级分类。").wait_for()
    assert "五项合计 20 分" in officer.words
    officer.shoot("已分级")
    officer.go("/desk/filings/?high_risk=yes")
    assert "共 1 件" in officer.words
    officer.shoot("高风险")
    company.go(f"/cases/{recorded.number}/")
    for secret in ("分级", "高风险", "一级", "用户千万级"):
        assert secret not in company.page.content()
    unseen()
