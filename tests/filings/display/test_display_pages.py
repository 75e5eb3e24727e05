"""The page of the display duty: who sees what, what is pasted, what is asked; and the QR code."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings.checking import asking, claims, settling
from filings.checking.showing import told
from filings.display.examine import Finding
from filings.display.results import Result
from filings.display.verdict import Source, judge
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from tests import make
from tests.filings.display.pages import (
    FOUND,
    NOW,
    PAGE,
    address,
    body,
    by_hand,
    checked,
    clock,
    window,
)
from tests.make import Cast

__all__ = ["by_hand", "clock"]
pytestmark = pytest.mark.django_db


def test_the_company_gets_the_number_the_link_and_the_code(filing: Filing, people: Cast) -> None:
    page = body(people.ai, address(filing))
    digits = (filing.record_number or "")[4:-1]
    entry = f"http://localhost:8000/registry/{digits}/"
    assert (
        f"&lt;a href=&quot;{entry}&quot; target=&quot;_blank&quot; rel=&quot;noopener&quot;&gt;"
        in page
    )
    assert f"算法备案编号：{filing.record_number}，公示信息：{entry}" in page
    assert f'src="/registry/{digits}/qr.svg"' in page
    assert "还没有检查过" in page
    assert "立即检查" in page
    assert '<a href="/law/algorithm-2021-draft/algorithm.display/">' in page
    assert "第二十二条" in page


def test_what_is_pasted_passes_the_check(filing: Filing, people: Cast) -> None:
    shown = told(filing, people.ai)
    source = Source(f"<body>{shown.html}".encode(), "text/html", "https://a.example/")
    assert judge(source, shown.entry, {}).result is Result.SHOWN


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_for_strangers_there_is_no_such_page(filing: Filing, people: Cast, who: str) -> None:
    check = checked(filing, people.ai)
    stranger = window(getattr(people, who))
    for path in (address(filing), f"{address(filing)}{check.pk}/page.txt"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(address(filing)).status_code == 404
    for call in (stranger.get, stranger.post):
        answer = call(f"/api/v1/cases/{filing.number}/display/", content_type="application/json")
        assert answer.status_code == 404
    assert DisplayCheck.objects.count() == 1


def test_nobody_signed_out_sees_it(filing: Filing) -> None:
    assert window(None).get(address(filing))["Location"].startswith("/accounts/login/")
    assert window(None).get(f"/api/v1/cases/{filing.number}/display/").status_code == 401


def test_before_there_is_a_number_there_is_no_such_page(people: Cast) -> None:
    case = make.filing(people, FilingState.SUBMITTED)
    body(people.ai, address(case), 404)
    assert window(people.ai).get(f"/api/v1/cases/{case.number}/display/").status_code == 404
    body(people.ai, "/filings/BA2026999999/display/", 404)


def test_a_check_is_asked_waited_for_and_shown(filing: Filing, people: Cast) -> None:
    client = window(people.ai)
    assert client.post(address(filing))["Location"] == address(filing)
    waiting = client.get(address(filing))
    assert waiting["Refresh"] == "5"
    assert "检查中：正在读取" in waiting.content.decode()
    found = claims.claim(NOW)
    assert found is not None
    claims.work(found, lambda: NOW, lambda page, entry: FOUND)
    settling.settle(NOW)
    done = client.get(address(filing))
    assert "Refresh" not in done
    page = done.content.decode()
    assert "网页上未见备案编号或者公示链接" in page
    assert "欢迎 &lt;b&gt;阅读&lt;/b&gt;" in page
    assert "最终地址 https://www.a.example/" in page
    assert "HTTP 200" in page
    assert f'<code title="{DisplayCheck.objects.get().body_id}">' in page
    assert "备案主体" in page


def test_asking_again_at_once_is_refused_with_the_way_back(filing: Filing, people: Cast) -> None:
    client = window(people.ai)
    client.post(address(filing))
    again = client.post(address(filing))
    assert again.status_code == 429
    assert "刚刚请求过检查，请一分钟后再试" in again.content.decode()


def test_the_fetched_page_is_for_the_authority_and_never_runs(filing: Filing, people: Cast) -> None:
    check = checked(filing, people.ai)
    path = f"{address(filing)}{check.pk}/page.txt"
    file = window(people.bo).get(path)
    assert file.content == PAGE
    assert file["Content-Type"] == "text/plain"
    assert file["Content-Disposition"].startswith("attachment; filename=")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert "下载当时的网页" in body(people.bo, address(filing))
    assert "下载当时的网页" not in body(people.ai, address(filing))
    assert window(people.ai).get(path).status_code == 404
    assert window(people.bo).get(f"{address(filing)}999999/page.txt").status_code == 404


def test_an_officer_who_asks_is_not_named_to_the_company(filing: Filing, people: Cast) -> None:
    checked(filing, people.bo)
    page = body(people.ai, address(filing))
    assert "主管部门" in page
    assert ">Bo<" not in page


def test_enforcers_see_it_and_cannot_ask(filing: Filing, people: Cast) -> None:
    assert "立即检查" not in body(people.fang, address(filing))
    assert window(people.fang).post(address(filing)).status_code == 403


def test_of_an_ended_filing_the_page_stays_without_the_button(people: Cast) -> None:
    product = make.product(service_form="website", url="https://a.example/")
    filing = make.filing(people, FilingState.CANCELLED, products=[product])
    assert "立即检查" not in body(people.ai, address(filing))
    assert window(people.ai).post(address(filing)).status_code == 409


def test_without_a_web_address_the_company_states_it_by_hand(by_hand: Filing, people: Cast) -> None:
    client = window(people.ai)
    page = client.get(address(by_hand)).content.decode()
    assert "备案内容中没有网址" in page
    refused = client.post(address(by_hand), {"where": ""})
    assert refused.status_code == 422
    assert "编号标明在何处" in refused.content.decode()
    assert client.post(address(by_hand), {"where": "<b>设置页</b>底部"}).status_code == 302
    settling.settle(NOW)
    page = client.get(address(by_hand)).content.decode()
    assert "&lt;b&gt;设置页&lt;/b&gt;底部" in page
    assert "已标明备案编号和公示链接" in page
    assert window(people.bo).post(address(by_hand), {"where": "x"}).status_code == 403


def test_the_records_are_paged(filing: Filing, people: Cast) -> None:
    for turn in range(25):
        asking.insert(filing, ("https://a.example/",), NOW + turn * timedelta(days=1))
        found = claims.claim(NOW + turn * timedelta(days=1))
        assert found is not None
        claims.store(found, FOUND, NOW)
    assert body(people.ai, address(filing)).count('class="display-check"') == 20
    assert body(people.ai, f"{address(filing)}?page=2").count('class="display-check"') == 5
    body(people.ai, f"{address(filing)}?page=3", 404)
    body(people.ai, f"{address(filing)}?page=x", 404)


def test_anybody_may_have_the_qr_code_of_a_public_entry(filing: Filing) -> None:
    digits = (filing.record_number or "")[4:-1]
    code = window(None).get(f"/registry/{digits}/qr.svg")
    assert (code.status_code, code["Content-Type"]) == (200, "image/svg+xml")
    assert b"<svg" in code.content
    assert b"script" not in code.content
    assert code["Cache-Control"] == "public, max-age=86400"
    assert window(None).get("/registry/990101999999999990001/qr.svg").status_code == 404
    assert window(None).get("/registry/nonsense/qr.svg").status_code == 404
    assert window(None).post(f"/registry/{digits}/qr.svg").status_code == 405


def test_production_refuses_opened_networks() -> None:
    environment = dict(os.environ) | {
        "SECRET_KEY": "x" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
        "DEBUG": "0",
        "PORTAL_LOCAL": "0",
        "FIELD_KEYS": "Y2hlY2stb25seS1jaGVjay1vbmx5LWNoZWNrLW9ubHk=",
        "DISPLAY_CHECK_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-c", "import portal.settings"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DISPLAY_CHECK_NETWORKS 只用于演示与测试，生产环境拒绝启动" in done.stderr


def test_a_long_record_costs_no_more_queries_than_a_short_one(filing: Filing, people: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            body(people.bo, address(filing))
        return len(captured)

    def asked_once_more(turn: int) -> None:
        now = NOW + turn * timedelta(days=1)
        asking.insert(filing, ("https://a.example/",), now, people.ai if turn % 2 else people.bo)
        found = claims.claim(now)
        assert found is not None
        claims.store(found, FOUND, now)

    asked_once_more(0)
    queries()
    few = queries()
    for turn in range(1, 12):
        asked_once_more(turn)
    assert queries() == few


def test_who_left_the_company_still_asked_for_it(filing: Filing, people: Cast) -> None:
    checked(filing, people.ai)
    people.ai.memberships.update(is_active=False)
    assert "备案主体</span>" in body(people.bo, address(filing))


def test_what_an_officer_saw_is_shown_without_a_name(filing: Filing, people: Cast) -> None:
    told = {"reason": "<b>首页</b>页脚标明了编号"}
    make.act(filing, "confirm_display_by_inspection", people.bo, now=NOW, **told)
    page = body(people.ai, address(filing))
    assert "&lt;b&gt;首页&lt;/b&gt;页脚标明了编号" in page
    assert "以主管部门的查看为准" in page
    assert "人工查看已标明" in page
    assert ">Bo<" not in page


def test_an_officer_acts_through_the_form_of_the_case(filing: Filing, people: Cast) -> None:
    client = window(people.bo)
    path = f"/cases/{filing.number}/actions/report_display_missing_by_inspection/"
    assert "查看情况" in body(people.bo, path)
    sent = {"version": make.version_of(filing), "reason": ""}
    assert client.post(path, sent).status_code == 422
    assert client.post(path, sent | {"reason": "首页没有编号"}).status_code == 302
    assert "主管部门查看时未见备案编号或者公示链接" in body(people.ai, address(filing))
    assert window(people.eve).get(path).status_code == 404


def test_of_a_website_that_cannot_be_read_both_ways_are_offered(
    filing: Filing, people: Cast
) -> None:
    asking.insert(filing, ("https://a.example/",), NOW - timedelta(days=1))
    found = claims.claim(NOW)
    assert found is not None
    claims.store(found, Finding(Result.UNREACHABLE, "域名无法解析"), NOW)
    page = body(people.ai, address(filing))
    assert "立即检查" in page
    assert "提交说明" in page
    client = window(people.ai)
    assert client.post(address(filing), {"where": "首页页脚"}).status_code == 302
    settling.settle(NOW)
    page = body(people.ai, address(filing))
    assert "以备案主体的说明为准" in page
    assert "首页页脚" in page
