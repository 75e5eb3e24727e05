"""The public's pages by HTTP: what a stranger can do, what nobody can read, and that nothing hostile gets through."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from enforcement import receipts
from enforcement.complaining import found_by
from enforcement.models import Complaint
from enforcement.models.complaint import Complainant, identity_of
from enforcement.states import ComplaintState as S
from portal.audit.models import AuditEvent
from portal.notices.models import Notice
from portal.workflow import throttling
from tests import make
from tests.enforcement import complaining as tell
from tests.enforcement.people import NOW, EnforcementCast, cast
from tests.filings.register import published
from tests.portal.upload_samples import picture
from tests.portal.web_cast import SetClock, Visit, read, set_clock, visit

__all__ = ["set_clock", "visit"]
pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
WHO = tell.WHO
RECEIPT = re.compile(r'class="receipt"[^>]*>([0-9A-Z-]+)<')


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[EnforcementCast]:
    """One cast for all tests of this file, in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # the engine insists on its own transaction, except in tests
        with outer:
            yield cast()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def the_day(set_clock: SetClock) -> None:
    set_clock(NOW)


def posted(everybody: EnforcementCast, **changes: Any) -> dict[str, Any]:
    """What a browser sends."""
    return {
        "category": "opt_out",
        "respondent_name": everybody.company_a.name,
        "service": "首页推荐",
        "happened_on": "2026-09-10",
        "facts": tell.FACTS,
        "key": receipts.form_key(),
        **WHO,
    } | changes


def handed_in(client: Client, everybody: EnforcementCast, **changes: Any) -> tuple[Complaint, str]:
    page = client.post(NEW, posted(everybody, **changes)).content.decode()
    (receipt,) = RECEIPT.findall(page)
    found = found_by(receipt)
    assert found is not None
    return found, receipt


# --- Handing in -------------------------------------------------------------------------------------------------------
def test_a_stranger_hands_in_a_complaint_and_reads_the_receipt_once(
    client: Client, everybody: EnforcementCast
) -> None:
    page = read(client, NEW)
    assert 'name="key"' in page
    files = [SimpleUploadedFile("截图.png", picture(), "image/png")]
    answer = client.post(NEW, posted(everybody, files=files))
    page = answer.content.decode()
    (receipt,) = RECEIPT.findall(page)
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{5}(-[2-9A-HJKMNP-Z]{5}){2}", receipt)
    for told in ("2026年9月30日", "2026年11月23日", "《本平台内部规则》解释表 T1"):
        assert told in page
    assert receipt not in page.partition("</title>")[0]
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    case = found_by(receipt)
    assert case is not None
    assert (case.state, case.authority, case.documents.count()) == ("received", everybody.office, 1)
    assert identity_of(case) == WHO


def test_two_clicks_are_one_complaint_and_show_one_receipt(
    client: Client, everybody: EnforcementCast
) -> None:
    before = Complaint.objects.count()
    told = posted(everybody)
    pages = [client.post(NEW, told).content.decode() for _ in range(2)]
    assert RECEIPT.findall(pages[0]) == RECEIPT.findall(pages[1]) != []
    assert Complaint.objects.count() == before + 1


