"""Inspections and orders by HTTP: who gets which page, what the company does not read, what hostile input comes to."""

from typing import Any

import pytest
from django.test import Client

from enforcement.states import InspectionState as I
from enforcement.states import RectificationState as R
from tests import make
from tests.enforcement import inspecting as building
from tests.enforcement.inspecting import NOW
from tests.enforcement.people import EnforcementCast, act, fresh
from tests.enforcement.standing import story
from tests.portal.web_cast import SetClock, Visit, read, set_clock, visit

__all__ = ["set_clock", "story", "visit"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(set_clock: SetClock) -> None:
    set_clock(NOW)


def page(case: Any) -> str:
    return f"/cases/{case.number}/"


def send(client: Client, case: Any, name: str, **told: Any) -> Any:
    """What a browser posts to an action's page."""
    data = {"version": make.version_of(case), "confirm": "yes", **told}
    return client.post(f"{page(case)}actions/{name}/", data)


@pytest.mark.parametrize("outsider", ["dai", "gu"])
def test_an_outsider_finds_neither_pages_nor_acts_nor_papers(
    story: EnforcementCast, visit: Visit, outsider: str
) -> None:
    inspection = building.inspection(story, I.ON_SITE)
    paper = make.attach(inspection, story.bo, "evidence", now=NOW).event.data["document"]
    order = building.order(story, R.ISSUED)
    client = visit(story.people[outsider])
    for case, name in ((inspection, "request_recusal"), (order, "report_rectification")):
        read(client, page(case), 404)
        assert send(client, case, name, reason="看一看").status_code == 404
    read(client, f"{page(inspection)}documents/{paper}/", 404)
    read(client, f"{page(inspection)}edit/evidence/", 404)


def test_the_company_does_not_read_the_plan_the_list_or_what_was_noted_of_it(
    story: EnforcementCast, visit: Visit
) -> None:
    company = visit(story.ai)
    plan = building.inspection(story)
    read(company, page(plan), 404)
    case = building.inspection(story, I.ON_SITE)
    act(case, "record_obstruction", story.bo, facts="拒绝打开日志系统。")
    act(case, "answer_checklist", story.bo, answers=building.answers(case, opt_out="仍有推送。"))
    told = read(company, page(case))
    assert "请如实说明情况" in told
    assert "仍有推送" not in told
    assert "拒绝打开日志系统" not in told
    assert "仍有推送" in read(visit(story.bei), page(case))


def test_the_doors_refuse_a_source_about_another_company(
    story: EnforcementCast, visit: Visit
) -> None:
    officer, found = visit(story.bo), building.inspection(story, I.CONCLUDED)
    told = "该事项涉及其他单位，不能作为本事项的来源"
    to_b, rests = {"organization": story.company_b.uscc}, {"origin": found.number}
    shown = officer.post("/cases/new/rectification/", to_b | rests)
    assert (shown.status_code, told in shown.content.decode()) == (422, True)
    sent = {"kind": "rectification", "data": rests, **to_b}
    answer = officer.post("/api/v1/cases/", sent, content_type="application/json")
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_the_results_of_a_reinspection_reach_the_company_with_the_opinion(
    story: EnforcementCast, visit: Visit
) -> None:
    case = building.order(story, R.REPORTED)
    building.reinspect(story, case, NOW, "failed", "complied")
    assert "仍有推送" not in read(visit(story.ai), page(case))
    act(case, "return_for_more", story.bo, days=20, conclusion="第一项没有改正。")
    assert "仍有推送" in read(visit(story.ai), page(case))


def test_the_page_of_an_order_is_filled_in_from_the_inspection(
    story: EnforcementCast, visit: Visit
) -> None:
    origin = building.inspection(story, I.CONCLUDED)
    officer = visit(story.bo)
    shown = read(officer, page(origin))
    address = f"/cases/new/rectification/?origin={origin.number}"
    assert address in shown
    sent = {"organization": story.company_a.uscc, "origin": origin.number, "lead": ""}
    answer = officer.post("/cases/new/rectification/", sent, follow=True)
    told = answer.content.decode()
    assert building.VIOLATED["opt_out"] in told
    assert 'value="opt_out" selected' in told
    assert 'value="logs" selected' in told


def test_hostile_input_is_refused_with_a_sentence_and_changes_nothing(
    story: EnforcementCast, visit: Visit
) -> None:
    case = building.inspection(story, I.ON_SITE)
    officer, version = visit(story.bo), make.version_of(case)
    wrong = {"answers-opt_out-finding": "<script>", "answers-opt_out-note": "x" * 3000}
    answer = send(officer, case, "answer_checklist", **wrong)
    assert answer.status_code == 422
    assert "“检查结果”不在可选的范围之内" in answer.content.decode()
    assert "至多 2000 字" in answer.content.decode()
    order = building.order(story)
    sent = {"version": make.version_of(order), "days": "0", "order_items-count": "999"}
    answer = officer.post(f"{page(order)}edit/order/", sent)
    assert answer.status_code == 422
    assert (make.version_of(case), fresh(case).checklist) == (version, {})
    assert len(fresh(order).order_items) == 2


def test_evidence_is_put_in_on_the_spot_by_the_officers_who_are_named(
    story: EnforcementCast, visit: Visit
) -> None:
    case = building.inspection(story, I.ON_SITE)
    address = f"{page(case)}edit/evidence/"
    assert "现场证据" in read(visit(story.bei), address)
    assert visit(story.hu).get(address).status_code in (403, 409, 422)
    assert visit(story.ai).get(address).status_code == 403
