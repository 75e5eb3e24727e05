"""Readers say what is wrong with an entry; the officer of the place answers once; nobody else learns who wrote."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.test import Client

from filings import reader_reports
from filings.models import EntryReport
from filings.reader_reports import AlreadyHandled, hand_in, open_reports, settle
from filings.record_number import compose
from portal.accounts.roles import Role
from portal.workflow import throttling
from tests import make
from tests.filings.register import NOW, number, published
from tests.make import Cast
from tests.portal.web_cast import Visit, figures, people, read, rows_in, set_clock, visit
from tests.together import of_kind, together

__all__ = ["people", "set_clock", "visit"]
pytestmark = pytest.mark.django_db
FORM = f"/registry/{number(1)[4:-1]}/report/"
SAID = {"kind": "wrong", "text": "产品名称写错了", "contact": "reader@example.com"}
Status = EntryReport.Status


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def reported(serial: int = 1, **said: str) -> EntryReport:
    entry = published(serial)
    return hand_in(entry, **{**SAID, **said}, now=NOW)  # type: ignore[arg-type]


# --- Handing in -------------------------------------------------------------------------------------------------------
def test_anybody_may_report_and_gets_a_receipt(client: Client) -> None:
    published()
    assert 'name="csrfmiddlewaretoken"' in read(client, FORM)
    answer = client.post(FORM, SAID)
    report = EntryReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/registry/reports/{report.receipt_code}/",
    )
    assert (report.kind, report.text, report.contact) == tuple(SAID.values())
    assert (report.status, report.answer, report.handled_by) == ("open", "", None)
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}", report.receipt_code)


def test_the_entry_leads_to_the_form(client: Client) -> None:
    published()
    assert f'href="{FORM}"' in read(client, f"/registry/{number(1)[4:-1]}/")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "praise"}, "“是什么问题”没有这一选项，请从所列各项中选择"),
        ({"kind": ""}, "请选择“是什么问题”"),
        ({"text": ""}, "请写明有什么问题"),
        ({"text": "算" * 1001}, "“请说明”至多 1000 字，现有 1001 字"),
        ({"text": "正\u202e文"}, "“请说明”含有不可见的控制字符（U+202E）"),
        ({"contact": "not an address"}, "“联系邮箱”应为 name@example.com 这样的邮箱"),
        ({"website": "https://example.com"}, "请把“请勿填写此栏”留空后再提交"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    published()
    answer = client.post(FORM, SAID | changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not EntryReport.objects.exists()


def test_a_form_from_another_site_is_refused() -> None:
    published()
    assert Client(enforce_csrf_checks=True).post(FORM, SAID).status_code == 403
    assert not EntryReport.objects.exists()


def test_an_entry_that_is_not_there_cannot_be_reported(client: Client) -> None:
    assert client.post(FORM, SAID).status_code == 404
    read(client, "/registry/1101/report/", status=404)


def test_sending_the_same_twice_is_one_report(client: Client) -> None:
    published()
    first, second = client.post(FORM, SAID), client.post(FORM, SAID)
    assert first["Location"] == second["Location"]
    assert EntryReport.objects.count() == 1
    client.post(FORM, SAID | {"kind": "stale"})
    assert EntryReport.objects.count() == 2


def test_an_address_may_not_flood_the_officers(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"report": "2/hour"},
    }
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "reports"}
    settings.CACHES = {**settings.CACHES, "counters": local}
    monkeypatch.setattr(throttling, "_away_until", 0.0)
    caches["counters"].clear()
    published()
    answers = [client.post(FORM, SAID | {"text": f"第 {n} 次"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert client.get(FORM).status_code == 200
    assert EntryReport.objects.count() == 2


# --- The receipt ------------------------------------------------------------------------------------------------------
def test_the_receipt_shows_state_and_answer_and_nothing_else(client: Client, people: Cast) -> None:
    report = reported()
    address = report.get_absolute_url()
    page = read(client, address)
    assert "待处理" in page
    settle(report.pk, actor=people.bo, status=Status.SETTLED, answer="已通知更正", now=NOW)
    page = read(client, address.lower().replace("-", " "))
    assert ("已处理" in page, "已通知更正" in page) == (True, True)
    for secret in (SAID["text"], SAID["contact"], number(1), people.bo.display_name):
        assert secret not in page.partition("<main")[2]
    assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("code", ["x", "2222-2222-2222-2222-2222", "9" * 400, "回执"])
def test_an_unknown_receipt_is_not_found(client: Client, code: str) -> None:
    reported()
    read(client, f"/registry/reports/{code}/", status=404)


# --- Officers ---------------------------------------------------------------------------------------------------------
def test_the_officers_of_the_place_find_it_on_their_desk(people: Cast, visit: Visit) -> None:
    report = reported()
    for officer in (people.bo, people.chen):
        client = visit(officer)
        assert figures(read(client, "/desk/"))["/desk/entry-reports/"] == 1
        listed = read(client, "/desk/entry-reports/")
        assert (rows_in(listed), SAID["text"] in listed) == (1, True)
        page = read(client, f"/desk/entry-reports/{report.pk}/")
        assert (SAID["text"] in page, SAID["contact"] in page) == (True, True)


def test_outsiders_have_no_such_list_and_no_such_page(people: Cast, visit: Visit) -> None:
    report = reported()
    address = f"/desk/entry-reports/{report.pk}/"
    stranger = visit(people.eve)
    assert rows_in(read(stranger, "/desk/entry-reports/")) == 0
    read(stranger, address, status=404)
    answer = {"status": "settled", "answer": "与我无关"}
    assert stranger.post(address, answer).status_code == 404
    for outsider in (people.ai, people.dai, people.fang):
        read(visit(outsider), "/desk/entry-reports/", status=404)
        read(visit(outsider), address, status=404)
    assert Client().get(address).status_code == 302
    report.refresh_from_db()
    assert report.status == "open"


def test_a_citys_officer_has_the_reports_of_the_city_alone(people: Cast) -> None:
    office = make.organization("演示市网信办", "990100", jurisdiction="9901")
    city = make.person("city", office, Role.FILING_OFFICER)
    other = str(compose("990201", "1352243", "01", 2026, 5))
    here, there = reported(1), hand_in(published(5, record_number=other), **SAID, now=NOW)
    assert list(reader_reports.waiting(city)) == [here]
    assert set(reader_reports.waiting(people.bo)) == {here, there}


def test_an_officer_answers_once_and_the_report_leaves_the_list(people: Cast, visit: Visit) -> None:
    report = reported()
    client, address = visit(people.bo), f"/desk/entry-reports/{report.pk}/"
    answer = client.post(address, {"status": "dismissed", "answer": "经核实内容无误"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/entry-reports/")
    report.refresh_from_db()
    assert (report.status, report.answer, report.handled_by) == (
        "dismissed",
        "经核实内容无误",
        people.bo,
    )
    assert rows_in(read(client, "/desk/entry-reports/")) == 0
    late = client.post(address, {"status": "settled", "answer": "改主意了"})
    assert late.status_code == 409
    assert "您的答复没有记入" in late.content.decode()
    report.refresh_from_db()
    assert report.answer == "经核实内容无误"


@pytest.mark.parametrize(
    "changed", [{"status": "open"}, {"status": ""}, {"answer": ""}, {"answer": "算" * 1001}]
)
def test_an_answer_without_result_or_words_is_refused(
    people: Cast, visit: Visit, changed: dict[str, str]
) -> None:
    report = reported()
    said = {"status": "settled", "answer": "已核实"} | changed
    answer = visit(people.bo).post(f"/desk/entry-reports/{report.pk}/", said)
    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.status == "open"


@pytest.mark.django_db(transaction=True)
def test_of_officers_who_answer_at_once_one_wins_and_the_others_are_told(people: Cast) -> None:
    with transaction.atomic():
        report = reported()
    officers = [people.bo, people.chen] * 3
    results = together(
        *(
            lambda n=n, who=who: settle(
                report.pk, actor=who, status=Status.SETTLED, answer=f"答复{n}", now=NOW
            )
            for n, who in enumerate(officers)
        )
    )
    (won,) = of_kind(results, EntryReport)
    lost = of_kind(results, AlreadyHandled)
    assert len(lost) == len(officers) - 1
    report.refresh_from_db()
    assert {one.report.answer for one in lost} == {won.answer} == {report.answer}


def test_the_list_costs_the_same_for_one_report_and_for_many(
    people: Cast, visit: Visit, django_assert_max_num_queries: Any
) -> None:
    client = visit(people.bo)
    for serial in range(1, 15):
        reported(serial)
    with django_assert_max_num_queries(6):
        read(client, "/desk/entry-reports/")


def test_a_report_without_an_answer_cannot_count_as_handled() -> None:
    report = reported()
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryReport.objects.filter(pk=report.pk).update(status="settled")


# --- Nobody else ------------------------------------------------------------------------------------------------------
def test_the_company_learns_how_many_wait_and_nothing_more(people: Cast) -> None:
    report = reported()
    reported(text="另一处也不对")
    reported(2)
    assert (open_reports(number(1)), open_reports(number(2)), open_reports(number(3))) == (2, 1, 0)
    settle(report.pk, actor=people.bo, status=Status.SETTLED, answer="已更正", now=NOW)
    assert open_reports(number(1)) == 1


def test_no_public_page_file_or_log_tells_of_a_report(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    published()
    client.post(FORM, SAID)
    digits = number(1)[4:-1]
    code = EntryReport.objects.get().receipt_code
    for path in (
        "/registry/",
        f"/registry/?q={SAID['text']}",
        f"/registry/{digits}/",
        "/registry/feed.atom",
        f"/api/v1/registry/{digits}/",
        "/api/v1/registry/export.csv",
        "/api/v1/registry/export.json",
        "/api/v1/registry/changes/",
    ):
        answer = client.get(path)
        said = (answer.getvalue() if answer.streaming else answer.content).decode()
        if "?q=" not in path:
            assert SAID["text"] not in said
        assert SAID["contact"] not in said
        assert code not in said
    assert "共 <strong>0</strong> 条" in read(client, f"/registry/?q={SAID['text']}")
    statements = [r for r in caplog.records if r.name == "django.db.backends"]
    logged = [r.getMessage() for r in caplog.records if r not in statements]
    assert [line for line in logged if SAID["text"] in line or SAID["contact"] in line] == []
