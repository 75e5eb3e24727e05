"""Acceptance on the pages: what is missing told at once, a procedure proposed by the portal, chosen by a person."""

import html
import re
from datetime import timedelta

import pytest

from tests import make
from tests.ethics_review import application, applying
from tests.ethics_review.page_cast import (
    EthicsCast,
    Visit,
    people,
    post,
    read,
    set_clock,
    visit,
)
from tests.portal.web_cast import SetClock

__all__ = ["people", "set_clock", "visit"]
LISTED = ("opinion_mobilisation.1", "opinion_mobilisation.2", "opinion_mobilisation.3")


def act_path(review: object, action: str) -> str:
    return f"/cases/{review.number}/actions/{action}/"  # type: ignore[attr-defined]


def typed(page: str, name: str) -> str:
    """What stands in a text of a page's form."""
    found = re.search(rf'<textarea name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found.group(1)).strip() if found else ""


def test_everything_that_is_missing_is_asked_for_at_once(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people)
    reasons = {
        "items-plan-reason": "没有数据来源协议。",
        "items-paper-commitment-reason": "没有签字。",
    }
    answer = post(visit(people.su), act_path(review, "request_supplement"), **reasons)
    assert answer.status_code == 302
    review = applying.fresh(review)
    assert review.state == "supplement_requested"
    assert review.supplements == [
        {"item": "活动方案", "reason": "没有数据来源协议。", "code": "plan"},
        {"item": "承诺书", "reason": "没有签字。", "code": "paper-commitment"},
    ]
    page = read(visit(people.lin), f"/cases/{review.number}/")
    assert "委员会一次性要求补充 2 项，请补充后提交。" in page
    assert "没有数据来源协议。" in page


def test_a_supplement_without_a_single_reason_is_refused(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people)
    answer = post(visit(people.su), act_path(review, "request_supplement"))
    assert answer.status_code == 422
    assert applying.fresh(review).state == "submitted"


def test_the_reasons_stand_beside_what_was_filed(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people)
    page = read(visit(people.su), act_path(review, "request_supplement"))
    assert "时空图神经网络。" in page
    assert "qualification.png" in page


@pytest.mark.parametrize(
    ("changes", "action", "reason"),
    [
        (
            {},
            "accept_simplified",
            "各方面风险的可能性不高于 2 级、程度不高于 2 级，且未纳入复核清单。",
        ),
        (
            {"recheck_answers": application.answers(*LISTED)},
            "accept_general",
            "活动纳入专家复核清单。",
        ),
        (
            {"is_urgent": True, "emergency_reason": "台风将至。"},
            "accept_emergency",
            "申请人说明属于突发公共事件等紧急状态。",
        ),
    ],
)
def test_the_reasons_of_the_proposal_are_filled_in_where_it_is_followed(
    people: EthicsCast, visit: Visit, changes: dict[str, object], action: str, reason: str
) -> None:
    review = applying.submitted(people, **changes)
    client = visit(people.su)
    assert typed(read(client, act_path(review, action)), "reason") == reason
    other = "accept_general" if action != "accept_general" else "accept_simplified"
    assert typed(read(client, act_path(review, other)), "reason") == ""


def test_a_person_may_decide_otherwise_and_says_why(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people)
    client = visit(people.su)
    page = read(client, f"/cases/{review.number}/")
    assert "门户建议：简易程序" in page
    reason = "涉及未成年人数据，应由会议审查。"
    assert post(client, act_path(review, "accept_general"), reason=reason).status_code == 302
    review = applying.fresh(review)
    assert (review.procedure, review.procedure_reason) == ("general", reason)
    assert review.proposed_procedure == "simplified"
    assert review.running_limit("ethics.decision").last_day.isoformat() == "2026-10-22"


def test_the_simplified_procedure_needs_one_of_the_grounds_of_the_law(
    people: EthicsCast, visit: Visit
) -> None:
    review = applying.submitted(people)
    client, path = visit(people.su), act_path(review, "accept_simplified")
    page = read(client, path)
    assert '<option value="ordinary_risk" selected>' in page
    assert post(client, path, reason="常规风险。", ground="whim").status_code == 422
    assert post(client, path, reason="常规风险。", ground="ordinary_risk").status_code == 302
    assert applying.fresh(review).simplified_ground == "ordinary_risk"


def test_a_listed_activity_is_no_ordinary_risk(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people, recheck_answers=application.answers(*LISTED))
    answer = post(
        visit(people.su),
        act_path(review, "accept_simplified"),
        reason="常规风险。",
        ground="ordinary_risk",
    )
    assert answer.status_code == 422
    assert "纳入复核清单的活动不属于常规风险" in answer.content.decode()
    assert applying.fresh(review).state == "submitted"


def test_an_unanswered_supplement_may_be_declined_after_its_time(
    people: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    review = applying.submitted(people)
    items = [{"item": "活动方案", "reason": "请补充。", "code": "plan"}]
    make.act(review, "request_supplement", people.su, items=items)
    client, path = visit(people.su), act_path(review, "decline_acceptance")
    reasons = {"items-plan-reason": "逾期没有补充。", "confirm": "yes"}
    assert post(client, path, **reasons).status_code == 422
    assert applying.fresh(review).state == "supplement_requested"
    set_clock(applying.NOW + timedelta(days=40))
    assert post(client, path, **reasons).status_code == 302
    review = applying.fresh(review)
    assert review.state == "not_accepted"
    page = read(visit(people.lin), f"/cases/{review.number}/")
    assert "不予受理，理由 1 项。可以修改后重新申请。" in page
    assert "逾期没有补充。" in page


def test_the_applicant_does_not_read_the_proposal(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people)
    assert "门户建议" not in read(visit(people.lin), f"/cases/{review.number}/")
    assert "门户建议" not in read(visit(people.gao), f"/cases/{review.number}/")


def test_members_see_nothing_before_acceptance_and_no_content_before_they_declare(
    people: EthicsCast, visit: Visit
) -> None:
    review = applying.submitted(people)
    path = f"/cases/{review.number}/"
    client = visit(people.m1)
    assert client.get(path).status_code == 404
    make.act(review, "accept_general", people.su, reason="由会议审查。")
    page = read(client, path)
    assert "请先声明您与本事项有无利益关系" in page
    assert "出行行为预测模型研究" in page
    assert "时空图神经网络。" not in page
    assert "qualification.png" not in page
    make.act(review, "declare_interest", people.m1, conflicted=False, statement="")
    assert "时空图神经网络。" in read(client, path)


def test_a_recused_member_and_an_outsider_find_nothing(people: EthicsCast, visit: Visit) -> None:
    review = applying.accepted(people)
    make.act(review, "declare_interest", people.m1, conflicted=True, statement="共同作者")
    for user in (people.m1, people.dai):
        for path in ("", "actions/accept_general/", "actions/report_progress/"):
            assert visit(user).get(f"/cases/{review.number}/{path}").status_code == 404
