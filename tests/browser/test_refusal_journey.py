"""A refusal with reasons per item, and the way back in."""

from pathlib import Path

import pytest

from filings.models import Filing
from portal import clock
from portal.notices.outbox import drain
from tests.browser.conftest import SetClock, Visit
from tests.make import NAME, Cast, filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASONS = {"主体信息": "地址与营业执照不一致。", "算法备案承诺书": "未加盖公章。"}


def test_a_declined_filing_names_each_reason_and_can_be_filed_again(
    people: Cast, visit: Visit, set_clock: SetClock
) -> None:
    case = filing(people)
    officer, company = visit(people.bo), visit(people.ai)
    set_clock("2026-10-20 11:00")
    officer.go(f"/cases/{case.number}/")
    officer.follow("不予备案")
    officer.page.get_by_label("我已核对以上内容").check()
    officer.press("不予备案")
    assert "至少写明一项内容及其理由" in officer.words
    for item, reason in REASONS.items():
        officer.page.get_by_label(f"问题与理由：{item}", exact=True).fill(reason)
    officer.page.get_by_label("我已核对以上内容").check()
    officer.press("不予备案")
    officer.page.get_by_text("已办理：不予备案。").wait_for()
    assert drain(clock.now()) == 2

    company.go(f"/cases/{case.number}/")
    for item, reason in REASONS.items():
        assert f"{item} {reason}" in company.words
    company.follow("不予备案通知书")
    with company.page.expect_download() as download:
        company.follow("下载文书（PDF）")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

    set_clock("2026-11-02 09:00")
    company.go(f"/cases/{case.number}/edit/subject/")
    company.page.get_by_label("详细地址").fill("演示省演示市演示区二号")
    company.press("保存")
    company.go(f"/cases/{case.number}/")
    company.follow("重新申报")
    company.press("重新申报")
    company.page.get_by_text("已办理：重新申报。").wait_for()
    assert "2026年12月14日截止" in company.words  # thirty working days from 2 November
    officer.go("/desk/")
    assert (
        "2026年12月14日截止" in officer.page.get_by_role("row").filter(has_text=NAME).inner_text()
    )
    assert Filing.objects.get(pk=case.pk).revisions.count() == 2
