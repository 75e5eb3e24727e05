"""A complete application, as the form would hand it to the checks."""

from datetime import date
from typing import Any

from portal.law.rulebook import rulebook

LAW = rulebook("ethics-2025-draft")
PAPERS = frozenset({"qualification", "commitment"})

_TEXTS = {
    "activity_name": "出行行为预测模型研究",
    "leader_name": "林晓",
    "leader_title": "研究员",
    "leader_phone": "010-60000000",
    "leader_email": "lin@example.test",
    "affiliation": "other",
    "background": "城市出行数据快速增长。",
    "purpose": "预测短时客流。",
    "plan": "分三阶段开展。",
    "steps": "采集、训练、评估。",
    "institutions": "青云研究院，事业单位法人。",
    "funding": "单位自筹。",
    "interests_statement": "没有利益冲突。",
    "mechanism": "时空图神经网络。",
    "data_types": "匿名客流计数。",
    "data_sources": "公交公司。",
    "data_acquisition": "按协议提供。",
    "data_cleaning": "剔除异常值。",
    "test_methods": "留出法与压力测试。",
    "products": "预测软件一套。",
    "application_fields": "公共交通。",
    "user_groups": "调度人员。",
    "risk_application": "预测偏差影响班次。",
    "risk_misuse": "用于推断个人行踪。",
    "risk_abuse": "用于限制特定人群出行。",
    "control_plan": "定期核对各区域误差。",
    "emergency_plan": "误差超限时停用。",
}


def content(**changes: Any) -> dict[str, Any]:
    """The content of an application in which nothing is missing, for the unit's own committee."""
    return {
        **_TEXTS,
        "committee": 1,
        "committee_is_own": True,
        "commission_ground": "",
        "is_joint": False,
        "is_lead": False,
        "partner_units": [],
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2027, 9, 30),
        "earlier_reviews": "",
        "claimed_ground": "",
        "amends_number": "",
        "is_urgent": False,
        "emergency_reason": "",
        "staff": [{"name": "林晓", "role": "负责", "qualification": "博士，从业十年"}],
        "risks": risks(),
        "recheck_answers": answers(),
        "exemption_ground": "",
        "exemption_number": "",
        "commitment_accepted": True,
        **changes,
    }


def risks(
    likelihood: int = 2, severity: int = 2, **changed: dict[str, Any]
) -> list[dict[str, Any]]:
    """Every review point assessed at one level; ``changed`` holds other values of single points."""
    return [
        {
            "point": point.code,
            "likelihood": likelihood,
            "severity": severity,
            "description": "可能产生偏差。",
            "measure": "定期核对。",
            **changed.get(point.code, {}),
        }
        for point in LAW.items("review_points")
    ]


def answers(*yes: str) -> list[dict[str, str]]:
    """Every question of the recheck list answered, with yes where its code is among ``yes``."""
    return [
        {
            "question": question.code,
            "answer": "yes" if question.code in yes else "no",
            "reason": "见活动方案。",
        }
        for question in LAW.items("recheck_questions")
    ]
