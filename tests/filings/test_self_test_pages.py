"""The self-test for anybody: page by page, its result, its address, and the same through the API."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from filings.models import Filing
from tests.make import Cast, at
from tests.portal.web_cast import SetClock, Visit, people, read, set_clock, visit

__all__ = ["people", "set_clock", "visit"]
pytestmark = pytest.mark.django_db
START = "/self-test/"
API = "/api/v1/self-test/"


@pytest.fixture(autouse=True)
def on_the_day(set_clock: SetClock) -> None:
    set_clock(at("2026-09-22 10:00"))


def answer(client: Client, code: str, name: str, *values: str) -> str:
    """Send one step; the code to which it leads."""
    response = client.get(START, {"a": code, "step": name, name: list(values)})
    assert response.status_code == 302
    query = parse_qs(urlsplit(response["Location"]).query, keep_blank_values=True)
    return query["a"][0]


def test_a_visitor_goes_through_all_questions_to_a_dated_result(client: Client) -> None:
    assert "服务是否在境内、面向用户提供？" in read(client, START)
    code = answer(client, "", "public", "yes")
    code = answer(client, code, "types", "generation", "push")
    code = answer(client, code, "role", "provider")
    code = answer(client, code, "forms", "none")
    code = answer(client, code, "expression", "no")
    code = answer(client, code, "mobilisation", "yes")
    code = answer(client, code, "launch", "2026-09-14")
    assert code == "py.tgp.rp.fn.en.my.l20260914"
    page = read(client, f"{START}?a={code}")
    assert '<h2 class="verdict__title" id="verdict">应当备案</h2>' in page
    assert "2026年9月28日</time>截止" in page
    assert "2026年9月13日</time>截止" in page
    assert "这一天已经过去" in page  # the assessment; the filing still has six days
    assert page.count("这一天已经过去") == 1
    assert "不是主管部门的认定" in page
    assert "2026年9月22日依据《互联网信息服务算法推荐管理规定（征求意见稿）》" in page
    assert f"http://testserver/self-test/?a={code}" in page


def test_the_result_leads_to_a_filing_with_what_is_known(client: Client) -> None:
    page = read(client, f"{START}?a=py.tg.rs.fa.l20260914")
    address = re.search(r'href="(/cases/new/filing/[^"]*)"', page)
    assert address is not None
    query = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)
    assert query == {
        "self_test": ["py.tg.rs.fa.l20260914"],
        "service_started_on": ["2026-09-14"],
        "algorithm_type": ["generation"],
        "role": ["supporter"],
    }
    several = read(client, f"{START}?a=py.tgp.rb.fa.ln")
    assert "/cases/new/filing/?self_test=py.tgp.rb.fa.ln&quot;" not in several
    assert 'href="/cases/new/filing/?self_test=py.tgp.rb.fa.ln"' in several


def test_the_result_leads_to_the_assessment_of_the_launch(client: Client) -> None:
    page = read(client, f"{START}?a=py.tp.fa.l20261214")
    address = re.search(r'href="(/cases/new/security_assessment/[^"]*)"', page)
    assert address is not None
    query = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)
    assert query == {"trigger": ["new_service"], "launched_on": ["2026-12-14"]}
    undecided = read(client, f"{START}?a=py.tp.fa.ln")
    assert 'href="/cases/new/security_assessment/?trigger=new_service"' in undecided
    supporter = read(client, f"{START}?a=py.tg.rs.fa.l20261214")
    assert "/cases/new/security_assessment/" not in supporter


def test_the_assessment_begins_with_what_the_result_said(people: Cast, visit: Visit) -> None:
    where = "/cases/new/security_assessment/?trigger=new_service&launched_on=2026-12-14"
    page = read(visit(people.ai), where)
    assert '<option value="new_service" selected>' in page
    assert re.search(r'name="launched_on" value="2026-12-14"', page)


NEW = {"algorithm_name": "算法", "algorithm_type": "push", "role": "provider"}


@pytest.mark.parametrize("code", ["zzz", "py.tp.fa.l20260931", "tp.py", "py.py"])
def test_answers_that_nobody_can_read_open_no_filing(people: Cast, visit: Visit, code: str) -> None:
    client = visit(people.ai)
    page = client.post("/cases/new/filing/", {**NEW, "self_test": code})
    assert page.status_code == 422
    told = page.content.decode()
    assert "自查的回答" in told
    assert "不带自查的回答，也可以直接新建" in told
    assert f'value="{code}"' not in told  # sent once more, the form goes through without them
    api = client.post(
        "/api/v1/cases/",
        {"kind": "filing", "data": {**NEW, "self_test": code}},
        content_type="application/json",
    )
    assert api.status_code == 422
    assert list(api.json()["errors"]) == ["self_test"]
    assert Filing.objects.count() == 0


def test_answers_of_a_self_test_stand_on_the_filings_page(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    client.post("/cases/new/filing/", {**NEW, "self_test": "py.tp.fa.l20260914"})
    page = read(client, f"/cases/{Filing.objects.get().number}/")
    assert "申报前的自查结果" in page
    assert "2026-09-14" in page


def test_nothing_owed_offers_no_filing_and_says_what_still_applies(client: Client) -> None:
    page = read(client, f"{START}?a=py.tp.fn.en.mn")
    assert "不需要备案</h2>" in page
    assert "/cases/new/filing/" not in page
    assert "不等于不适用规定" in page


def test_nobody_can_tell_sends_to_the_authority_with_the_dates_in_case(client: Client) -> None:
    page = read(client, f"{START}?a=pu.tp.fa.l20260914")
    assert "根据这些回答无法判断</h2>" in page
    assert "网信部门咨询" in page
    assert "如果应当备案，最迟哪一天" in page


def test_an_earlier_question_can_be_asked_again_with_its_answer_chosen(client: Client) -> None:
    page = read(client, f"{START}?a=py.tgp.rp.fa.l20260914&to=types")
    assert re.findall(r'value="(\w+)" checked', page) == ["generation", "push"]
    assert '<input type="hidden" name="a" value="py">' in page
    day = read(client, f"{START}?a=py.tp.fa.l20260914&to=launch")
    assert 'value="2026-09-14"' in day


def test_a_question_without_an_answer_is_asked_again_with_a_sentence(client: Client) -> None:
    page = read(client, f"{START}?a=py&step=types", 422)
    assert "请选择一项" in page
    both = read(client, f"{START}?a=py&step=types&types=none&types=push", 422)
    assert "不能同时选择其他各项" in both
    assert re.findall(r'value="(\w+)" checked', both) == ["push", "none"]


@pytest.mark.parametrize("query", ["step=types&types=push", "step=nothing", "to=launch"])
def test_a_step_out_of_turn_leads_back_to_the_open_question(client: Client, query: str) -> None:
    response = client.get(f"{START}?a=&{query}", follow=True)
    assert response.status_code == 200
    assert "服务是否在境内、面向用户提供？" in response.content.decode()


@pytest.mark.parametrize(
    "hostile", ["<script>", "py.tp.fa.l20260931", "p" * 5000, "%00", "py.\u202e", "a" * 201]
)
def test_a_damaged_address_is_a_page_that_says_so(client: Client, hostile: str) -> None:
    response = client.get(START, {"a": hostile})
    assert response.status_code == 400
    page = response.content.decode()
    assert "请重新开始" in page or "日期应为" in page
    assert "<script>" not in page


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(START).status_code == 405


def test_the_text_in_use_decides_the_banner_and_the_article(
    client: Client, settings: Settings
) -> None:
    banner = "依据征求意见稿，非现行有效规定"
    assert banner in read(client, f"{START}?a=py.tp.fa.ln")
    settings.ALGORITHM_PROFILE = "algorithm-2022"
    page = read(client, f"{START}?a=py.tp.fa.ln")
    assert banner not in page
    assert "第二十四条第一款" in page


def test_home_and_foot_lead_to_the_self_test(client: Client) -> None:
    page = read(client, "/")
    assert '<a href="/self-test/">我的服务需要备案吗？</a>' in page
    assert '<a href="/self-test/">备案自查</a>' in page


def test_a_program_gets_the_same_verdict(client: Client) -> None:
    words = {"public": "yes", "types": "push,ranking", "forms": "forum", "launch": "2026-09-14"}
    found = client.get(API, words).json()
    assert (found["outcome"], found["code"]) == ("must", "py.tpr.fa.l20260914")
    assert (found["filing"]["last_day"], found["filing"]["moment"]) == (
        "2026-09-28",
        "2026-09-29T00:00:00+08:00",
    )
    assert found["assessment"]["last_day"] == "2026-09-13"
    assert found["profile"] == "algorithm-2021-draft"
    assert [finding["holds"] for finding in found["findings"]] == [True, True, True, True]
    assert "不是主管部门的认定" in found["disclaimer"]
    repeated = client.get(f"{API}?public=yes&types=push&types=ranking&forms=forum")
    assert repeated.json()["code"] == "py.tpr.fa.ln"


def test_a_program_reads_a_printed_result(client: Client) -> None:
    found = client.get(API, {"a": "py.tpr.fa.l20260914"}).json()
    assert (found["outcome"], found["code"]) == ("must", "py.tpr.fa.l20260914")
    assert found["filing"]["last_day"] == "2026-09-28"
    again = client.get(API, {"a": found["code"]}).json()
    assert again == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("a=", "自查还没有答完，缺少“服务是否在境内、面向用户提供？”"),
        ("a=py.tp", "自查还没有答完"),
        ("a=zzz", "自查的回答不完整或者被改动过"),
        ("a=py.tp.fa.l20260931", "日期应为"),
        ("a=py.tp.fa.ln&public=no", "不能再逐问回答"),
        ("a=py.tp.fa.ln&a=pn", "不能重复给出"),
        ("a=" + "p" * 3000, "自查的回答过长"),
    ],
)
def test_a_program_is_told_what_is_wrong_with_a_code(
    client: Client, query: str, sentence: str
) -> None:
    response = client.get(f"{API}?{query}")
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["a"]
    assert sentence in str(response.json())


def test_a_program_that_leaves_a_question_out_is_told_which(client: Client) -> None:
    response = client.get(API, {"public": "yes", "types": "generation"})
    assert response.status_code == 422
    assert response.json()["errors"] == {"role": ["“对生成合成类算法，您是哪一方？”：请选择一项"]}
    early = client.get(API, {"public": "no"}).json()
    assert (early["outcome"], early["filing"], early["assessment"]) == ("need_not", None, None)


@pytest.mark.parametrize(
    "query", ["public=yes&types=none,push", "public=%00", "public=yes,no", "public=" + "y" * 3000]
)
def test_a_program_is_refused_hostile_answers(client: Client, query: str) -> None:
    response = client.get(f"{API}?{query}")
    assert response.status_code in (400, 422)
    assert response.json()["code"] in ("invalid_input", "malformed")
