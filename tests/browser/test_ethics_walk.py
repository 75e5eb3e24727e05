"""One emergency review with its expert recheck in a real browser, by everybody's own pages, on the law's own dates."""

import pytest

from ethics_review.models import Meeting, Recheck, Review
from ethics_review.states import ReviewState as S
from tests.browser.conftest import SetClock, Visit
from tests.browser.ethics import applies, brings, committee, does, put, reads
from tests.browser.visiting import Visitor
from tests.ethics_review import building
from tests.ethics_review.building import tale
from tests.ethics_review.people import PANEL, QUORUM, EthicsCast
from tests.make import at

__all__ = ["committee"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINTS = ("fairness", "control", "transparency", "accountability", "value")
SHEET = {f"sheet-{point}-finding": "meets" for point in POINTS}


def test_an_emergency_is_reviewed_rechecked_and_approved_within_seventy_two_hours(
    committee: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    people = committee
    lin, su, qi = visit(people.lin), visit(people.su), visit(people.qi)
    set_clock("2026-09-25 21:50")
    review = applies(lin, people)
    does(lin, review, "submit")
    set_clock("2026-09-25 22:10")
    does(su, review, "accept_emergency", reason="台风红色预警，情况属实。")
    for told in ("2026年9月28日 22:10", "2026年9月27日 10:10"):
        assert told in reads(su, review)
    set_clock("2026-09-26 16:20")
    _meets(su, qi, people, review, visit)
    set_clock("2026-09-26 20:00")
    does(qi, review, "conclude_preliminary", opinion="风险可控，同意提交专家复核。")
    assert "待专家复核" in reads(lin, review)
    set_clock("2026-09-26 21:00")
    recheck = _applies_for_recheck(visit(people.gao), review)
    _experts_agree(recheck, people, visit, set_clock)
    set_clock("2026-09-28 15:00")
    assert "复核意见已反馈" in reads(qi, review)
    does(qi, review, "approve", tracking_months="6", advice="按月报告处置情况。")
    page = reads(lin, review)
    assert "已批准" in page
    assert "2027年3月28日" in page
    assert "按期" in page
    qi.go("/desk/")
    qi.shoot("工作台")


def _meets(su: Visitor, qi: Visitor, people: EthicsCast, review: Review, visit: Visit) -> None:
    """The secretary calls the meeting; everybody declares and votes without scripts; the last ballot closes."""
    su.go("/cases/new/committee_meeting/")
    told = {"committee": str(people.committee.pk), "form": "online"}
    put(su, {**told, "starts_at": "2026-09-26T16:30", "place": "线上会议室"})
    su.shoot("新建会议")
    su.page.locator("main form button[type=submit]").first.click()
    su.page.wait_for_url("**/cases/HY**")
    meeting = Meeting.objects.get()
    does(su, meeting, "set_agenda", reviews=[str(review.pk)])
    does(su, meeting, "convene")
    members = [visit(people.people[name], scripts=False) for name in QUORUM if name != "qi"]
    for member in members:
        assert "请先声明利益关系" in _desk(member)
        does(member, review, "declare_interest", conflicted="no")
    does(qi, review, "declare_interest", conflicted="no")
    does(su, meeting, "open_session", present=[str(people.people[n].pk) for n in QUORUM])
    does(qi, review, "open_voting", meeting=str(meeting.pk), ends_at="2026-09-26T19:00")
    for member in (*members, qi):
        assert "请投票" in _desk(member)
        does(member, review, "cast_ballot", choice="approve", **SHEET)
    does(su, meeting, "close_session")
    outsider = visit(people.dai)
    assert outsider.go(f"/cases/{review.number}/") == 404


def _desk(visitor: Visitor) -> str:
    visitor.go("/desk/")
    visitor.shoot("工作台")
    return visitor.words


def _applies_for_recheck(unit: Visitor, review: Review) -> Recheck:
    unit.go(f"/cases/new/recheck/?review={review.number}")
    put(unit, {"review": review.number})
    unit.shoot("申请专家复核")
    unit.page.locator("main form button[type=submit]").first.click()
    unit.page.wait_for_url("**/cases/FH**")
    recheck = Recheck.objects.get()
    unit.go(f"/cases/{recheck.number}/edit/statement/")
    told = {
        "statement": "初步审查已通过。",
        "contact_name": "魏然",
        "contact_phone": "010-60000002",
    }
    put(unit, told)
    unit.press("保存")
    unit.page.get_by_text("已保存。").first.wait_for()
    brings(unit, recheck.number, "application")
    does(unit, recheck, "submit")
    return recheck


def _experts_agree(recheck: Recheck, people: EthicsCast, visit: Visit, set_clock: SetClock) -> None:
    officer = visit(people.ou)
    set_clock("2026-09-26 21:30")
    does(officer, recheck, "receive")
    page = reads(officer, recheck)
    assert "2026年10月26日" in page
    assert "2026年9月28日 22:10" in page  # the emergency goes on around the recheck
    rows = {}
    for index, (name, field) in enumerate(PANEL.items()):
        rows[f"experts-{index}-expert"] = str(people.people[name].pk)
        rows[f"experts-{index}-discipline"] = field
    does(officer, recheck, "form_panel", **rows)
    experts = [visit(people.people[name], scripts=False) for name in PANEL]
    for expert in experts:
        assert "请先声明利益关系" in _desk(expert)
        does(expert, recheck, "declare_interest", conflicted="no")
    does(officer, recheck, "open_voting", ends_at="2026-09-28T08:00")
    for expert in experts:
        told = {"compliance": "程序合规。", "reasonableness": "风险防控合理。"}
        does(expert, recheck, "cast_opinion", choice="agree", **told)
    set_clock("2026-09-28 09:00")
    does(officer, recheck, "issue_opinion", summary="专家组同意初步审查意见。")


@pytest.fixture
def revised(committee: EthicsCast, visit: Visit, set_clock: SetClock) -> Review:
    """Lin's review, to be revised, served on Monday 2026-09-28 at four in the afternoon."""
    set_clock("2026-09-28 16:05")
    review = building.review(committee, S.REVISION_REQUIRED, now=at("2026-09-28 15:00"))
    told = {"service_method": "in_person", "proof": "申请人当面签收。"}
    does(visit(committee.su), review, "record_service", served_at="2026-09-28T16:00", **told)
    return review


def test_an_appeal_on_the_last_day_is_decided_seven_working_days_later(
    revised: Review, committee: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    lin, qi = visit(committee.lin), visit(committee.qi)
    assert "2026年10月8日" in reads(lin, revised)
    set_clock("2026-10-08 23:50")
    does(lin, revised, "appeal", grounds="申请材料第四部分已有评估。")
    page = reads(qi, revised)
    assert "申诉处理中" in page
    assert "2026年10月16日" in page
    qi.go("/desk/appealed/")
    assert revised.number in qi.words


def test_after_the_window_an_appeal_is_late_and_the_chair_says_whether_it_is_taken_up(
    revised: Review, committee: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    lin, qi = visit(committee.lin), visit(committee.qi)
    set_clock("2026-10-09 09:00")
    reads(lin, revised)
    refused = lin.page.get_by_role("link", name="提出申诉", exact=True)
    assert refused.get_attribute("aria-disabled") == "true"
    assert "申诉期限已经届满" in lin.words
    does(lin, revised, "appeal_late", grounds="住院期间未能及时申诉。")
    assert "请作出决定或者答复" in _desk(qi)
    does(qi, revised, "take_up_late_appeal", reason="有住院证明，予以处理。")
    assert "申诉处理中" in reads(lin, revised)


def test_one_doubt_converts_the_simplified_procedure_and_the_clock_goes_on(
    committee: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    people = committee
    set_clock("2026-09-28 16:00")
    review = building.accepted(tale(people, at("2026-09-28 15:00")), "simplified")
    qi, first, second = visit(people.qi), visit(people.m1), visit(people.m2, scripts=False)
    assert first.go(f"/cases/{review.number}/") == 404  # not before being named
    before = review.deadlines.get(code="ethics.decision").last_day
    does(qi, review, "name_reviewers", reviewers=[str(people.m1.pk), str(people.m2.pk)])
    for member in (first, second):
        does(member, review, "declare_interest", conflicted="no")
    does(first, review, "cast_simplified", choice="agree", **SHEET)
    does(second, review, "cast_simplified", choice="doubt", reasons="试用范围不明。", **SHEET)
    page = reads(qi, review)
    assert "一般程序审查中" in page
    assert f"{before.year}年{before.month}月{before.day}日" in page
    assert "请安排会议或者指定委员" in _desk(qi)
