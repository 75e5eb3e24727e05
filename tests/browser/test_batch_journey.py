"""Batch work in a real browser, without scripts and on a phone: choose, start, leave, find again, download."""

import pytest

from filings.states import FilingState
from portal.accounts.roles import Role
from portal.workflow import tasks
from tests import make
from tests.browser.conftest import Visit
from tests.make import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_shares_out_cases_and_watches_it_happen(
    people: Cast, visit: Visit, scripts: bool
) -> None:
    make.person("gao", people.office, Role.FILING_OFFICER)
    cases = [make.filing(people) for _ in range(3)]
    officer = visit(people.bo, scripts=scripts)
    officer.follow("事项与批量办理")
    officer.page.get_by_label(f"选择 {cases[0].number}").check()
    officer.page.get_by_label(f"选择 {cases[2].number}").check()
    officer.shoot("list")
    officer.press("分派")
    assert "分派 2 个事项" in officer.words
    officer.page.get_by_label("承办人").select_option("gao")
    officer.shoot("what-is-done")
    officer.press("开始分派")
    assert "等待开始" in officer.words
    assert "已处理 0/2" in officer.words
    officer.shoot("waiting")
    assert tasks.work_batches() == 2
    officer.page.get_by_text("已结束").first.wait_for()  # the page asks again by itself
    assert officer.words.count("已分派给 Gao") == 2
    officer.shoot("done")
    officer.go("/desk/workload/")
    officer.shoot("workload")
    officer.follow("2")
    assert officer.path == "/desk/workload/gao/open/"
    assert "Gao · 在办" in officer.words


def test_an_export_is_found_again_and_downloaded_on_a_phone(people: Cast, visit: Visit) -> None:
    case = make.filing(people, FilingState.RECORDED)
    make.filing(people)
    officer = visit(people.bo, phone=True)
    officer.go("/cases/")
    officer.page.get_by_label("不限于勾选的").check()
    officer.press("导出")
    officer.press("开始导出")
    officer.go("/desk/")
    assert tasks.work_batches() == 2
    officer.go("/cases/batches/")
    officer.shoot("batches")
    officer.page.get_by_role("link", name="导出 2 个事项").click()
    with officer.page.expect_download() as waiting:
        officer.follow("下载清单（CSV）")
    assert waiting.value.suggested_filename.startswith("事项清单-")
    assert waiting.value.path().read_text("utf-8-sig").count(case.number) == 1


@pytest.mark.parametrize("phone", [False, True])
def test_all_that_the_ledger_finds_are_shared_out_without_scripts(
    people: Cast, visit: Visit, phone: bool
) -> None:
    for state in (FilingState.RECORDED, FilingState.SUBMITTED, FilingState.SUBMITTED):
        make.filing(people, state)
    officer = visit(people.bo, phone=phone, scripts=False)
    officer.go("/desk/filings/?state=submitted")
    officer.shoot("ledger")
    officer.page.get_by_label("不限于勾选的").check()
    officer.press("分派")
    assert "分派 2 个事项" in officer.words
    officer.page.get_by_label("承办人").select_option("bo")
    officer.press("开始分派")
    assert tasks.work_batches() == 2
    officer.go("/desk/filings/?state=submitted")
    assert officer.words.count("Bo（本人）") == 2
    officer.shoot("assigned")


def test_a_stand_in_finds_the_work_of_the_person_who_is_away(people: Cast, visit: Visit) -> None:
    gao = make.person("gao", people.office, Role.FILING_OFFICER)
    case = make.filing(people)
    officer = visit(people.bo)
    officer.go(f"/cases/{case.number}/")
    officer.follow("分派")
    officer.page.get_by_label("承办人").select_option("bo")
    officer.press("分派")
    officer.go("/accounts/absences/")
    officer.follow("登记我的缺勤")
    officer.page.get_by_label("首日").fill("2026-09-22")
    officer.page.get_by_label("末日").fill("2026-09-25")
    officer.page.get_by_label("代理人").select_option(label="Gao")
    officer.shoot("absence")
    officer.press("登记")
    assert "已登记 Bo 的缺勤。" in officer.words
    stand_in = visit(gao)
    stand_in.follow("我承办的")
    assert case.number in stand_in.words
    assert "代 Bo" in stand_in.words
    stand_in.shoot("mine")
