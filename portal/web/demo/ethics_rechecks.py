"""Expert rechecks in every state, each with the review that waits for it or has its answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.web.demo.ethics_reviews import ACCEPTED, MET, URGENT, Start
from portal.web.demo.ethics_script import LISTED, PANEL, Activity, Sittings

_ITEMS = [
    {"item": "复核申请表", "code": "application", "reason": "缺少单位负责人签字，请重新上传。"}
]


def reviewed(start: Start) -> list[tuple[Activity, str]]:
    """Listed activities, and the approval of each in the preliminary review."""
    return [(start().in_general(name, ACCEPTED, listed=LISTED), "approve") for name in _LIVES]


def after_review(found: list[tuple[Activity, str]]) -> None:
    """The preliminary review is concluded; then each lives its own life."""
    for (review, _), live in zip(found, _LIVES.values(), strict=True):
        review.act(
            "conclude_preliminary", "chair", MET - 1, opinion="风险可控，同意在试用范围内开展。"
        )
        live(review)


def emergency(start: Start, sittings: Sittings) -> Activity:
    """Preliminary review passed within the thirty-six hours; the recheck is with the province, the clock runs on."""
    one = start()
    accepted = one.now - timedelta(hours=40)
    met = accepted + timedelta(hours=16)
    told: dict[str, Any] = {"is_urgent": True, "emergency_reason": URGENT, "listed": LISTED}
    one.begun("灾情谣言识别与提示研究", accepted - timedelta(hours=1), **told)
    one.act_at(accepted, "submit", "applicant")
    one.act_at(accepted, "accept_emergency", "secretary", reason="突发汛情，情况属实。")
    sittings.held(met, [(one, "approve")], form="online", place="线上会议室（演示）")
    one.act_at(
        met + timedelta(hours=2), "conclude_preliminary", "chair", opinion="同意，仅限灾区使用。"
    )
    recheck = one.applied_for_recheck(met + timedelta(hours=3))
    recheck.act_at(met + timedelta(hours=3), "submit", "applicant")
    recheck.act_at(met + timedelta(hours=4), "receive", "recheck")
    return one


def _applied(review: Activity) -> Activity:
    when = review.at(9)
    return review.applied_for_recheck(when).act_at(when, "submit", "applicant")


def _supplemented(review: Activity) -> None:
    _applied(review).act("request_supplement", "recheck", 8, items=_ITEMS)


def _with_a_panel(review: Activity) -> Activity:
    recheck = _applied(review).act("receive", "recheck", 8)
    people = recheck.people
    experts = [{"expert": people[who], "discipline": field} for who, field in PANEL]
    return recheck.act("form_panel", "recheck", 7, experts=experts)


def _voting(review: Activity, *cast: str) -> Activity:
    recheck = _with_a_panel(review)
    names = [who for who, _ in PANEL]
    recheck.declares(recheck.at(4), *names)
    recheck.act("open_voting", "recheck", 3, ends_at=recheck.now + timedelta(days=2))
    for who in cast:
        recheck.act(
            "cast_opinion",
            who,
            2,
            choice="agree",
            compliance="初步审查程序合规，材料齐全。",
            reasonableness="风险受益分析合理，防控措施可行。",
        )
    return recheck


def _issued(review: Activity) -> None:
    recheck = _voting(review, *(who for who, _ in PANEL))
    recheck.act("issue_opinion", "recheck", 2, 16, summary="专家组同意初步审查意见。")
    review.again()


def _approved(review: Activity) -> None:
    _issued(review)
    review.act(
        "approve", "chair", 1, tracking_months=6, advice="依复核意见批准；按月报告处置情况。"
    )


def _withdrawn(review: Activity) -> None:
    """Taken back, and begun again."""
    _applied(review).act("withdraw", "applicant", 7, reason="申请表有误，重新申请。")
    review.applied_for_recheck(review.at(3))


def _declaring(review: Activity) -> None:
    """Two of the panel have declared; one is conflicted and must be replaced."""
    recheck = _with_a_panel(review)
    recheck.declares(recheck.at(5), "expert1")
    recheck.act(
        "declare_interest", "expert2", 5, conflicted=True, statement="与申请单位有合作项目。"
    )


_LIVES: dict[str, Callable[[Activity], Any]] = {
    "热点话题传播仿真研究": _applied,
    "突发事件信息分发研究": _supplemented,
    "公共议题摘要生成研究": _withdrawn,
    "网络情绪监测模型研究": _declaring,
    "社会动员信息识别研究": lambda review: _voting(review, "expert1", "expert2"),
    "政务问答引导研究": _issued,
    "应急广播文本生成研究": _approved,
}
