"""The application for programs: the same forms by JSON, rows as lists of objects, and what each side reads."""

from typing import Any

from django.test import Client

from ethics_review.models import Review
from tests import make
from tests.ethics_review import application, applying
from tests.ethics_review.page_cast import EthicsCast, Visit, people, set_clock, visit
from tests.workflow.door_cast import call

__all__ = ["people", "set_clock", "visit"]


def told(client: Client, review: Review) -> Any:
    """The case's data as the API gives them."""
    answer = call(client, "GET", f"cases/{review.number}/")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def begun(client: Client, people: EthicsCast) -> Review:
    """A fresh application by the API."""
    data = {"activity_name": "出行研究", "committee": people.committee.number}
    answer = call(
        client,
        "POST",
        "cases/",
        {"kind": "ethics_review", "data": data},
        **{"Idempotency-Key": "1"},
    )
    assert answer.status_code == 201, answer.content
    return Review.objects.get(number=answer.json()["number"])


def patch(client: Client, review: Review, **data: Any) -> Any:
    """Change fields on the version in the database."""
    body = {"version": make.version_of(review), "data": data}
    return call(client, "PATCH", f"cases/{review.number}/", body)


def test_rows_are_written_as_lists_of_objects(people: EthicsCast, visit: Visit) -> None:
    client = visit(people.lin)
    review = begun(client, people)
    assert patch(client, review, risks=application.risks(3, 2)).status_code == 200
    assert patch(client, review, staff=[{"name": "林晓", "role": "负责"}]).status_code == 200
    saved = applying.fresh(review)
    assert saved.risks == application.risks(3, 2)
    assert saved.staff == [{"name": "林晓", "role": "负责", "qualification": ""}]


def test_malformed_rows_are_refused_by_name(people: EthicsCast, visit: Visit) -> None:
    client = visit(people.lin)
    review = begun(client, people)
    wrong: list[Any] = [
        ["x"],
        [{"point": "whim", "likelihood": 1}],
        [{"point": {"a": 1}}],
        [{"point": "fairness", "likelihood": True}],
        [{"point": "fairness", "description": {"a": 1}}],
        [{"point": "fairness", "colour": "red", "measure": "x"}],
        [{"point": "fairness", "measure": "x"}, {"point": "fairness", "measure": "y"}],
        [{"point": "fairness", "measure": "x\u0007"}],
    ]
    for risks in wrong:
        answer = patch(client, review, risks=risks)
        assert answer.status_code == 422, (risks, answer.content)
        assert list(answer.json()["errors"]) == ["risks"]
    assert applying.fresh(review).risks == []


def test_both_sides_read_the_content_and_the_secretary_the_proposal(
    people: EthicsCast, visit: Visit
) -> None:
    review = applying.submitted(people)
    own, kept = told(visit(people.lin), review), told(visit(people.su), review)
    assert own["mechanism"] == kept["mechanism"] == "时空图神经网络。"
    assert "proposal" not in own
    assert kept["proposal"]["procedure"] == "simplified"
    assert kept["proposal"]["grounds"] == ["ordinary_risk"]


def test_a_member_reads_only_what_the_matter_is_until_it_is_opened(
    people: EthicsCast, visit: Visit
) -> None:
    review = applying.accepted(people)
    assert told(visit(people.m1), review) == {
        "activity_name": "出行行为预测模型研究",
        "committee": people.committee.number,
        "opened": False,
        "procedure": "general",
    }


def test_the_committee_reads_what_was_handed_in_and_not_what_is_being_typed(
    people: EthicsCast, visit: Visit
) -> None:
    review = applying.submitted(people)
    items = [{"item": "活动方案", "reason": "请补充。", "code": "plan"}]
    make.act(review, "request_supplement", people.su, items=items)
    make.edit(review, people.lin, mechanism="尚未提交的新写法。")
    assert told(visit(people.su), review)["mechanism"] == "时空图神经网络。"
    assert told(visit(people.lin), review)["mechanism"] == "尚未提交的新写法。"


def test_an_outsider_finds_no_case(people: EthicsCast, visit: Visit) -> None:
    review = applying.submitted(people)
    assert call(visit(people.dai), "GET", f"cases/{review.number}/").status_code == 404
    sent = call(visit(people.dai), "POST", f"cases/{review.number}/actions/submit/", {"version": 1})
    assert sent.status_code == 404
