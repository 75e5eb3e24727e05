"""The HTML door: one page for every case, nothing typed is lost, one effect however often a page is sent."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings.states import FilingState
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from tests.make import (
    NAME,
    REASONS,
    Cast,
    act,
    at,
    attach,
    cast,
    complete_draft,
    draft,
    edit,
    filing,
    fresh,
    organization,
    person,
    uscc,
)
from tests.together import together
from tests.workflow.door_cast import Visit, clock, people, png, visit

__all__ = ["clock", "people", "visit"]
OPENING = {
    "algorithm_name": NAME,
    "algorithm_type": "ranking",
    "role": "provider",
    "service_started_on": "2026-09-14",
}


def text_of(answer: Any) -> str:
    """The words of a page."""
    without_tags = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", without_tags)


# --- Looking ----------------------------------------------------------------------------------------------------------
def test_strangers_are_sent_to_the_login(people: Cast) -> None:
    case = draft(people)
    for path in ["/cases/", "/cases/new/filing/", f"/cases/{case.number}/"]:
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("who", ["dai", "eve"])
def test_outsiders_find_nothing_at_any_address_of_a_case(
    people: Cast, visit: Visit, who: str
) -> None:
    case = filing(people, FilingState.SUBMITTED)
    paper = case.documents.first()
    assert paper is not None
    client, here = visit(getattr(people, who)), f"/cases/{case.number}/"
    places = ["", "edit/", "edit/subject/", "actions/withdraw/", "actions/record/"]
    places += [f"documents/{paper.pk}/", f"documents/{paper.pk}/remove/"]
    for place in places:
        assert client.get(here + place).status_code == 404
    for place in ["edit/subject/", "actions/withdraw/", f"documents/{paper.pk}/remove/"]:
        assert client.post(here + place, {"version": case.version}).status_code == 404
    assert case.number not in client.get("/cases/").content.decode()
    assert fresh(case).version == case.version


def test_the_page_of_a_case_says_what_to_do_next_by_when_and_why(
    people: Cast, visit: Visit
) -> None:
    case = draft(people)
    page = text_of(visit(people.ai).get(f"/cases/{case.number}/"))
    assert "请继续填报：还有" in page
    assert "2026年9月28日 截止" in page
    assert "剩 3 个工作日" in page
    assert "第二十条第一款" in page
    assert "09-25 至 09-27 中秋放假，不计。" in page
    assert "“主体名称”未填写" in page
    assert "依据征求意见稿，非现行有效规定" in page


def test_a_moved_date_is_shown_with_its_history_and_reason(people: Cast, visit: Visit) -> None:
    case = draft(people)
    edit(case, people.ai, service_started_on="2026-09-15")
    page = text_of(visit(people.ai).get(f"/cases/{case.number}/"))
    assert "2026-09-28 改为 2026-09-29" in page
    assert "起算日更正" in page


def test_the_timeline_reads_as_sentences(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.CORRECTION_REQUESTED)
    page = text_of(visit(people.ai).get(f"/cases/{case.number}/"))
    assert "要求补正 → 待补正" in page
    assert "与营业执照不一致" in page
    assert "Bo（备案审核人员）" in page
    assert "开始计时：" in page
    assert "停止计时：" in page
    assert "上传材料" in page
    last = AuditEvent.objects.filter(case=case).latest("seq")
    assert last.hash[:12] in page


def test_the_officer_sees_what_may_be_done_and_why_the_rest_may_not(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, FilingState.RECORD_PROPOSED)
    page = visit(people.bo).get(f"/cases/{case.number}/")
    assert f"/cases/{case.number}/actions/return_proposal/" in page.content.decode()
    assert "第二名工作人员复核签发 （第二十一条）" in text_of(page)
    assert "当前状态“待复核签发”不能“不予备案”" in text_of(page)


def test_papers_are_downloads_for_those_who_see_the_case(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.SUBMITTED)
    paper = case.documents.filter(slot="licence").get()
    answer = visit(people.bo).get(f"/cases/{case.number}/documents/{paper.pk}/")
    assert answer.content == b"paper licence"
    assert answer["Content-Disposition"] == 'attachment; filename="licence.png"'
    assert visit(people.bo).get(f"/cases/{case.number}/documents/999999/").status_code == 404


def test_a_paper_set_aside_before_the_hand_in_stays_with_the_company(
    people: Cast, visit: Visit
) -> None:
    case = complete_draft(people)
    first = case.documents.get(slot="licence")
    attach(case, people.ai, "licence", body=b"the right one")
    act(case, "submit", people.ai, now=at("2026-09-22 11:00"))
    path = f"cases/{case.number}/documents/{first.pk}/"
    own = [visit(people.ai).get(f"/{door}{path}").status_code for door in ("", "api/v1/")]
    theirs = [visit(people.bo).get(f"/{door}{path}").status_code for door in ("", "api/v1/")]
    assert (own, theirs) == ([200, 200], [404, 404])


def test_list_filters_work_and_a_wrong_one_is_named(people: Cast, visit: Visit) -> None:
    first, second = draft(people), filing(people, FilingState.SUBMITTED)
    client = visit(people.ai)
    shown = text_of(client.get("/cases/?state=submitted"))
    assert second.number in shown
    assert first.number not in shown
    assert second.number in text_of(client.get("/cases/?kind=filing&state=submitted"))
    wrong = client.get("/cases/?due_before=soon")
    assert (wrong.status_code, "应为 2026-03-05" in text_of(wrong)) == (422, True)


def test_the_list_is_searched_by_number_title_and_organisation_and_shows_no_strangers_case(
    people: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = draft(people, algorithm_name="白鹭调度算法"), draft(people)
    client, stranger = visit(people.ai), visit(people.dai)

    def found(browser: Client, words: str) -> list[str]:
        shown = text_of(browser.get("/cases/", {"q": words}))
        return [case.number for case in (first, second) if case.number in shown]

    company = people.company_a.name
    assert found(client, "白鹭") == [first.number]
    assert found(client, f" {second.number.lower()} ") == [second.number]
    assert found(client, f"{company} 白鹭") == [first.number]
    assert found(client, company) == [first.number, second.number]
    assert found(stranger, "白鹭") == []
    monkeypatch.setattr("portal.workflow.views.showing.ROWS", 1)
    page = client.get("/cases/", {"q": "算法", "kind": "filing"}).content.decode()
    assert 'href="?q=%E7%AE%97%E6%B3%95&amp;kind=filing&amp;page=2"' in page


@pytest.mark.parametrize(
    ("words", "status"),
    [
        *(("%", 200), ("_", 200), ("\\", 200), ("' OR 1=1 --", 200)),
        *(("<script>alert(1)</script>", 200), ("\x00", 400), ("白" * 101, 422)),
    ],
)
def test_hostile_words_in_the_search_find_nothing_and_break_nothing(
    people: Cast, visit: Visit, words: str, status: int
) -> None:
    case = draft(people)
    answer = visit(people.ai).get("/cases/", {"q": words})
    assert answer.status_code == status
    assert case.number not in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_list_and_a_case_cost_the_same_with_one_row_and_with_three(
    people: Cast, visit: Visit
) -> None:
    client, case = visit(people.ai), filing(people, FilingState.SUBMITTED)

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = ["/cases/", f"/cases/{case.number}/", "/api/v1/cases/"]
    few = [queries(path) for path in paths]
    filing(people, FilingState.SUBMITTED)
    filing(people, FilingState.RECORDED)
    act(case, "request_correction", people.bo, items=REASONS)
    edit(case, people.ai, subject_address="二号")
    attach(case, people.ai, "other", body=b"more")
    act(case, "submit_correction", people.ai)
    many = [queries(path) for path in paths]
    assert many == few
    assert many[0] <= 8
    assert many[2] <= 8


# --- Creating ---------------------------------------------------------------------------------------------------------
def test_creating_leads_to_the_first_step_that_is_open(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    answer = client.post("/cases/new/filing/", OPENING | {"request_key": str(uuid.uuid4())})
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/edit/")
    assert client.get(answer["Location"])["Location"] == f"/cases/{case.number}/edit/subject/"


def test_a_page_sent_twice_creates_once_and_says_so(people: Cast, visit: Visit) -> None:
    client = visit(people.ai)
    page = client.get("/cases/new/filing/").content.decode()
    [key] = re.findall(r'name="request_key" value="([^"]+)"', page)
    for changes in ({}, {}, {"algorithm_name": "改了名字"}):
        answer = client.post("/cases/new/filing/", OPENING | {"request_key": key} | changes)
        assert answer.status_code == 302
    assert Case.objects.count() == 1
    landed = client.get(client.get(answer["Location"])["Location"])
    assert "这一页已经提交过" in text_of(landed)


def test_a_refused_create_page_keeps_what_was_typed_and_its_key(people: Cast, visit: Visit) -> None:
    key = str(uuid.uuid4())
    wrong = OPENING | {"algorithm_type": "magic", "request_key": key}
    answer = visit(people.ai).post("/cases/new/filing/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{NAME}"' in page
    assert key in page
    assert Case.objects.count() == 0


def test_only_someone_with_several_organisations_is_asked_for_one(
    people: Cast, visit: Visit
) -> None:
    assert "所属单位" not in text_of(visit(people.ai).get("/cases/new/filing/"))
    both = person("both", people.company_a)
    second = organization("青云二号有限公司", "990101", uscc=uscc("91990101MA0000009"))
    for place in (people.company_a, second):
        both.memberships.create(organization=place, role="provider")
    client = visit(both)
    assert "所属单位" in text_of(client.get("/cases/new/filing/"))
    sent = OPENING | {"request_key": str(uuid.uuid4()), "organization": str(people.company_b.pk)}
    assert client.post("/cases/new/filing/", sent).status_code == 422
    client.post("/cases/new/filing/", sent | {"organization": str(second.pk)})
    assert Case.objects.get().organization == second


def test_an_officer_cannot_open_a_filing_and_an_unknown_kind_is_404(
    people: Cast, visit: Visit
) -> None:
    refused = visit(people.bo).get("/cases/new/filing/")
    assert (refused.status_code, "您没有新建算法备案的角色" in text_of(refused)) == (403, True)
    assert visit(people.ai).get("/cases/new/nothing/").status_code == 404


# --- Editing ----------------------------------------------------------------------------------------------------------
def test_a_step_is_saved_and_leads_to_the_next(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    here = f"/cases/{case.number}/edit/subject/"
    sent = {"version": "1", "subject_name": people.company_a.name, "then": "next"}
    answer = client.post(here, sent)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/cases/{case.number}/edit/safety_officer/",
    )
    assert (fresh(case).subject_name, fresh(case).version) == (people.company_a.name, 2)
    stay = client.post(here, sent | {"version": "2", "subject_address": "一号", "then": "stay"})
    assert stay["Location"] == here


def test_nothing_changed_leaves_no_trace(people: Cast, visit: Visit) -> None:
    case = draft(people)
    sent = {"version": "1", "then": "stay", "algorithm_name": NAME, "algorithm_type": "ranking"}
    sent |= {"role": "provider", "service_started_on": "2026-09-14"}
    answer = visit(people.ai).post(f"/cases/{case.number}/edit/algorithm/", sent)
    assert (answer.status_code, fresh(case).version) == (302, 1)


def test_a_mistake_keeps_every_word_and_stores_nothing(people: Cast, visit: Visit) -> None:
    case = draft(people)
    sent = {"version": "1", "subject_uscc": "123", "subject_address": "<b>一号</b>"}
    answer = visit(people.ai).post(f"/cases/{case.number}/edit/subject/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;b&gt;一号&lt;/b&gt;" in page
    assert "统一社会信用代码应为 18 位" in page
    assert fresh(case).version == 1


def test_a_stale_page_says_who_changed_what_and_keeps_the_words(people: Cast, visit: Visit) -> None:
    case = draft(people)
    colleague = person("gao", people.company_a, *[m.role for m in people.ai.memberships.all()])
    edit(case, colleague, licence_address="别处")
    sent = {"version": "1", "subject_address": "我写的一号"}
    answer = visit(people.ai).post(f"/cases/{case.number}/edit/subject/", sent)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Gao（备案填报人） 办理了“修改内容”" in page
    assert "涉及：证件住所" in page
    assert "我写的一号" in answer.content.decode()
    assert (fresh(case).version, fresh(case).subject_address) == (2, "")


def test_papers_and_fields_of_a_step_are_stored_together_or_not_at_all(
    people: Cast, visit: Visit
) -> None:
    case, client = draft(people), visit(people.ai)
    here = f"/cases/{case.number}/edit/papers/"
    bad = {"version": "1", "file-licence": png(), "file-commitment": png("x.exe")}
    answer = client.post(here, bad)
    assert (answer.status_code, case.documents.count()) == (422, 0)
    assert "算法备案承诺书未能上传，本页内容都没有保存" in text_of(answer)
    good = {"version": "1", "file-licence": png(), "file-other": [png("a.png"), png("b.png")]}
    assert client.post(here, good).status_code == 302
    assert sorted(case.documents.values_list("slot", flat=True)) == ["licence", "other", "other"]
    assert "licence.png" in text_of(client.get(here))


def test_a_paper_is_removed_after_a_question(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    attach(case, people.ai, "licence")
    paper = case.documents.get()
    here = f"/cases/{case.number}/documents/{paper.pk}/remove/"
    assert "licence.png" in text_of(client.get(here))
    assert client.post(here, {}).status_code == 422
    assert client.post(here, {"version": "2"})["Location"] == f"/cases/{case.number}/edit/papers/"
    assert case.documents.get().removed_at is not None
    assert client.get(here).status_code == 404


def test_what_is_handed_in_cannot_be_edited_and_the_page_says_why(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, FilingState.SUBMITTED)
    late = visit(people.ai).get(f"/cases/{case.number}/edit/subject/")
    assert (late.status_code, "当前状态“审核中”不能修改内容" in text_of(late)) == (409, True)
    officer = visit(people.bo).get(f"/cases/{case.number}/edit/subject/")
    assert (officer.status_code, f"回到事项 {case.number}" in text_of(officer)) == (403, True)


def test_steps_that_do_not_apply_are_not_there(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    assert client.get(f"/cases/{case.number}/edit/products/").status_code == 200
    assert client.get(f"/cases/{case.number}/edit/delivery/").status_code == 404
    assert client.get(f"/cases/{case.number}/edit/attic/").status_code == 404


# --- Acting -----------------------------------------------------------------------------------------------------------
def test_an_action_page_tells_article_and_consequences_and_works_without_a_form(
    people: Cast, visit: Visit
) -> None:
    case, client = complete_draft(people), visit(people.ai)
    here = f"/cases/{case.number}/actions/submit/"
    page = text_of(client.get(here))
    assert "状态变为“审核中”" in page
    assert "第二十条第一款" in page
    answer = client.post(here, {"version": str(case.version)})
    assert (answer.status_code, fresh(case).state) == (302, "submitted")
    assert "已办理：提交备案" in text_of(client.get(answer["Location"]))


def test_a_refused_action_lists_every_reason_and_the_way_on(people: Cast, visit: Visit) -> None:
    case, client = draft(people), visit(people.ai)
    for answer in [
        client.get(f"/cases/{case.number}/actions/submit/"),
        client.post(f"/cases/{case.number}/actions/submit/", {"version": "1"}),
    ]:
        page = text_of(answer)
        assert answer.status_code == 422
        assert "“主体名称”未填写" in page
        assert "“算法基本原理”未填写" in page
        assert f'href="/cases/{case.number}/"' in answer.content.decode()


def test_a_grave_action_wants_a_confirmation(people: Cast, visit: Visit) -> None:
    case, client = filing(people, FilingState.RECORD_PROPOSED), visit(people.chen)
    here, sent = f"/cases/{case.number}/actions/record/", {"version": str(case.version)}
    unsure = client.post(here, sent)
    assert (unsure.status_code, "请勾选确认后再办理" in text_of(unsure)) == (422, True)
    assert client.post(here, sent | {"confirm": "yes"}).status_code == 302
    assert fresh(case).state == "recorded"


def test_an_officers_form_that_is_refused_keeps_the_words(people: Cast, visit: Visit) -> None:
    case, client = filing(people, FilingState.SUBMITTED), visit(people.bo)
    here = f"/cases/{case.number}/actions/return_proposal/"
    wrong = client.post(here, {"version": str(case.version), "reason": "写好的理由"})
    assert wrong.status_code == 409
    assert "写好的理由" in wrong.content.decode()
    empty = client.post(
        f"/cases/{case.number}/actions/request_correction/", {"version": str(case.version)}
    )
    assert (empty.status_code, "至少写明一项内容及其理由" in text_of(empty)) == (422, True)


def test_the_second_of_two_officers_is_told_by_whom_and_what(people: Cast, visit: Visit) -> None:
    case = filing(people, FilingState.SUBMITTED)
    seen = str(case.version)
    act(case, "propose_record", people.bo, opinion="齐全")
    hui = person("hui", people.office, *[m.role for m in people.bo.memberships.all()])
    answer = visit(hui).post(
        f"/cases/{case.number}/actions/propose_record/", {"version": seen, "opinion": "我的意见"}
    )
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Bo（备案审核人员） 办理了“提出予以备案”，状态变为“待复核签发”" in page
    assert "我的意见" in answer.content.decode()
    assert "查看事项的最新情况" in page


@pytest.mark.django_db(transaction=True)
def test_a_double_click_acts_once(clock: None) -> None:
    everybody = cast()
    case = complete_draft(everybody)

    def click() -> int:
        client = Client()
        client.force_login(everybody.ai, backend="django.contrib.auth.backends.ModelBackend")
        sent = {"version": str(case.version)}
        return client.post(f"/cases/{case.number}/actions/submit/", sent).status_code

    assert sorted(together(click, click)) == [302, 409]
    assert AuditEvent.objects.filter(case=case, action="submit").count() == 1


def test_an_action_nobody_declared_is_404_and_a_foreign_role_is_refused(
    people: Cast, visit: Visit
) -> None:
    case = filing(people, FilingState.SUBMITTED)
    assert visit(people.bo).get(f"/cases/{case.number}/actions/explode/").status_code == 404
    foreign = visit(people.ai).post(
        f"/cases/{case.number}/actions/record/", {"version": str(case.version), "confirm": "yes"}
    )
    assert (foreign.status_code, "您的角色不能“复核签发并备案”" in text_of(foreign)) == (403, True)


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "1e3"])
def test_a_page_without_a_proper_version_changes_nothing(
    people: Cast, visit: Visit, version: str
) -> None:
    case, client = complete_draft(people), visit(people.ai)
    acted = client.post(f"/cases/{case.number}/actions/submit/", {"version": version})
    saved = client.post(
        f"/cases/{case.number}/edit/subject/", {"version": version, "subject_name": "x"}
    )
    assert (acted.status_code, saved.status_code) == (409, 409)
    assert fresh(case).version == case.version