def test_a_users_appeal_says_what_the_platform_did(
    client: Client, everybody: EnforcementCast
) -> None:
    address = f"{NEW}?matter=user_appeal"
    assert "平台作了什么处理" in read(client, address)
    told = posted(
        everybody, platform_decision="扣减报酬", appealed_to_platform="on", category="workers"
    )
    page = client.post(address, told).content.decode()
    case = found_by(RECEIPT.findall(page)[0])
    assert case is not None
    assert (case.matter, case.platform_decision, case.appealed_to_platform) == (
        "user_appeal",
        "扣减报酬",
        True,
    )
    assert client.post(address, posted(everybody, category="workers")).status_code == 422


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"category": "praise"}, "“哪一类问题”没有这一选项"),
        ({"facts": ""}, "请填写“发生了什么”"),
        ({"facts": "算" * 5001}, "“发生了什么”至多 5000 字，现有 5001 字"),
        ({"facts": "正\u202e文"}, "“发生了什么”含有不可见的控制字符（U+202E）"),
        ({"name": "赵\u0007"}, "“姓名”含有不可见的控制字符（U+0007）"),
        ({"happened_on": "2026-09-23"}, "“发生日期”不能晚于今天"),
        ({"happened_on": "昨天"}, "“发生日期”应为 2026-09-14 这样的日期"),
        ({"email": "x"}, "“邮箱”应为 name@example.com 这样的邮箱"),
        ({"key": "chosen-by-somebody"}, "页面已经过期"),
        ({"province": "00"}, "“平台所在地区”没有这一选项"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_field_and_the_reason(
    client: Client, everybody: EnforcementCast, changed: dict[str, str], sentence: str
) -> None:
    before = Complaint.objects.count()
    answer = client.post(NEW, posted(everybody, **changed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Complaint.objects.count() == before


def test_files_are_judged_by_their_content_number_and_size(
    client: Client, everybody: EnforcementCast, settings: Any
) -> None:
    script = SimpleUploadedFile("图.png", b"<script>alert(1)</script>", "image/png")
    program = SimpleUploadedFile("a.exe", b"MZ", "image/png")
    many = [SimpleUploadedFile(f"{n}.png", picture(), "image/png") for n in range(4)]
    for files, sentence in (
        ([script], "的内容不是 PNG"),
        ([program], "不在允许范围内"),
        (many, "至多附 3 个文件，现有 4 个"),
    ):
        answer = client.post(NEW, posted(everybody, files=files))
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    settings.UPLOAD_MAX_BYTES = len(picture()) + 1
    files = [SimpleUploadedFile(f"{n}.png", picture(), "image/png") for n in range(2)]
    answer = client.post(NEW, posted(everybody, files=files))
    assert (answer.status_code, "附件合计不能超过" in answer.content.decode()) == (422, True)


def test_hundreds_of_hostile_posts_meet_a_plain_answer_and_leave_nothing(
    client: Client, everybody: EnforcementCast
) -> None:
    client.raise_request_exception = False
    before = Complaint.objects.count()
    nasty = (
        "\x00",
        "\ud7ff\u202e",
        "' OR 1=1 --",
        "{{7*7}}",
        "../../etc/passwd",
        "𝕏" * 300,
        "<svg/onload=1>",
    )
    fields = [*posted(everybody), "files", "matter", "state", "receipt_digest", "authority"]
    codes = set()
    for field in fields:
        for value in nasty:
            told = posted(everybody, facts="", **{field: value} if field != "facts" else {})
            codes.add(client.post(NEW, told).status_code)
    for body, kind in (
        (b"{}", "application/json"),
        (b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(2500)), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
        (b"facts=%ff%fe", "application/x-www-form-urlencoded"),
    ):
        codes.add(client.post(NEW, body, content_type=kind).status_code)
    twice = posted(everybody) | {"facts": ["一", ""], "category": ["opt_out", "x"]}
    codes.add(client.post(NEW, twice).status_code)
    assert codes <= {400, 413, 422}
    assert {400, 413, 422} <= codes
    assert Complaint.objects.count() == before


def test_what_was_written_is_shown_as_text(
    client: Client, everybody: EnforcementCast, visit: Visit
) -> None:
    nasty = "<script>alert(1)</script>"
    case, receipt = handed_in(client, everybody, facts=nasty)
    client.post(f"/complaints/{receipt}/", {"act": "supplement", "text": nasty})
    pages = (
        read(client, f"/complaints/{receipt}/"),
        read(visit(everybody.bo), f"/cases/{case.number}/"),
    )
    assert [page.count("<script>alert(1)") for page in pages] == [0, 0]
    assert [page.count("&lt;script&gt;alert(1)") for page in pages] == [1, 2]


def test_an_address_may_not_flood_the_office(
    client: Client, everybody: EnforcementCast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = {"complaints": "2/hour", "receipts": "2/hour"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "complaints"}
    settings.CACHES = {**settings.CACHES, "counters": local}
    monkeypatch.setattr(throttling, "_away_until", 0.0)
    caches["counters"].clear()
    codes = [client.post(NEW, posted(everybody)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    tried = [client.get(f"/complaints/22222-22222-2222{n}/").status_code for n in range(2, 5)]
    assert tried == [404, 404, 429]


def test_the_entry_of_a_filing_fills_in_the_platform(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    entry = published()
    address = f"{NEW}?number={entry.digits}"
    assert f'href="{address}"' in read(client, f"/registry/{entry.digits}/")
    page = read(client, address)
    assert f'value="{entry.subject_name}"' in page
    assert f'value="{entry.record_number}"' in page
    assert 'value="&lt;script' not in read(client, f"{NEW}?number=%3Cscript%3E")


# --- The receipt ------------------------------------------------------------------------------------------------------
def test_the_status_page_tells_state_dates_and_answer_and_takes_more(
    client: Client, everybody: EnforcementCast
) -> None:
    case, receipt = handed_in(client, everybody, name="", phone="", email="")
    address = f"/complaints/{receipt}/"
    found = client.post("/complaints/", {"receipt": receipt.lower().replace("-", "")})
    assert (found.status_code, found["Location"]) == (302, address)
    page = read(client, address)
    assert ("已收到" in page, "2026-09-30" in page) == (True, True)
    client.post(address, {"act": "supplement", "text": "昨天又出现一次"})
    assert "昨天又出现一次" in read(client, address)
    client.post(address, {"act": "give_contact", **WHO})
    case = tell.fresh(case)
    assert identity_of(case) == WHO
    assert WHO["name"] not in read(client, address)
    assert client.post(address, {"act": "give_contact"}).status_code == 422
    assert client.post(address, {"act": "close"}).status_code == 422
    tell.act(case, "accept", everybody.bo)
    tell.act(case, "write", everybody.bo)
    tell.act(case, "close", everybody.bo)
    page = read(client, address)
    for told in ("已办结", "反映属实，已责令改正。", "请补充手机型号。"):
        assert told in page
    assert tell.CLOSE["findings"] not in page
    late = client.post(address, {"act": "supplement", "text": "还有"})
    assert (late.status_code, "当前状态“已办结”不能" in late.content.decode()) == (409, True)


def test_a_withdrawal_is_confirmed_first(client: Client, everybody: EnforcementCast) -> None:
    case, receipt = handed_in(client, everybody)
    address = f"/complaints/{receipt}/"
    assert client.post(address, {"act": "withdraw"}).status_code == 422
    client.post(address, {"act": "withdraw", "sure": "on"})
    assert tell.fresh(case).state == S.WITHDRAWN
    assert "您已经撤回" in read(client, address)
    assert "没有提交的补充" not in read(client, address)
    late = client.post(address, {"act": "supplement", "text": "另一页上写的<情况>"})
    assert late.status_code == 409
    assert "另一页上写的&lt;情况&gt;" in late.content.decode()


@pytest.mark.parametrize("text", ["x", "2222222222222222", "22222-22222-22222", "回执", "9" * 500])
def test_every_wrong_receipt_gets_one_answer(client: Client, text: str) -> None:
    pages = {
        client.get(f"/complaints/{text}/").content.decode().partition("<main")[2],
        client.get("/complaints/ZZZZZ-ZZZZZ-ZZZZZ/").content.decode().partition("<main")[2],
    }
    plain = {re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages}
    assert len(plain) == 1
    assert "没有这个回执号" in plain.pop()


def test_no_log_keeps_a_receipt(
    client: Client, everybody: EnforcementCast, caplog: pytest.LogCaptureFixture
) -> None:
    _, receipt = handed_in(client, everybody)
    caplog.set_level(logging.INFO)
    client.post(f"/complaints/{receipt}/", {"act": "withdraw"})
    client.put(f"/complaints/{receipt}/")
    logging.getLogger("gunicorn.access").info(
        "%(r)s %(f)s",
        {"r": f"GET /complaints/{receipt}/ HTTP/1.1", "f": f"https://x/complaints/{receipt}/"},
    )
    assert any("/complaints/…/" in line for line in caplog.messages)
    assert receipt not in caplog.text


# --- Who complained ---------------------------------------------------------------------------------------------------
def test_nobody_meets_the_identity_anywhere_but_on_the_page_of_its_reading(
    client: Client, everybody: EnforcementCast, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case, receipt = handed_in(client, everybody)
    tell.act(case, "accept", everybody.bo)
    tell.act(case, "route", everybody.bo)
    pages = [read(client, f"/complaints/{receipt}/")]
    home, api = f"/cases/{case.number}/", f"/api/v1/cases/{case.number}/"
    for name in ("bo", "bei", "cao", "fa", "ren", "ai", "dai", "gu", "chen"):
        browser = visit(everybody.people[name])
        answers = [browser.get(path) for path in (home, api)]
        sees = name not in ("dai", "gu", "chen")
        assert [one.status_code == 200 for one in answers] == [sees, sees], name
        pages += [one.content.decode() for one in answers]
    for name in ("bo", "ai", "ren"):
        browser = visit(everybody.people[name])
        for path in ("/desk/", f"/cases/?q={WHO['phone']}", f"{api}timeline/", f"{api}notices/"):
            page = browser.get(path).content.decode()
            pages.append(page.replace(f'value="{WHO["phone"]}"', ""))
    platform = visit(everybody.ai)
    theirs = read(platform, home) + read(platform, api)
    assert (tell.SUMMARY in theirs, tell.FACTS in theirs) == (True, False)
    pages += [str(e.data) for e in AuditEvent.objects.filter(case=case.pk)]
    pages += [str(n.context) + n.body for n in Notice.objects.filter(case=case.pk)]
    pages += [bytes(Complainant.objects.get(complaint=case).sealed).decode()]
    statements = [r for r in caplog.records if r.name == "django.db.backends"]
    pages += [r.getMessage() for r in caplog.records if r not in statements]
    for secret in WHO.values():
        assert [page for page in pages if secret in page] == []


def test_the_handler_reads_it_once_with_a_reason(
    client: Client, everybody: EnforcementCast, visit: Visit
) -> None:
    case, _ = handed_in(client, everybody)
    tell.act(case, "accept", everybody.bo)
    address = f"/cases/{case.number}/actions/read_identity/"
    bo = visit(everybody.bo)
    assert "查看的理由" in read(bo, address)
    version = make.version_of(case)
    assert bo.post(address, {"version": version, "reason": ""}).status_code == 422
    answer = bo.post(address, {"version": version, "reason": "电话核实"})
    page = answer.content.decode()
    assert [secret in page for secret in WHO.values()] == [True, True, True]
    assert "no-store" in answer["Cache-Control"]
    assert case.events.filter(action="read_identity").count() == 1
    for other, code in (("bei", 409), ("dai", 404), ("gu", 404), ("ren", 403)):
        refused = visit(everybody.people[other]).post(
            address, {"version": version, "reason": "想看"}
        )
        assert WHO["phone"] not in refused.content.decode()
        assert refused.status_code in {code, 404, 409, 403, 422}
    assert case.events.filter(action="read_identity").count() == 1


def test_the_platform_finds_it_on_its_desk_and_answers(
    client: Client, everybody: EnforcementCast, visit: Visit
) -> None:
    case, _ = handed_in(client, everybody)
    tell.act(case, "accept", everybody.bo)
    ai = visit(everybody.ai)
    read(ai, f"/cases/{case.number}/", status=404)
    assert case.number not in read(ai, "/desk/to-do/")
    tell.act(case, "route", everybody.bo)
    for path in ("/desk/to-do/", "/desk/cases/"):
        assert case.number in read(ai, path)
    told = {"version": make.version_of(case), "company_answer": "已修复"}
    assert ai.post(f"/cases/{case.number}/actions/answer/", told).status_code == 302
    assert (tell.fresh(case).state, tell.fresh(case).company_answer) == (S.ANSWERED, "已修复")
    assert case.number not in read(ai, "/desk/to-do/")
    assert case.number in read(visit(everybody.bo), "/desk/running/")
    assert tell.fresh(case).happened_on == date(2026, 9, 10)
