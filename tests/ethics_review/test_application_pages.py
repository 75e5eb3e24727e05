"""The application on the pages: from the committee that is chosen to the hand-in, without JavaScript."""

import re

from django.test import Client

from ethics_review.models import Review
from tests import make
from tests.ethics_review import application, applying
from tests.ethics_review.page_cast import (
    EthicsCast,
    Visit,
    encoded,
    people,
    post,
    read,
    set_clock,
    visit,
)
from tests.filings import register
from tests.workflow.door_cast import png

__all__ = ["people", "set_clock", "visit"]
NEW = "/cases/new/ethics_review/"
SECTIONS = ("basics", "claims", "plan", "risks", "recheck", "commitment")


def begun(client: Client, people: EthicsCast, **changes: str) -> Review:
    """A fresh application by the pages."""
    opening = {"activity_name": "出行行为预测模型研究", "committee": people.committee.number}
    answer = client.post(NEW, opening | changes)
    assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.content.decode())
    return Review.objects.get(number=answer["Location"].split("/")[2])


def test_a_leader_fills_in_every_section_and_hands_the_application_in(
    people: EthicsCast, visit: Visit
) -> None:
    client = visit(people.lin)
    review = begun(client, people)
    content = {**application.content(), "committee": people.committee.number}
    for section in SECTIONS:
        path = f"/cases/{review.number}/edit/{section}/"
        answer = post(client, path, **encoded(section, content), then="stay")
        assert answer.status_code == 302, (section, errors(answer.content.decode()))
    papers = {f"file-{slot}": png(f"{slot}.png") for slot in applying.papers()}
    post(client, f"/cases/{review.number}/edit/papers/", **papers)
    saved = applying.fresh(review)
    assert {name: getattr(saved, name) for name in applying.content()} == applying.content()
    answer = post(client, f"/cases/{review.number}/actions/submit/", confirm="yes")
    assert (answer.status_code, applying.fresh(review).state) == (302, "submitted")


def test_every_section_names_what_is_still_missing_in_it(people: EthicsCast, visit: Visit) -> None:
    client = visit(people.lin)
    review = begun(client, people)
    marks = read(client, f"/cases/{review.number}/edit/risks/")
    assert "“公平公正”没有评估风险" in marks
    assert "“风险防控计划”未填写" in marks
    assert "“研究背景”未填写" not in marks
    page = read(client, f"/cases/{review.number}/edit/papers/")
    assert "缺少材料“承诺书”" in page


def test_a_committee_of_ones_own_needs_no_ground_and_a_centre_needs_one(
    people: EthicsCast, visit: Visit
) -> None:
    client = visit(people.lin)
    opening = {"activity_name": "出行研究", "committee": people.committee.number}
    answer = client.post(NEW, {**opening, "commission_ground": "not_able"})
    assert answer.status_code == 422
    assert "受理的是本单位委员会，不应填写委托的原因" in answer.content.decode()
    assert Review.objects.count() == 0


def test_another_units_committee_cannot_be_chosen(people: EthicsCast, visit: Visit) -> None:
    client = visit(people.dai)
    page = read(client, NEW)
    assert people.committee.name not in page
    answer = client.post(NEW, {"activity_name": "出行研究", "committee": people.committee.number})
    assert answer.status_code == 422
    assert "没有这一委员会或者服务中心" in answer.content.decode()


def test_wrong_rows_are_refused_with_row_and_cell(people: EthicsCast, visit: Visit) -> None:
    client = visit(people.lin)
    review = begun(client, people)
    path = f"/cases/{review.number}/edit/risks/"
    wrong = {
        "risks-fairness-likelihood": "9",
        "risks-control-description": "长" * 2001,
        "risks-control-likelihood": "3",
    }
    answer = post(client, path, **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "的“可能性”不在可选的范围之内" in page
    assert "的“风险描述”至多 2000 字，现有 2001 字" in page
    assert "长" * 2001 in page
    assert applying.fresh(review).risks == []


def test_the_list_is_judged_item_by_item_when_the_answers_are_saved(
    people: EthicsCast, visit: Visit
) -> None:
    client = visit(people.lin)
    review = begun(client, people)
    path = f"/cases/{review.number}/edit/recheck/"
    answers = application.answers("human_machine_fusion.1", "human_machine_fusion.2")
    post(client, path, **encoded("recheck", {"recheck_answers": answers}), then="stay")
    page = read(client, path)
    assert page.count("（按已保存的回答，属于该项）") == 1
    case = read(client, f"/cases/{review.number}/")
    assert len(re.findall(r"不属于", case)) == 2


def test_the_number_of_an_exemption_is_looked_up_in_the_public_register(
    people: EthicsCast, visit: Visit
) -> None:
    entry = register.published(subject_name=people.unit_a.name)
    client = visit(people.lin)
    review = begun(client, people)
    path = f"/cases/{review.number}/edit/recheck/"
    answers = {"recheck_answers": application.answers(), "exemption_ground": "generative"}
    for number, told in (
        (entry.record_number, f"{entry.algorithm_name}，主体为{people.unit_a.name}，有效"),
        ("网信算备990101000000000000019号", "公示的备案中没有这一编号"),
    ):
        post(
            client, path, **encoded("recheck", {**answers, "exemption_number": number}), then="stay"
        )
        assert told in read(client, path)
        assert told in read(client, f"/cases/{review.number}/")


def test_the_committee_cannot_be_changed_after_the_hand_in(
    people: EthicsCast, visit: Visit
) -> None:
    review = applying.submitted(people)
    items = [{"item": "活动方案", "reason": "请补充。", "code": "plan"}]
    make.act(review, "request_supplement", people.su, items=items)
    page = read(visit(people.lin), f"/cases/{review.number}/edit/basics/")
    assert re.findall(r'<option value="(EC[^"]*)"', page) == [people.committee.number]


def test_an_outsider_finds_no_application(people: EthicsCast, visit: Visit) -> None:
    review = applying.complete_draft(people)
    for path in ("", "edit/basics/", "actions/submit/"):
        assert visit(people.dai).get(f"/cases/{review.number}/{path}").status_code == 404
    assert visit(people.su).get(f"/cases/{review.number}/").status_code == 404


def errors(page: str) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r"<li>(.*?)</li>", page)[:20]
