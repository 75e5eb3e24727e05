"""The page and the API of the display duty: who sees what, what is pasted, what is asked; and the QR code."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.test import Client

from filings.checking import asking, claims, settling
from filings.checking.showing import told
from filings.display.examine import Finding
from filings.display.results import Result
from filings.display.verdict import Source, judge
from filings.models import DisplayCheck, Filing
from filings.states import FilingState
from filings.views import display as page_display
from portal.accounts.models import User
from portal.workflow.api import calling
from tests import make
from tests.make import Cast, at

pytestmark = pytest.mark.django_db
NOW = at("2026-10-09 10:00")
PAGE = "<p>网信算备<b>旧</b></p><script>alert(1)</script>".encode()
FOUND = Finding(
    Result.BOTH_MISSING,
    "网页文字中没有这一编号",
    "欢迎 <b>阅读</b>",
    "https://www.a.example/",
    200,
    "gb18030",
    PAGE,
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    moments = [NOW]
    for module in (page_display, calling):
        monkeypatch.setattr(module, "now", lambda: moments[-1])
    return moments


@pytest.fixture
def people() -> Cast:
    return make.cast()


@pytest.fixture
def filing(people: Cast) -> Filing:
    product = make.product(service_form="website", url="https://a.example/")
    return make.filing(people, FilingState.RECORDED, products=[product])


@pytest.fixture
def by_hand(people: Cast) -> Filing:
    return make.filing(people, FilingState.RECORDED, products=[make.product(url="应用商店")])


def address(filing: Filing) -> str:
    return f"/filings/{filing.number}/display/"


def window(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def body(user: User, path: str, expected: int = 200) -> str:
    response = window(user).get(path)
    assert response.status_code == expected
    return response.content.decode()


def checked(filing: Filing, user: User) -> DisplayCheck:
    asking.ask(filing, user, NOW)
    found = claims.claim(NOW)
    assert found is not None
    claims.work(found, lambda: NOW, lambda page, entry: FOUND)
    settling.settle(NOW)
    return DisplayCheck.objects.get(pk=found.pk)


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


def test_programs_read_the_duty_and_ask(filing: Filing, people: Cast) -> None:
    client, path = window(people.ai), f"/api/v1/cases/{filing.number}/display/"
    asked = client.post(path, {}, content_type="application/json")
    assert asked.status_code == 202
    assert (asked.json()["waiting"], asked.json()["standing"]) == (True, "unknown")
    assert asked.json()["checks"][0]["result"] == "waiting"
    again = client.post(path, {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (429, "too_many_requests")
    assert again["Retry-After"] == "61"
    found = claims.claim(NOW)
    assert found is not None
    claims.work(found, lambda: NOW, lambda page, entry: FOUND)
    told = client.get(path).json()
    digits = (filing.record_number or "")[4:-1]
    assert told["record_number"] == filing.record_number
    assert told["snippet"]["qr"] == f"http://localhost:8000/registry/{digits}/qr.svg"
    assert (told["addresses"], told["each"]) == (["https://a.example/"], True)
    assert (told["standing"], told["waiting"]) == ("missing", False)
    check = told["checks"][0]
    assert (check["result"], check["result_label"], check["http_status"]) == (
        "both_missing",
        "未见编号和链接",
        200,
    )
    assert (check["size"], len(check["sha256"]), check["requested_by"]) == (
        len(PAGE),
        64,
        "备案主体",
    )
    assert len(told["checks"]) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"other": 1}, 422),
        ({"where": 1}, 422),
        ({"where": "x" * 501}, 422),
        ({"where": ""}, 422),
        ([], 422),
    ],
)
def test_programs_are_told_what_is_wrong_with_what_they_send(
    by_hand: Filing, people: Cast, sent: object, status: int
) -> None:
    path = f"/api/v1/cases/{by_hand.number}/display/"
    answer = window(people.ai).post(path, sent, content_type="application/json")
    assert answer.status_code == status
    assert not DisplayCheck.objects.exists()


def test_programs_state_it_by_hand_where_there_is_nothing_to_fetch(
    by_hand: Filing, people: Cast
) -> None:
    path = f"/api/v1/cases/{by_hand.number}/display/"
    sent = {"where": "设置页底部"}
    answer = window(people.ai).post(path, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["standing"]) == (202, "shown")
    assert answer.json()["checks"][0]["reason"] == "设置页底部"


def test_where_a_page_can_be_checked_programs_cannot_state_it_by_hand(
    filing: Filing, people: Cast
) -> None:
    path = f"/api/v1/cases/{filing.number}/display/"
    answer = window(people.ai).post(path, {"where": "页脚"}, content_type="application/json")
    assert answer.status_code == 422
    assert "备案内容中有网址" in answer.json()["detail"]


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
        "DISPLAY_CHECK_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-c", "import portal.settings"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DISPLAY_CHECK_NETWORKS 只用于演示与测试，生产环境拒绝启动" in done.stderr
