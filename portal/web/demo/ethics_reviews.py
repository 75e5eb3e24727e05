"""Reviews before and in deliberation, decided, appealed against, under way and ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.web.demo.content import letter
from portal.web.demo.ethics_script import LISTED, PRESENT, Activity, Sittings

Start = Callable[[], Activity]
#: When, in working days before now, the committee met on most of what is told here.
MET = 16
ACCEPTED = MET + 4
ITEMS = [
    {
        "item": "试用单位",
        "code": "institutions",
        "reason": "缺少试用单位同意参加的书面材料，请一并补充。",
    }
]
REVISE = "请补充对老年人群的误差评估，重写应急预案中的停用条件。"
URGENT = "汛情突发，需要在数日内为受灾群众汇总安置信息。"


def intake(start: Start) -> None:
    """From the draft to a procedure or a refusal."""
    one = start()
    one.begun("社区养老服务需求预测研究", one.at(1), full=False)
    start().handed_in("城市内涝风险提示模型研究", 5)
    start().handed_in("方言语音识别评测研究", 1, level=2)
    asked = start().handed_in("招聘信息匹配公平性研究", 6)
    asked.act("request_supplement", "secretary", 4, items=ITEMS)
    refused = start().handed_in("学习行为画像研究", 9)
    refused.act("decline_acceptance", "secretary", 7, items=ITEMS)
    start().handed_in("门禁语音助手研究", 8).act(
        "withdraw", "applicant", 6, reason="项目未获立项。"
    )


def deliberation(start: Start, sittings: Sittings) -> None:
    """In each procedure: waiting, in session, converted, by the hour; meetings in every state."""
    now = start().now
    start().in_general("智能审方辅助研究", 2)
    called = start().in_general("公共交通客流预测研究", 5)
    called.declares(called.at(4), "member1", "member2")
    sittings.called(
        now - timedelta(days=1),
        now + timedelta(days=2),
        [called.case],
        form="online",
        place="线上会议室（演示）",
    )
    sittings.called(
        now - timedelta(hours=20), now + timedelta(days=9), [called.case], convene=False
    )
    cancelled = sittings.called(called.at(4), called.at(3), [called.case])
    cancelled.act_at(called.at(4, 15), "cancel", "secretary", reason="到会人数不足，改期召开。")
    _in_session(start, sittings)
    start().in_simplified("图书馆荐书模型研究", 2)
    doubted = start().in_simplified("校园能耗预测研究", 6)
    doubted.declares(doubted.at(5), "member1", "member2")
    doubted.act("cast_simplified", "member1", 5, 11, choice="agree", reasons="同意。")
    doubted.act(
        "cast_simplified", "member2", 4, choice="doubt", reasons="试用范围与方案所述不一致。"
    )


def _in_session(start: Start, sittings: Sittings) -> None:
    """A vote goes on: member1 and the chair have not voted; member3 is recused and sees none of it."""
    review = start().in_general("医保异常费用识别研究", 4)
    when = review.now - timedelta(hours=1)
    review.act_at(
        when - timedelta(hours=2),
        "declare_interest",
        "member3",
        conflicted=True,
        statement="与活动负责人合作研究。",
    )
    meeting = sittings.opened(when, [review.case])
    review.declares(when, *PRESENT)
    review.voted(meeting.case, when, "approve", "member2", "member4", "vicechair")


def emergency(start: Start) -> Activity:
    """By the hour: nearly half of the seventy-two hours are left, six of the thirty-six."""
    one = start()
    accepted = one.now - timedelta(hours=30)
    told: dict[str, Any] = {"is_urgent": True, "emergency_reason": URGENT, "listed": LISTED}
    one.begun("汛期安置信息推送研究", accepted - timedelta(hours=1), **told)
    one.act_at(accepted, "submit", "applicant")
    one.act_at(accepted, "accept_emergency", "secretary", reason="突发汛情，情况属实。")
    return one.declares(accepted + timedelta(hours=3), "member1", "member2")


def decisions(start: Start) -> list[tuple[Activity, str]]:
    """What the committee met on, and how it voted."""
    votes = {
        "手术机器人路径规划研究": "revise",
        "情绪识别课堂应用研究": "reject",
        "信贷评分可解释性研究": "revise",
        "远程问诊分诊研究": "revise",
        "无障碍阅读生成研究": "approve_after_revision",
        "药物不良反应预警研究": "approve_after_revision",
    }
    return [(start().in_general(name, ACCEPTED), vote) for name, vote in votes.items()]


def after_decisions(found: list[tuple[Activity, str]]) -> None:
    """Served, appealed, upheld, amended."""
    revised, rejected, appealed, upheld, due, submitted = (activity for activity, _ in found)
    for one in (revised, appealed, upheld):
        one.act("require_revision", "chair", MET - 1, advice=REVISE)
    rejected.act("reject", "chair", 3, reasons="在课堂连续采集学生表情，必要性与比例性不成立。")
    _served(revised, 1)
    for one in (appealed, upheld):
        _served(one, MET - 2).act(
            "appeal", "applicant", MET - 4, grounds="申请材料第四部分已有分人群误差，请重新审议。"
        )
    upheld.act("uphold", "chair", MET - 7, reasons="所附评估不含老年人群，理由不充分。")
    for one in (due, submitted):
        one.act("approve_after_revision", "chair", MET - 1, advice="补充知情同意书的撤回方式。")
    submitted.act("submit_amendment", "applicant", 2)


def _served(activity: Activity, ago: int) -> Activity:
    """The decision reached the applicant."""
    return activity.act(
        "record_service",
        "secretary",
        ago,
        16,
        served_at=activity.at(ago, 15),
        service_method="in_person",
        proof="申请人当面签收。",
    )


def under_way(start: Start) -> None:
    """Approved and followed: due, overdue, suspended, to be reviewed anew, ended; and recognised."""
    start().simplified("气象文本摘要研究", 30, months=1)
    for name, end in _ENDS.items():
        end(start().simplified(name, 20))
    told = start().simplified("道路病害识别研究", 15)
    _reports(told, 2, is_major=False)
    one = start()
    one.begun("跨机构罕见病筛查研究", one.at(8, 9))
    partner = {"name": "演示大学", "part": "牵头，负责总体方案"}
    one.typed(one.at(8, 9), is_joint=True, partner_units=[partner])
    one.papered(one.at(8, 9), {"recognised_decision": letter("审查批件（演示）", "审查批件.docx")})
    one.act("submit", "applicant", 8)
    one.declares(one.at(6, 9), "chair")
    one.act(
        "recognise",
        "chair",
        6,
        unit="演示大学科技伦理（审查）委员会",
        decision="演伦审〔演示〕12 号",
        scope="数据采集与模型训练部分",
        reason="同一方案已由牵头单位审查批准。",
        tracking_months=12,
    )


def _reports(activity: Activity, ago: int, *, is_major: bool) -> Activity:
    return activity.act(
        "report_risk_change",
        "applicant",
        ago,
        occurred_on=activity.day(ago),
        facts="新增一家试用单位，使用人数增加一倍。",
        is_major=is_major,
    )


_ENDS: dict[str, Callable[[Activity], Activity]] = {
    "客服话术生成研究": lambda a: a.act("suspend", "chair", 5, reason="试用中误差超过阈值。"),
    "遥感图像解译研究": lambda a: _reports(a, 9, is_major=True).act(
        "answer_risk_change", "chair", 7, answer="new_review", reasons="属于重大变化，应重新审查。"
    ),
    "仿真驾驶数据合成研究": lambda a: a.act("terminate", "chair", 4, reason="不再具备试用条件。"),
    "公文纠错模型研究": lambda a: a.act(
        "conclude_activity", "applicant", 3, report="按方案完成，未发生不良事件。"
    ),
}
