"""The pages of deliberation: what they ask for, what they refuse, what they show to whom."""

import re
from typing import Any

import pytest

from ethics_review.models import Ballot, Interest, Review, Round
from ethics_review.states import ReviewState, RoundOutcome
from tests import make
from tests.ethics_review import building, people
from tests.ethics_review.people import QUORUM, EthicsCast, Tale
from tests.workflow.door_cast import Visit, clock, visit

__all__ = ["clock", "visit"]
POINTS = ("fairness", "control", "transparency", "accountability", "value")


@pytest.fixture
def cast(db: None, clock: None) -> EthicsCast:
    return people.cast()


@pytest.fixture
def story(cast: EthicsCast) -> Tale:
    return building.tale(cast)


def address(case: Any, action: str) -> str:
    return f"/cases/{case.number}/actions/{action}/"


def sheet(finding: str = "meets", text: str = "") -> dict[str, str]:
    """The review sheet as the page posts it."""
    found = {f"sheet-{point}-finding": finding for point in POINTS}
    return found | {f"sheet-{point}-text": text for point in POINTS}


def send(visit: Visit, who: Any, case: Any, action: str, **data: Any) -> Any:
    sent = {"version": make.version_of(case), "confirm": "yes", **data}
    return visit(who).post(address(case, action), sent)


