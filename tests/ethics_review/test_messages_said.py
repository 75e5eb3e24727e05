"""Every message of ethics review says what happened, what to do and, where a limit runs, by when."""

from datetime import date, timedelta

import pytest

from ethics_review.notices import NOTICES
from portal.notices.models import Notice
from tests.ethics_review import building, letter_stories
from tests.ethics_review.building import Tale

pytestmark = pytest.mark.django_db(transaction=True)

#: message → what its body says besides the case.
SAYS = {
    "review_arrived": ["青云研究院提交了科技伦理审查申请", "请核对材料", "最后一日为2026年9月30日"],
    "listing_found": ["不纳入专家复核清单", "理由：仅供内部调度。"],
    "review_withdrawn": ["撤回理由：暂缓开展。", "没有需要办理的事项"],
    "review_accepted": ["请先声明", "最后一日为2026年10月22日"],
    "emergency_call": ["按应急程序受理", "请立即登录", "于2026年9月25日9时00分届满"],
    "reviewers_named": ["您被指定为审查委员", "请先声明利益关系", "最后一日为2026年10月22日"],
    "adviser_invited": ["就“数据安全”提供咨询意见", "不参加表决", "最后一日为2026年10月22日"],
    "voting_opened": ["请登录门户投票，于2026年12月31日8时00分截止", "投出后不能更改"],
    "opinion_received": ["意见为：同意", "批准之前，活动不得开展", "内部目标五个工作日"],
    "amendment_submitted": ["请核对修改", "最后一日为2026年9月30日"],
    "decision_served": [
        "不予批准的决定书已经登记送达，送达时间为2026年9月22日9时00分（直接送达）",
        "请在下列期限内在本事项页面提出申诉",
        "最后一日为2026年9月28日",
    ],
    "appeal_arrived": ["提出了申诉", "请审议申诉理由", "最后一日为2026年10月9日"],
    "progress_reported": ["报告了活动进展", "最后一日为2027年9月22日"],
    "risk_reported": ["科技伦理风险的重大变化", "答复暂停或者重新审查", "最后一日为2026年9月30日"],
    "review_completed": ["已经结束并结题"],
    "meeting_called": [
        "召开线上会议",
        "时间：2026年9月22日9时00分",
        "地点：第一会议室",
        "主持：qi先生",
        "声明利益关系",
    ],
    "meeting_cancelled": ["原定2026年9月22日9时", "分的线上会议取消", "理由：人数不足。"],
    "recheck_arrived": ["提交了专家复核申请", "请核对材料", "最后一日为2026年10月22日"],
    "recheck_withdrawn": ["撤回理由：活动取消。"],
    "panel_called": ["您被列入专家复核组", "请先声明", "最后一日为2026年10月22日"],
    "panel_voting": ["合规性、合理性分别说明", "于2026年12月31日8时00分截止"],
    "committee_arrived": ["青云研究院登记了青云研究院科技伦理委员会", "请查看"],
    "committee_updated": ["变更说明：更换联系人。"],
    "committee_year_arrived": ["2026年度的工作报告"],
}


def told(story: Tale) -> dict[str, str]:
    """Message → its first body, from acts that say every one of them."""
    case = letter_stories.rejected(story)
    served = {"served_at": story.now, "service_method": "in_person", "proof": "系统送达回执"}
    story.act(case, "record_service", "su", **served)
    story.act(case, "appeal", "lin", grounds=letter_stories.GROUNDS)
    letter_stories.simplified(story)
    found = {"listed": False, "items": [], "reason": "仅供内部调度。"}
    story.act(building.accepted(story, "emergency"), "determine_listing", "su", **found)
    story.act(building.submitted(story), "withdraw", "lin", reason="暂缓开展。")
    story.act(letter_stories.conditional(story), "submit_amendment", "lin")
    underway(story)
    building.returned(story)
    recheck = building.recheck_steps(story, building.preliminary(story), "submit", "withdraw")
    assert recheck.number
    meeting = building.planned(story, building.accepted(story))
    story.act(meeting, "convene", "su")
    story.act(meeting, "cancel", "su", reason="人数不足。")
    committee(story)
    said = Notice.objects.filter(form=Notice.Form.MESSAGE, code__in=SAYS).order_by("-pk")
    return {notice.code: notice.body for notice in said}


def underway(story: Tale) -> None:
    """An activity from its progress to its end."""
    case = building.approved(story)
    story.act(case, "report_progress", "lin", report="按方案开展。")
    risk = {"occurred_on": date(2026, 9, 21), "facts": "用户规模扩大。", "is_major": True}
    story.act(case, "report_risk_change", "lin", **risk)
    story.act(building.approved(story), "conclude_activity", "lin", report="活动已按方案完成。")


def committee(story: Tale) -> None:
    """The committee's registration and its year."""
    own = story.cast.committee
    story.act(own, "update_registration", "su", note="更换联系人。")
    story.now += timedelta(days=130)
    report = {"year": 2026, "work": "开会。", "listed_activities": "没有。"}
    story.act(own, "report_year", "su", **report)


def test_every_message_says_what_happened_what_to_do_and_by_when() -> None:
    assert {kind.code for kind in NOTICES if kind.form == Notice.Form.MESSAGE} == set(SAYS)
    bodies = told(letter_stories.tale())
    assert set(bodies) == set(SAYS)
    missing = {
        code: [wanted for wanted in SAYS[code] if wanted not in body]
        for code, body in bodies.items()
    }
    assert {code: lacking for code, lacking in missing.items() if lacking} == {}
    assert [code for code, body in bodies.items() if "None" in body or "{" in body] == []


def test_markup_in_a_name_is_printed_as_text() -> None:
    story = letter_stories.tale()
    case = building.submitted(story, activity_name="<b>A&B</b>")
    body = Notice.objects.get(code="review_arrived", case_id=case.pk).body
    assert "“<b>A&B</b>”" in body
