"""After the decision, on the pages: service, appeal, tracking, changes of risk, suspension, the end, recognition."""

from datetime import date, timedelta
from typing import Any

import pytest

from ethics_review.models import Review
from ethics_review.states import ReviewState as S
from portal.accounts.models import User
from tests import make
from tests.ethics_review import applying, building
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
SERVED = {
    "served_at": "2026-09-22T09:30",
    "service_method": "in_person",
    "proof": "林晓签收。",
}
RISK = {"occurred_on": "2026-09-20", "facts": "新增一个城区的数据。"}


class Desk:
    """One review and the people who work on it by its pages."""

    def __init__(self, cast: EthicsCast, visit: Visit, state: S) -> None:
        self.cast, self.visit = cast, visit
        self.review: Review = building.review(cast, state)

    def send(self, who: User, action: str, **data: Any) -> Any:
        """Send the form of an action, grave ones confirmed."""
        path = f"/cases/{self.review.number}/actions/{action}/"
        answer = post(self.visit(who), path, confirm="yes", **data)
        self.review = applying.fresh(self.review)
        return answer

    def page(self, who: User) -> str:
        """The case as somebody sees it."""
        return read(self.visit(who), f"/cases/{self.review.number}/")


def test_the_time_to_appeal_runs_from_the_recorded_service(
    people: EthicsCast, visit: Visit
) -> None:
    desk = Desk(people, visit, S.REJECTED)
    assert desk.send(people.su, "record_service", **SERVED).status_code == 302
    assert desk.review.served_at == make.at("2026-09-22 09:30")
    # 25 to 27 September are days off by the mid-autumn holiday.
    assert desk.review.running_limit("ethics.appeal_window").last_day == date(2026, 9, 28)
    told = desk.page(people.lin)
    assert "直接送达" in told
    assert "林晓签收。" in told


@pytest.mark.parametrize(
    "served_at",
    ["2026-09-22T23:00", "2020-01-01T09:00", "0001-01-01T00:00", "9999-12-31T23:59", "x"],
)
def test_an_impossible_time_of_service_is_refused(
    people: EthicsCast, visit: Visit, served_at: str
) -> None:
    desk = Desk(people, visit, S.REJECTED)
    answer = desk.send(people.su, "record_service", **{**SERVED, "served_at": served_at})
    assert answer.status_code == 422
    assert "送达时间" in answer.content.decode()
    assert desk.review.served_at is None


def test_an_appeal_is_answered_by_upholding_with_reasons(people: EthicsCast, visit: Visit) -> None:
    desk = Desk(people, visit, S.REJECTED)
    assert desk.send(people.lin, "appeal", grounds="风险已有防控措施。").status_code == 302
    assert desk.review.state == "appealed"
    assert desk.send(people.qi, "uphold", reasons="措施没有落实。").status_code == 302
    page = desk.page(people.lin)
    assert desk.review.state == "upheld"
    assert "风险已有防控措施。" in page
    assert "措施没有落实。" in page
    assert "申诉未获支持，原决定继续有效。可以修改后重新申请。" in page


