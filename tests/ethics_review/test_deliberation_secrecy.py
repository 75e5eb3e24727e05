"""Before a vote is closed no answer to anybody differs by what somebody voted: two worlds, one ballot apart."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ethics_review.models import Ballot, Meeting, Review
from portal.audit.models import AuditEvent
from tests import make
from tests.ethics_review import building, people
from tests.ethics_review.people import EthicsCast
from tests.workflow.door_cast import Visit, call, clock, visit

__all__ = ["clock", "visit"]
#: Tokens, signed marks, the running clock, the addresses of events, whose numbers run on after an undone world, and
#: hashes, which are random by each ballot's salt.
_FLEETING = re.compile(
    r'(csrfmiddlewaretoken|name="writer")[^>]*|nonce="[^"]*"|data-now="[^"]*"'
    r'|演练时钟：.*|data-countdown="[^"]*"|[0-9a-f]{64}|<code title="[0-9a-f]*">[0-9a-f]{12}</code>'
    r"|/audit/trail/\d+/"
)
READERS = ("lin", "gao", "su", "qi", "wei", "m1", "m3", "ren")
WORDS = "数据来源存疑，建议暂缓"


@pytest.fixture
def cast(db: None, clock: None) -> EthicsCast:
    return people.cast()


def everything(client: Client, review: Review, meeting: Meeting | None) -> dict[str, Any]:
    """All that a person can ask about a review and its meeting: pages, API, methods, refusals."""
    number = review.number
    pages = ["/desk/", "/desk/to-do/", "/notices/", "/api/v1/cases/", "/audit/trail/"]
    pages += [f"/cases/{number}/", f"/cases/{number}/actions/cast_ballot/"]
    pages += [f"/cases/{number}/actions/cast_simplified/", f"/cases/{number}/actions/approve/"]
    pages += [f"/api/v1/cases/{number}/{part}" for part in ("", "actions/", "timeline/")]
    pages += (
        [f"/cases/{meeting.number}/", f"/meetings/{meeting.number}/minutes/"] if meeting else []
    )
    found = {page: client.get(page) for page in pages}
    act = f"cases/{number}/actions/close_voting/"
    found["the newest event"] = client.get(f"/audit/trail/{AuditEvent.objects.latest('pk').pk}/")
    found["OPTIONS"] = client.options(f"/api/v1/{act}")
    found["POST"] = call(client, "POST", act, {"version": 1, "data": {}})
    return {
        what: (answer.status_code, _FLEETING.sub("", answer.content.decode()))
        for what, answer in found.items()
    }


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The questions that are answered differently."""
    return [what for what in one if one[what] != other[what]]


def world(
    visit: Visit, cast: EthicsCast, review: Review, meeting: Meeting | None, act: str, **ballot: Any
) -> dict[str, dict[str, Any]]:
    """What everybody can read after the ballot, which is then undone."""
    before = transaction.savepoint()
    voter = cast.people["wei"]
    make.act(review, act, voter, now=make.NOW, **ballot)
    assert Ballot.objects.filter(elector__user=voter).count() == 1
    told = {name: everything(visit(cast.people[name]), review, meeting) for name in READERS}
    transaction.savepoint_rollback(before)
    return told


@pytest.mark.parametrize(("one", "other"), [("approve", "reject")])
def test_nobody_can_tell_what_a_member_voted_in_a_meeting(
    cast: EthicsCast, visit: Visit, one: str, other: str
) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    building.declare(story, review, "m3")
    meeting = building.voting(story, review)
    sheet = [{"point": "fairness", "finding": "fails", "text": WORDS}]
    first = world(visit, cast, review, meeting, "cast_ballot", choice=one)
    second = world(
        visit, cast, review, meeting, "cast_ballot", choice=other, sheet=sheet, reasons=WORDS
    )
    for name in READERS:
        assert differing(first[name], second[name]) == [], name
    own = second["wei"][f"/cases/{review.number}/"][1]
    assert "您已投票" in own
    assert WORDS not in own
    chair = second["qi"][f"/cases/{review.number}/"][1]
    assert "已收到 1 票，共 5 人参加表决" in chair
    assert "尚未投票：Qi、Wen、M1、M2" in chair


def test_the_applicant_and_the_outsider_do_not_learn_that_there_is_a_vote(
    cast: EthicsCast, visit: Visit
) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    meeting = building.voting(story, review)
    story.act(review, "cast_ballot", "wei", choice="approve")
    for name in ("lin", "gao"):
        page = visit(cast.people[name]).get(f"/cases/{review.number}/")
        assert page.status_code == 200
        assert not re.search(r"表决|投票|利益声明|\b(Wei|Qi|M1)\b", page.content.decode())
        acts = [
            visit(cast.people[name]).get(f"/cases/{review.number}/actions/{act}/")
            for act in ("cast_ballot", "close_voting", "declare_interest")
        ]
        assert {answer.status_code for answer in acts} == {404}
        assert visit(cast.people[name]).get(f"/cases/{meeting.number}/").status_code == 404
        assert (
            visit(cast.people[name]).get(f"/meetings/{meeting.number}/minutes/").status_code == 404
        )
    assert visit(cast.people["dai"]).get(f"/cases/{review.number}/").status_code == 404


def test_an_agreement_in_the_simplified_procedure_is_told_to_nobody_before_the_last(
    cast: EthicsCast, visit: Visit
) -> None:
    story = building.tale(cast)
    review = building.accepted(story, "simplified")
    story.act(review, "name_reviewers", "qi", reviewers=cast.named("wei", "m1"))
    building.declare(story, review, "qi", "wei", "m1")
    first = world(visit, cast, review, None, "cast_simplified", choice="agree")
    second = world(visit, cast, review, None, "cast_simplified", choice="agree", reasons=WORDS)
    for name in READERS:
        assert differing(first[name], second[name]) == [], name


def test_a_reply_of_the_api_to_a_ballot_says_nothing_of_it(cast: EthicsCast, visit: Visit) -> None:
    story = building.tale(cast)
    review = building.accepted(story)
    building.voting(story, review)
    points = ("fairness", "control", "transparency", "accountability", "value")
    sheet = [{"point": point, "finding": "fails", "text": WORDS} for point in points]
    sent = {
        "version": 1,
        "data": {"choice": "reject", "sheet": sheet, "reasons": WORDS},
    }
    path = f"cases/{review.number}/actions/cast_ballot/"
    done = call(visit(cast.people["wei"]), "POST", path, sent)
    assert done.status_code == 200, done.content.decode()
    assert WORDS not in done.content.decode()
    assert not re.search('reject|fails|"不予批准"', done.content.decode())
    assert Ballot.objects.get().choice == "reject"
    again = call(visit(cast.people["wei"]), "POST", path, sent)
    assert again.status_code == 422
    assert Ballot.objects.count() == 1