def test_interests_are_asked_with_nothing_preselected_and_a_conflict_is_explained(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    page = visit(cast.m1).get(address(review, "declare_interest")).content.decode()
    assert page.count('name="conflicted"') == 2
    assert "checked" not in page
    assert "时空图神经网络" not in page
    refused = send(visit, cast.m1, review, "declare_interest", conflicted="yes")
    assert refused.status_code == 422
    assert "请在“说明”中写明情况" in refused.content.decode()
    done = send(visit, cast.m1, review, "declare_interest", conflicted="yes", statement="合作过。")
    assert (done.status_code, done["Location"]) == (302, "/cases/")
    assert Interest.objects.get().conflicted is True
    assert visit(cast.m1).get(f"/cases/{review.number}/").status_code == 404
    chair = visit(cast.su).get(f"/cases/{review.number}/").content.decode()
    assert "M1（合作过。）" in chair


def test_a_vote_is_opened_at_beijing_time_and_asks_one_plain_question(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    building.declare(story, review, *QUORUM)
    meeting = building.session(story, review)
    page = visit(cast.qi).get(address(review, "open_voting")).content.decode()
    assert "现在的审查期限至 2026-10-22" in page
    assert f'<option value="{meeting.pk}" selected>' in page
    done = send(
        visit, cast.qi, review, "open_voting", meeting=meeting.pk, ends_at="2026-09-22T18:30"
    )
    assert done.status_code == 302
    assert Round.objects.get().ends_at == make.at("2026-09-22 18:30")
    ballot = visit(cast.wei).get(address(review, "cast_ballot")).content.decode()
    assert "您对该活动的审查意见" in ballot
    assert len(re.findall(r'type="radio" name="choice"', ballot)) == 5
    assert not re.search(r'name="choice"[^>]*checked', ballot)
    assert "确认“投票”，知悉不能撤回" in ballot


def test_a_ballot_needs_its_sheet_its_reasons_and_a_confirmation(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    building.voting(story, review)
    for data, told in (
        ({"choice": "approve"}, "请对“公平公正”选择意见"),
        ({"choice": "approve", **sheet("improve")}, "“公平公正”不是“符合要求”的，请写明理由"),
        ({"choice": "reject", **sheet()}, "请在“理由和建议”中写明理由"),
        ({**sheet()}, "请选择“您对该活动的审查意见”"),
        ({"choice": "yes", **sheet()}, "没有这一选项"),
        ({"choice": "approve", **sheet(), "confirm": ""}, "请勾选确认后再办理"),
    ):
        refused = send(visit, cast.wei, review, "cast_ballot", **data)
        assert refused.status_code == 422
        assert told in refused.content.decode()
    assert not Ballot.objects.exists()
    done = send(
        visit, cast.wei, review, "cast_ballot", choice="approve", **sheet("improve", "补充")
    )
    assert done.status_code == 302
    ballot = Ballot.objects.get()
    assert ballot.sheet[0] == {"point": "fairness", "finding": "improve", "text": "补充"}
    assert [row["point"] for row in ballot.sheet] == list(POINTS)
    page = visit(cast.wei).get(f"/cases/{review.number}/").content.decode()
    assert "您已投票" in page
    assert "补充" not in page.split("您已投票")[1].split("</section>")[0]
    assert (
        send(visit, cast.m3, review, "cast_ballot", choice="approve", **sheet()).status_code == 422
    )
    assert (
        send(visit, cast.dai, review, "cast_ballot", choice="approve", **sheet()).status_code == 404
    )


def test_an_abstention_may_leave_the_sheet_empty(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    building.voting(story, review)
    assert send(visit, cast.wei, review, "cast_ballot", choice="abstain").status_code == 302
    assert Ballot.objects.get().sheet == []


def test_after_the_closing_members_read_names_the_adviser_numbers_the_applicant_nothing(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    story.act(review, "invite_adviser", "su", adviser=cast.gu, field="算法公平")
    building.declare(story, review, "gu", "m3")
    building.vote(story, review, "approve", "approve", "approve", "approve", "reject")
    page = f"/cases/{review.number}/"
    for name in ("qi", "m1", "m3", "su", "ren"):
        told = visit(cast.people[name]).get(page).content.decode()
        assert re.search(r"<strong>M2</strong>.*?：不予批准", told, re.DOTALL), name
        assert "4 票" in told
    adviser = visit(cast.gu).get(page).content.decode()
    assert "4 票" in adviser
    assert "<strong>M2</strong>" not in adviser
    assert "利益声明 " not in adviser
    applicant = visit(cast.lin).get(page).content.decode()
    assert not re.search("4 票|表决结果|<strong>M2</strong>", applicant)
    undeclared = visit(cast.m4).get(page).content.decode()
    assert not re.search('4 票|<strong>M2</strong>|id="advisers"', undeclared)
    story.act(review, "approve", "qi", tracking_months=12)
    decided = visit(cast.lin).get(page).content.decode()
    assert "4 票" in decided
    assert "形成决定须" in decided
    assert "<strong>M2</strong>" not in decided


def test_the_ballots_of_a_round_that_was_set_aside_stay_sealed(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    building.voting(story, review)
    story.act(review, "cast_ballot", "wei", choice="reject", reasons="风险过高。")
    story.act(review, "declare_interest", "m1", conflicted=True, statement="合作过。")
    assert Round.objects.get().outcome == RoundOutcome.SET_ASIDE
    told = visit(cast.qi).get(f"/cases/{review.number}/").content.decode()
    assert "表决作废" in told
    assert not re.search("风险过高|：不予批准", told)
    assert "参加的委员 4 人，应不少于 5 人，还差 1 人" in told


def test_an_approval_begins_with_the_longest_interval(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.voted(story, "approve")
    page = visit(cast.qi).get(address(review, "approve")).content.decode()
    assert 'name="tracking_months" value="12"' in page
    assert "1 至 12 个月" in page
    refused = send(visit, cast.qi, review, "approve", tracking_months="13")
    assert refused.status_code == 422
    assert "“跟踪审查间隔”应为 1 至 12 个月" in refused.content.decode()
    assert send(visit, cast.qi, review, "approve", tracking_months="12").status_code == 302
    assert Review.objects.get().state == ReviewState.APPROVED


def test_experts_who_disagree_leave_no_approval_to_vote_for(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.returned(story, "disagree")
    building.voting(story, Review.objects.get(pk=review.pk))
    page = visit(cast.wei).get(address(review, "cast_ballot")).content.decode()
    radios = re.findall(r'name="choice" value="([a-z_]+)"', page)
    assert radios == ["revise", "reject", "abstain"]
    refused = send(visit, cast.wei, review, "cast_ballot", choice="approve", **sheet())
    assert refused.status_code == 422
    with pytest.raises(Exception, match="专家复核意见为不同意，不能投票批准"):
        make.act(review, "cast_ballot", cast.wei, choice="approve")


def test_an_extension_tells_the_present_limit_and_its_bounds(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story)
    page = visit(cast.qi).get(address(review, "extend")).content.decode()
    assert "现在的审查期限至 2026-10-22；一次至多延长" in page
    refused = send(visit, cast.qi, review, "extend", until="2026-10-22", reason="情况复杂。")
    assert refused.status_code == 422
    assert "应晚于现在的 2026-10-22" in refused.content.decode()
    done = send(visit, cast.qi, review, "extend", until="2026-11-05", reason="情况复杂。")
    assert done.status_code == 302


def test_an_exemption_by_a_number_that_nobody_published_is_refused(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    number = f"网信算备{'9' * 21}号"
    listed = {"recheck_answers": building.applying.application.answers(*building.LISTED)}
    claimed = {"exemption_ground": "recommendation", "exemption_number": number}
    review = building.accepted(story, **listed, **claimed)
    page = visit(cast.qi).get(address(review, "exempt_recheck")).content.decode()
    assert f"申请人填写 {number}：公示的备案中没有这一编号" in page
    data = {"ground": "recommendation", "number": number, "reason": "已经备案。"}
    refused = send(visit, cast.qi, review, "exempt_recheck", **data)
    assert refused.status_code == 422
    assert "公示的备案中没有这一编号，请核对" in refused.content.decode()


def test_people_are_offered_as_the_review_knows_them(
    cast: EthicsCast, story: Tale, visit: Visit
) -> None:
    review = building.accepted(story, "simplified")
    story.act(review, "declare_interest", "wei", conflicted=True, statement="合作过。")
    page = visit(cast.qi).get(address(review, "name_reviewers")).content.decode()
    assert page.count('type="checkbox" name="reviewers"') == 8
    assert "Wei（" not in page
    presiders = visit(cast.qi).get(address(review, "invite_adviser")).content.decode()
    assert re.findall(r"<option value=\"\d+\">(\w+)</option>", presiders) == ["Gu"]
    done = send(visit, cast.qi, review, "name_reviewers", reviewers=[cast.m1.pk, cast.m2.pk])
    assert done.status_code == 302
    assert Round.objects.get().electors.count() == 2
    early = send(visit, cast.m1, review, "cast_simplified", choice="agree", **sheet())
    assert "请先声明利益关系" in early.content.decode()
    building.declare(story, review, "m1")
    refused = send(visit, cast.m1, review, "cast_simplified", choice="doubt", **sheet())
    assert "请在“理由和建议”中写明理由" in refused.content.decode()
    data = {"choice": "doubt", "reasons": "来源不明。", **sheet()}
    assert send(visit, cast.m1, review, "cast_simplified", **data).status_code == 302
    assert Review.objects.get().state == ReviewState.GENERAL_REVIEW