def test_a_late_appeal_is_recorded_as_late_and_may_be_taken_up(
    people: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    desk = Desk(people, visit, S.REJECTED)
    desk.send(people.su, "record_service", **SERVED)
    set_clock(applying.NOW + timedelta(days=20))
    assert desk.send(people.lin, "appeal", grounds="迟到的理由。").status_code == 422
    assert desk.send(people.lin, "appeal_late", grounds="迟到的理由。").status_code == 302
    assert desk.review.state == "rejected"
    assert desk.send(people.qi, "take_up_late_appeal", reason="确有不可抗力。").status_code == 302
    assert (desk.review.state, desk.review.appeal_is_late) == ("appealed", True)


def test_progress_and_tracking_are_kept_and_the_next_interval_begins(
    people: EthicsCast, visit: Visit, set_clock: SetClock
) -> None:
    desk = Desk(people, visit, S.APPROVED)
    assert desk.send(people.lin, "report_progress", report="第一阶段完成。").status_code == 302
    set_clock(applying.NOW + timedelta(days=30))
    found = {"findings-plan-reason": "按方案执行。", "result": "continue", "advice": ""}
    assert desk.send(people.su, "record_tracking", **found).status_code == 302
    assert desk.review.trackings[0]["findings"] == [
        {"item": "活动方案的执行和调整情况", "reason": "按方案执行。", "code": "plan"}
    ]
    assert desk.review.running_limit("ethics.tracking").last_day == date(2027, 10, 22)
    page = desk.page(people.lin)
    assert "第一阶段完成。" in page
    assert "结论：继续开展" in page


def test_stopping_an_activity_is_the_chairs_and_needs_a_reason(
    people: EthicsCast, visit: Visit
) -> None:
    desk = Desk(people, visit, S.APPROVED)
    found = {"findings-plan-reason": "偏离方案。", "result": "suspend", "advice": "立即整改。"}
    assert desk.send(people.su, "record_tracking", **found).status_code == 422
    bare = desk.send(people.qi, "record_tracking", **{**found, "advice": ""})
    assert "暂停或者终止的，请写明理由" in bare.content.decode()
    assert desk.send(people.qi, "record_tracking", **found).status_code == 302
    assert (desk.review.state, desk.review.suspension_reason) == ("suspended", "立即整改。")
    assert desk.send(people.qi, "resume", reason="已整改。").status_code == 302
    assert desk.review.state == "approved"


def test_a_change_of_risk_is_answered_and_a_major_one_cannot_go_on(
    people: EthicsCast, visit: Visit
) -> None:
    desk = Desk(people, visit, S.APPROVED)
    assert desk.send(people.lin, "report_risk_change", **RISK, is_major="on").status_code == 302
    answer = desk.send(people.qi, "answer_risk_change", answer="continue", reasons="可控。")
    assert answer.status_code == 422
    assert "申请人报告的是重大变化，应当暂停或者重新审查" in answer.content.decode()
    desk.send(people.qi, "answer_risk_change", answer="new_review", reasons="须重新评估。")
    assert (desk.review.state, desk.review.rereview_reason) == ("rereview_due", "须重新评估。")
    page = desk.page(people.lin)
    assert "重大变化" in page
    assert "请停止活动，修改后重新申请审查" in page


def test_the_committee_may_find_a_change_major_that_was_not_reported_so(
    people: EthicsCast, visit: Visit
) -> None:
    desk = Desk(people, visit, S.APPROVED)
    desk.send(people.lin, "report_risk_change", **RISK)
    found = {"found_major": "on", "reasons": "新增城区改变了受影响的人群。"}
    refused = desk.send(people.qi, "answer_risk_change", answer="continue", **found)
    assert refused.status_code == 422
    assert "认定为重大变化的，应当暂停或者重新审查" in refused.content.decode()
    assert desk.send(people.qi, "answer_risk_change", answer="suspend", **found).status_code == 302
    assert (desk.review.state, desk.review.suspension_reason) == ("suspended", found["reasons"])
    told = "风险的重大变化尚未重新审查，不能恢复活动"
    assert told in desk.send(people.qi, "resume", reason="已整改。").content.decode()
    page = desk.page(people.lin)
    assert "委员会认定为重大变化" in page
    assert "认定属于重大变化：是" in page
    letter = desk.review.notices.get(code="ethics_risk_answer")
    assert letter.context["answer"] == "委员会认定属于重大变化，暂停"


def test_a_change_of_risk_cannot_be_foretold(people: EthicsCast, visit: Visit) -> None:
    desk = Desk(people, visit, S.APPROVED)
    answer = desk.send(
        people.lin, "report_risk_change", occurred_on="2026-09-23", facts="将会变化。"
    )
    assert answer.status_code == 422
    assert "“发生日期”不能晚于今天" in answer.content.decode()
    assert desk.review.risk_changes == []


def test_an_activity_ends_with_a_report(people: EthicsCast, visit: Visit) -> None:
    desk = Desk(people, visit, S.APPROVED)
    assert desk.send(people.lin, "conclude_activity", report="已按方案完成。").status_code == 302
    assert desk.review.state == "completed"
    assert "已按方案完成。" in desk.page(people.su)


def test_another_committees_decision_is_recognised_on_its_paper(
    people: EthicsCast, visit: Visit
) -> None:
    recognised = {
        "unit": "白鹿研究所科技伦理委员会",
        "decision": "白鹿伦审〔2026〕8号",
        "scope": "数据采集部分",
        "reason": "审查标准一致。",
        "tracking_months": "12",
    }
    draft = applying.complete_draft(people, **building.JOINT)
    make.attach(draft, people.lin, "recognised_decision")
    make.act(draft, "submit", people.lin)
    make.act(draft, "declare_interest", people.qi, conflicted=False)
    desk = Desk.__new__(Desk)
    desk.cast, desk.visit, desk.review = people, visit, applying.fresh(draft)
    too_long = desk.send(people.qi, "recognise", **{**recognised, "tracking_months": "13"})
    assert "“跟踪审查间隔”应为 1 至 12 个月" in too_long.content.decode()
    assert desk.send(people.qi, "recognise", **recognised).status_code == 302
    assert desk.review.state == "recognised"
    assert "白鹿研究所科技伦理委员会：白鹿伦审〔2026〕8号" in desk.page(people.lin)


def test_the_applicant_is_led_to_the_expert_recheck(people: EthicsCast, visit: Visit) -> None:
    desk = Desk(people, visit, S.AWAITING_RECHECK)
    address = f"/cases/new/recheck/?review={desk.review.number}"
    assert address in desk.page(people.lin)
    assert address not in desk.page(people.su)


def test_the_reasons_of_a_returned_amendment_are_shown(people: EthicsCast, visit: Visit) -> None:
    desk = Desk(people, visit, S.AMENDMENT_SUBMITTED)
    answer = desk.send(people.su, "return_amendment", **{"items-plan-reason": "仍缺数据协议。"})
    assert answer.status_code == 302
    page = desk.page(people.lin)
    assert "仍缺数据协议。" in page
    assert "修改被退回，理由 1 项。请继续修改后提交。" in page


def test_an_outsider_finds_none_of_it(people: EthicsCast, visit: Visit) -> None:
    desk = Desk(people, visit, S.APPROVED)
    for path in ("", "actions/report_progress/", "actions/suspend/", "actions/record_service/"):
        path = f"/cases/{desk.review.number}/{path}"
        assert visit(people.dai).get(path).status_code == 404
